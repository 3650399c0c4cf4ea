import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	chownSync,
	cpSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import { program } from './native.ts';

/** How PostgreSQL, which refuses to run as root, is started on this machine. */
export interface RunAs {
	/** Folder of PostgreSQL's programs, reachable for the user they run as. */
	native: string;
	/** Folder for the cluster; differs from the asked one only where that could not be reached. */
	home: string;
	/** Words before each command. */
	prefix: string[];
	ids: { uid?: number; gid?: number };
}

// The kernel stops PostgreSQL cleanly when this process is killed without warning.
const WITH_PARENT = ['setpriv', '--pdeathsig', 'INT'];
// PostgreSQL sees itself as user 1 while files stay root's, so closed folders are no obstacle.
const AS_NOBODY = ['unshare', '--user', '--map-user=1', '--map-group=1', ...WITH_PARENT];

/** @param force tests name the way that is meant for machines without user namespaces. */
export function chooseRunAs(native: string, home: string, force?: 'switch-user'): RunAs {
	mkdirSync(home, { recursive: true, mode: 0o700 });
	const root = process.getuid?.() === 0;
	const prefix = root ? AS_NOBODY : WITH_PARENT;
	if (force !== 'switch-user' && works(prefix, native)) return { native, home, prefix, ids: {} };
	return root ? switchUser(native, home) : { native, home, prefix: [], ids: {} };
}

function works([command, ...args]: string[], native: string): boolean {
	return spawnSync(command!, [...args, program(native, 'postgres'), '--version']).status === 0;
}

function switchUser(native: string, home: string): RunAs {
	const ids = unprivilegedUser();
	const id = createHash('sha256').update(home).digest('hex').slice(0, 12);
	const reached = reachable(home) ? home : `/var/lib/motesplats-${id}`;
	mkdirSync(reached, { recursive: true, mode: 0o700 });
	const copy = join(reached, 'native');
	if (!reachable(native) && !existsSync(copy))
		cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
	chownTree(reached, ids.uid, ids.gid);
	const prefix = spawnSync('setpriv', ['--version']).status === 0 ? WITH_PARENT : [];
	return { native: reachable(native) ? native : copy, home: reached, prefix, ids };
}

function unprivilegedUser(): { uid: number; gid: number } {
	const lines = readFileSync('/etc/passwd', 'utf8')
		.split('\n')
		.map((line) => line.split(':'));
	const user = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody');
	if (!user)
		throw new Error('PostgreSQL cannot run as root here: start as an ordinary user or set DATABASE_URL');
	return { uid: Number(user[2]), gid: Number(user[3]) };
}

/** Whether others may pass every folder above `path`. */
function reachable(path: string): boolean {
	for (let dir = dirname(path); dir !== dirname(dir); dir = dirname(dir)) {
		if ((statSync(dir).mode & 0o001) === 0) return false;
	}
	return true;
}

function chownTree(path: string, uid: number, gid: number): void {
	if (process.platform !== 'win32' && existsSync('/bin/chown')) {
		execFileSync('/bin/chown', ['-R', '-h', `${uid}:${gid}`, path]);
		return;
	}
	chownSync(path, uid, gid);
	if (!lstatSync(path).isDirectory()) return;
	for (const name of readdirSync(path)) chownTree(join(path, name), uid, gid);
}
