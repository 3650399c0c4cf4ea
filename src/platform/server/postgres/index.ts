import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { initCluster, PLAIN, socketFolder, startPostmaster, stopPostmaster, USER } from './cluster.ts';
import { nativeDir } from './native.ts';
import { claim, FolderInUseError, livingOwner } from './owner-lock.ts';
import { chooseRunAs, type RunAs } from './run-as.ts';

export { FolderInUseError };

export interface Embedded {
	/** postgres:// address on loopback, password included. */
	url: string;
	/** Resolves when PostgreSQL has ended on its own, which nobody asked for. */
	ended: Promise<void>;
	/** Stops PostgreSQL and gives the folder up; committed work is safe. */
	stop(): Promise<void>;
}

interface Options {
	/** Only for tests of the way taken where user namespaces are forbidden. */
	force?: 'switch-user';
}

const SETTINGS = {
	max_connections: '150',
	shared_buffers: '256MB',
	work_mem: '8MB',
	random_page_cost: '1.1',
	jit: 'off',
	timezone: 'UTC',
	log_timezone: 'UTC',
	log_checkpoints: 'off',
	// Details name values, such as an address that is already taken.
	log_error_verbosity: 'terse'
};
const UNSAFE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' };

/**
 * Starts PostgreSQL under `dataDir`/postgres, making cluster and database when there are none.
 * @throws FolderInUseError when another living process runs it; Error with PostgreSQL's own reason.
 */
export async function startEmbedded(dataDir: string, options: Options = {}): Promise<Embedded> {
	const folder = resolve(dataDir, 'postgres');
	const as = chooseRunAs(nativeDir(), folder, options.force);
	const release = claim(join(folder, 'owner'));
	try {
		await initCluster(as);
		const { child, port } = await startPostmaster(as, SETTINGS);
		const url = await ensureDatabase(as, port);
		writeFileSync(join(folder, 'url'), url, { mode: 0o600 });
		const ended = new Promise<void>((done) => child.once('exit', () => done()));
		const stop = () => stopPostmaster(as, child).finally(release);
		return { url, ended, stop };
	} catch (error) {
		release();
		throw error;
	}
}

/** Joins the database that another process runs under `dataDir`, or starts it for the while. */
export async function joinEmbedded(dataDir: string): Promise<Embedded> {
	const folder = resolve(dataDir, 'postgres');
	if (!livingOwner(join(folder, 'owner'))) return startEmbedded(dataDir);
	const url = readFileSync(join(folder, 'url'), 'utf8');
	return { url, ended: new Promise(() => {}), stop: async () => {} };
}

/**
 * A throw-away cluster in a temporary folder, fast rather than safe.
 * @param programs folder above another PostgreSQL's bin/; its databases then sort without Swedish
 * @param parent folder that gets the temporary one
 */
export async function createTestCluster(programs?: string, parent = tmpdir()): Promise<Embedded> {
	const folder = mkdtempSync(join(parent, 'motesplats-test-'));
	const settings = { ...SETTINGS, ...UNSAFE, max_connections: '300' };
	const as = chooseRunAs(programs ?? nativeDir(), folder);
	await initCluster(as, programs ? PLAIN : undefined);
	const { child, port } = await startPostmaster(as, settings);
	const url = await ensureDatabase(as, port);
	const ended = new Promise<void>((done) => child.once('exit', () => done()));
	const stop = async () => {
		await stopPostmaster(as, child);
		rmSync(as.home, { recursive: true, force: true });
		rmSync(folder, { recursive: true, force: true });
	};
	return { url, ended, stop };
}

async function ensureDatabase(as: RunAs, port: number): Promise<string> {
	const password = readFileSync(join(as.home, 'password'), 'utf8').trim();
	const address = (database: string) => `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;
	const client = new pg.Client({ connectionString: address('postgres') });
	await client.connect();
	try {
		const found = await client.query('select 1 from pg_database where datname = $1', [USER]);
		if (found.rowCount === 0) await client.query(`create database ${USER}`);
	} finally {
		await client.end();
	}
	const socket = socketFolder(as);
	return address(USER) + (socket ? `?host=${encodeURIComponent(socket)}` : '');
}
