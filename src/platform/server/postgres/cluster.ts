import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
	closeSync,
	existsSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
	chownSync
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { program } from './native.ts';
import { isAlive } from './owner-lock.ts';
import type { RunAs } from './run-as.ts';

const run = promisify(execFile);
export const USER = 'motesplats';
const MAJOR = '18';
const LOCALE = process.platform === 'linux' ? 'C.UTF-8' : 'C';
const SWEDISH = [`--locale=${LOCALE}`, '--locale-provider=icu', '--icu-locale=sv-SE'];
/** What a server of somebody else's may well have. */
export const PLAIN = [`--locale=${LOCALE}`];

/** Makes the cluster if there is none. A half-made one never gets the final name. */
export async function initCluster(as: RunAs, locale = SWEDISH): Promise<void> {
	const data = join(as.home, 'data');
	if (existsSync(join(data, 'PG_VERSION'))) return checkVersion(data);
	const fresh = join(as.home, 'data.new');
	const passwordFile = join(as.home, 'password');
	rmSync(fresh, { recursive: true, force: true });
	writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
	if (as.ids.uid !== undefined) chownSync(passwordFile, as.ids.uid, as.ids.gid!);
	const words = [
		...as.prefix,
		program(as.native, 'initdb'),
		'-D',
		fresh,
		'-U',
		USER,
		`--pwfile=${passwordFile}`
	];
	words.push('--auth=scram-sha-256', '--encoding=UTF8', '--data-checksums', ...locale);
	await run(words[0]!, words.slice(1), { ...as.ids, cwd: as.home });
	renameSync(fresh, data);
}

function checkVersion(data: string): void {
	const version = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
	if (version === MAJOR) return;
	throw new Error(
		`${data} was made by PostgreSQL ${version}, this version brings ${MAJOR}: see docs/operations.md, "Upgrade"`
	);
}

/** A running postmaster and the port on 127.0.0.1 that it answers at. */
export interface Postmaster {
	child: ChildProcess;
	port: number;
}

/** Starts the server, clearing away what a killed predecessor left. @throws Error with the log's own reason. */
export async function startPostmaster(as: RunAs, settings: Record<string, string>): Promise<Postmaster> {
	await endPredecessor(as);
	for (let attempt = 1; ; attempt++) {
		const port = await freePort();
		const child = launch(as, port, settings);
		if (await becomesReady(as, child)) return { child, port };
		const log = readLog(as);
		// A killed server's last processes may hold its memory for a moment more; a port may be taken meanwhile.
		const passing = /still in use|could not bind|could not create any TCP/.test(log);
		if (!(clearStaleLock(as, log) || passing) || attempt === 8)
			throw new Error(`PostgreSQL did not start: ${reason(log)}`);
		await sleep(attempt * 50);
	}
}

function launch(as: RunAs, port: number, settings: Record<string, string>): ChildProcess {
	const socket = socketFolder(as);
	// What a killed server left there is nobody's.
	if (socket) rmSync(socket, { recursive: true, force: true });
	if (socket) makeFolder(socket, as);
	const all = {
		...settings,
		port: String(port),
		listen_addresses: '127.0.0.1',
		unix_socket_directories: socket ?? ''
	};
	const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	const words = [...as.prefix, program(as.native, 'postgres'), '-D', join(as.home, 'data'), ...options];
	if (existsSync(logFile(as))) renameSync(logFile(as), `${logFile(as)}.1`);
	const log = openSync(logFile(as), 'w', 0o600);
	// A session of its own: Ctrl-C in a terminal must not stop the database before web and jobs are done.
	const child = spawn(words[0]!, words.slice(1), {
		...as.ids,
		cwd: as.home,
		detached: true,
		stdio: ['ignore', log, log]
	});
	closeSync(log);
	child.unref();
	return child;
}

/** Where programs on this machine reach the server in two thirds of the time; null where there can be none. */
export function socketFolder(as: RunAs): string | null {
	const folder = join(as.home, 'run');
	// The system allows about a hundred characters for the whole name of a socket.
	return process.platform === 'win32' || Buffer.byteLength(folder) > 80 ? null : folder;
}

function makeFolder(folder: string, as: RunAs): void {
	mkdirSync(folder, { mode: 0o700 });
	if (as.ids.uid !== undefined) chownSync(folder, as.ids.uid, as.ids.gid!);
}

async function becomesReady(as: RunAs, child: ChildProcess): Promise<boolean> {
	let failed = false;
	child.once('error', () => (failed = true)).once('exit', () => (failed = true));
	// Recovery after a crash may take minutes on a large database.
	for (const end = Date.now() + 600_000; !failed && Date.now() < end; await sleep(10)) {
		const lines = readPidFile(as);
		if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return true;
	}
	return false;
}

/** Fast shutdown: open transactions are rolled back, everything committed is safe. */
export async function stopPostmaster(as: RunAs, child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	child.ref();
	const gone = new Promise((resolve) => child.once('exit', resolve));
	await interrupt(as, child.pid!);
	await gone;
}

async function interrupt(as: RunAs, pid: number): Promise<void> {
	if (process.platform !== 'win32') return void process.kill(pid, 'SIGINT');
	await run(program(as.native, 'pg_ctl'), ['stop', '-m', 'fast', '-D', join(as.home, 'data')]);
}

/** A postmaster whose owner died may still be stopping, or (outside Linux) not know that it should. */
async function endPredecessor(as: RunAs): Promise<void> {
	const pid = Number(readPidFile(as)[0]);
	if (!(pid > 0) || !isPostgres(pid)) return;
	await interrupt(as, pid).catch(() => {});
	for (let waited = 0; isAlive(pid) && waited < 60_000; waited += 20) await sleep(20);
}

function isPostgres(pid: number): boolean {
	if (!isAlive(pid)) return false;
	if (process.platform !== 'linux') return true;
	return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
}

/** Where dead processes are collected slowly, PostgreSQL takes a zombie for a running server. */
function clearStaleLock(as: RunAs, log: string): boolean {
	if (!/lock file "postmaster.pid" already exists/.test(log) || isPostgres(Number(readPidFile(as)[0])))
		return false;
	rmSync(pidFile(as), { force: true });
	return true;
}

function readPidFile(as: RunAs): string[] {
	try {
		return readFileSync(pidFile(as), 'utf8').split('\n');
	} catch {
		return [];
	}
}

const pidFile = (as: RunAs) => join(as.home, 'data', 'postmaster.pid');
const logFile = (as: RunAs) => join(as.home, 'postgres.log');
const readLog = (as: RunAs) => readFileSync(logFile(as), 'utf8');

function reason(log: string): string {
	return /(?:FATAL|ERROR|PANIC): +(.+)/.exec(log)?.[1] ?? log.trim().split('\n').at(-1) ?? 'no reason given';
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer().once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const { port } = probe.address() as { port: number };
			probe.close(() => resolve(port));
		});
	});
}
