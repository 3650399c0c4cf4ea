import {
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { openDb } from '../db/index.ts';
import { migrate } from '../db/migrate.ts';
import { prepareJobs } from '../jobs/index.ts';
import { sequences, setSequences, withoutForeignKeys, type Sequence } from './constraints.ts';
import { copyIn, copyOut, isWhole, listTables, type Copied } from './tables.ts';

export interface Manifest {
	format: 1;
	/** Server time of the moment that all rows are from, ISO 8601. */
	at: string;
	/** Migrations the rows fit. */
	migrations: string[];
	tables: Copied[];
	sequences: Sequence[];
}

/** Folders of the data folder that are no data of ours: the database itself, and other backups. */
const NOT_DATA = new Set(['postgres', 'backups']);

/** A backup that cannot be made or used; the message says why. */
export class BackupError extends Error {}

/**
 * Writes the database as of one moment, uploaded files and keys to a new folder, while everything runs.
 * The folder gets its name when it is whole. @throws BackupError when the folder is there already
 */
export async function backUp(url: string, dataDir: string, folder: string): Promise<Manifest> {
	if (existsSync(folder)) throw new BackupError(`${folder} is there already`);
	const partial = `${folder}.partial`;
	rmSync(partial, { recursive: true, force: true });
	mkdirSync(join(partial, 'tables'), { recursive: true, mode: 0o700 });
	const manifest = await withClient(url, (client) => backUpRows(client, partial));
	// After the rows: a file of a later row does no harm, a missing one would.
	copyData(dataDir, join(partial, 'data'));
	writeFileSync(join(partial, 'manifest.json'), JSON.stringify(manifest, null, '\t'));
	renameSync(partial, folder);
	return manifest;
}

async function backUpRows(client: pg.Client, folder: string): Promise<Manifest> {
	await client.query('begin isolation level repeatable read read only');
	const { rows } = await client.query<{ at: Date }>('select now() as at');
	const applied = await client.query<{ name: string }>('select name from kysely_migration order by name');
	const tables: Copied[] = [];
	for (const [index, table] of (await listTables(client)).entries()) {
		const file = `${String(index).padStart(3, '0')}.copy.gz`;
		tables.push(await copyOut(client, table, join(folder, 'tables', file), file));
	}
	const numbers = await sequences(client);
	await client.query('commit');
	const migrations = applied.rows.map(({ name }) => name);
	return { format: 1, at: rows[0]!.at.toISOString(), migrations, tables, sequences: numbers };
}

/**
 * Reads a backup into an empty database and an empty data folder, then brings it to this version's schema.
 * Nothing is changed when the backup is damaged or of a newer version. @throws BackupError
 */
export async function restore(url: string, dataDir: string, folder: string): Promise<Manifest> {
	const manifest = readManifest(folder);
	for (const table of manifest.tables) {
		if (!(await isWhole(table, join(folder, 'tables', table.file))))
			throw new BackupError(`${table.file} is damaged`);
	}
	await refuseUnlessEmpty(url);
	const db = openDb(url, 2);
	try {
		// The rows fit the schema they were taken from; later migrations then do with them what they always do.
		await migrate(db, undefined, manifest.migrations);
		await prepareJobs(url);
		await withClient(url, (client) => restoreRows(client, manifest, folder));
		await migrate(db);
	} finally {
		await db.destroy();
	}
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	copyData(join(folder, 'data'), dataDir);
	return manifest;
}

async function restoreRows(
	client: pg.Client,
	{ tables, sequences }: Manifest,
	folder: string
): Promise<void> {
	const names = tables.map(({ name }) => name);
	const own = names.filter((name) => name.startsWith('"public".'));
	await client.query('begin');
	await withoutForeignKeys(client, own, async () => {
		// Rows that migrations put there are in the backup too, perhaps changed since.
		await client.query(`truncate ${own.join(', ')}`);
		for (const table of tables) await copyIn(client, table, join(folder, 'tables', table.file));
	});
	await setSequences(client, sequences);
	await client.query('commit');
}

function readManifest(folder: string): Manifest {
	const file = join(folder, 'manifest.json');
	if (!existsSync(file)) throw new BackupError(`${folder} is no backup`);
	const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
	if (manifest.format !== 1) throw new BackupError('the backup has a format of a newer version');
	const known = new Set(readdirSync('migrations').map((name) => name.replace(/\.ts$/, '')));
	const foreign = manifest.migrations.filter((name) => !known.has(name));
	if (foreign.length > 0)
		throw new BackupError(`the backup belongs to a newer version (${foreign.join(', ')})`);
	return manifest;
}

async function refuseUnlessEmpty(url: string): Promise<void> {
	const { rows } = await withClient(url, (client) =>
		client.query<{ count: number }>(
			`select count(*)::int as count from pg_tables where schemaname = 'public'`
		)
	);
	if (rows[0]!.count > 0) throw new BackupError('the database is not empty: restore into a new one');
}

function copyData(from: string, to: string): void {
	if (!existsSync(from)) return;
	mkdirSync(dirname(to), { recursive: true });
	const entries = readdirSync(from).filter((name) => !NOT_DATA.has(name) && !name.startsWith('.'));
	for (const name of entries) cpSync(join(from, name), join(to, name), { recursive: true });
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
	const client = new pg.Client(url);
	await client.connect();
	return use(client).finally(() => client.end());
}
