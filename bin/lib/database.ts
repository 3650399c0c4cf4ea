import pg from 'pg';
import { ensureMethods } from '#capabilities/methods/index.ts';
// Not by its index: that is the whole capability, with all it registers.
import { ensureRuns } from '#capabilities/procurements/server/ensure-runs.ts';
import { openDb } from '#platform/server/db/index.ts';
import { migrate, NewerSchemaError } from '#platform/server/db/migrate.ts';
import { PAGES_ROLE, preparePagesRole } from '#platform/server/db/pages-role.ts';
import { prepareJobs } from '#platform/server/jobs/index.ts';
import { FolderInUseError, startEmbedded, type Embedded } from '#platform/server/postgres/index.ts';
import { StartError } from './preflight.ts';

const OLDEST = 150_000;

/** What the database says of itself; undefined while it is empty. */
export interface Mark {
	demo: boolean;
	/** False while the demo world is being loaded, and after that was cut short. */
	complete: boolean;
}

/** Starts the embedded server. @throws StartError */
export async function embedded(dataDir: string): Promise<Embedded> {
	try {
		return await startEmbedded(dataDir);
	} catch (error) {
		if (error instanceof FolderInUseError) {
			throw new StartError(
				`${dataDir} is in use by process ${error.pid}: stop that one first, or set DATA_DIR.`
			);
		}
		throw new StartError((error as Error).message);
	}
}

/** Reads version and mark, changing nothing. @throws StartError when the server cannot be used */
export async function inspect(url: string): Promise<Mark | undefined> {
	const client = await connect(url);
	try {
		const version = await client.query('show server_version_num');
		if (Number(version.rows[0].server_version_num) < OLDEST) {
			throw new StartError(
				`PostgreSQL 15 or later is needed; the server of DATABASE_URL is ${version.rows[0].server_version_num}.`
			);
		}
		return await readMark(client);
	} finally {
		await client.end();
	}
}

async function connect(url: string): Promise<pg.Client> {
	try {
		const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
		await client.connect();
		return client;
	} catch (error) {
		throw new StartError(
			`DATABASE_URL does not lead to a database: ${trouble(error as Error & { code?: string })}.`
		);
	}
}

function trouble(error: Error & { code?: string; errors?: Error[] }): string {
	if (error.code === 'ECONNREFUSED') return 'nothing answers at its address';
	if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return 'its host name is unknown';
	if (error.code === '28P01' || error.code === '28000') return 'user name or password is wrong';
	return error.message || error.errors?.[0]?.message || String(error.code);
}

async function readMark(client: pg.Client): Promise<Mark | undefined> {
	const found = await client.query(`select to_regclass('installation') as name`);
	if (!found.rows[0].name) return undefined;
	// Every column by star: an older schema lacks some of them until it is migrated.
	const { rows } = await client.query('select * from installation');
	return rows[0] && { demo: rows[0].demo, complete: rows[0].prepared_at !== null };
}

const ROLE_MISSING = `• The user of DATABASE_URL may not make roles, so tenders are hidden from the buyers' pages by the code alone. \
To let the database hide them too, have its administrator run: create role ${PAGES_ROLE} nologin; \
grant ${PAGES_ROLE} to <that user>; and start again.`;

/** Brings the schema up to date; `demo` is written only into an empty database. @throws StartError */
export async function bringUpToDate(url: string, demo: boolean): Promise<void> {
	const db = openDb(url, 2);
	try {
		const names = await migrate(db);
		if (names.length > 0) console.log(`• Database brought up to date (${names.length} steps)`);
		await prepareJobs(url);
		if (!(await preparePagesRole(db))) console.log(ROLE_MISSING);
		await ensureMethods(db);
		await ensureRuns(db);
		const values = { demo, prepared_at: demo ? null : new Date() };
		await db
			.insertInto('installation')
			.values(values)
			.onConflict((c) => c.doNothing())
			.execute();
	} catch (error) {
		if (!(error instanceof NewerSchemaError)) throw error;
		throw new StartError(
			'The database belongs to a newer version of Mötesplats; nothing was changed. Start that version.'
		);
	} finally {
		await db.destroy();
	}
}

/** One process at a time prepares a database; the others wait and find it done. */
export async function alone<T>(url: string, work: () => Promise<T>): Promise<T> {
	const client = await connect(url);
	// The server may go away meanwhile; whoever works says so.
	client.on('error', () => {});
	try {
		await client.query('select pg_advisory_lock(52110)');
		return await work();
	} finally {
		await client.end().catch(() => {});
	}
}

/** A demo world that was cut short holds nothing of value: its embedded database begins again. */
export async function emptyEmbedded(url: string): Promise<void> {
	const client = await connect(url);
	await client.query('drop schema if exists pgboss cascade');
	await client.query('drop schema public cascade');
	await client.query('create schema public');
	await client.end();
}

export async function markPrepared(url: string): Promise<void> {
	const client = await connect(url);
	await client.query('update installation set prepared_at = now()');
	await client.end();
}
