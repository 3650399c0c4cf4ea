import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { config } from '../config.ts';
import { hasPagesRole, PAGES_ROLE } from './pages-role.ts';
import { PreparingClient, ReadyClient } from './prepared.ts';
import type { DB } from './schema.ts';

export type { DB } from './schema.ts';
export type Db = Kysely<DB>;
export type Tx = Transaction<DB>;
/** Anything that runs queries: the pool or an open transaction. */
export type DbOrTx = Db | Tx;

// Calendar dates stay 'YYYY-MM-DD' strings (a Date would move them across time zones);
// bigints fit JavaScript's safe integers here (amounts in minor units, counts).
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);
pg.types.setTypeParser(pg.types.builtins.INT8, (value) => Number(value));

/** Opens a pool of its own; the caller destroys it. `url` is a postgres:// address; `role` is taken on from the start. */
export function openDb(
	url: string,
	max = config().DB_POOL,
	role?: string,
	Client = config().DB_PREPARE ? PreparingClient : ReadyClient
): Db {
	const options = role && `-c role=${role}`;
	const pool = new pg.Pool({ connectionString: url, max, connectionTimeoutMillis: 10_000, Client, options });
	// A dropped idle connection must not end the process; the next query opens a new one.
	pool.on('error', () => {});
	const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
	pools.set(db, pool);
	return db;
}

const pools = new WeakMap<Db, pg.Pool>();

/** The connections behind a database that `openDb` opened. */
export function poolOf(db: Db): pg.Pool {
	return pools.get(db)!;
}

let shared: Db | undefined;

/** The process's shared pool at DATABASE_URL. */
export function db(): Db {
	if (!shared) {
		const url = config().DATABASE_URL;
		if (!url) throw new Error('DATABASE_URL is not set: the start command sets it for the embedded database');
		shared = openDb(url);
	}
	return shared;
}

let pages: Promise<Db> | undefined;

/**
 * The pool that pages work with, under a role from which tenders are hidden until they are opened; the shared pool
 * where there is no such role, as the start has said.
 */
export async function pagesDb(): Promise<Db> {
	// A pooler hands connections on to others, with whatever role they have.
	if (!config().DB_PREPARE) return db();
	// The promise is kept, so that all who come before it is settled get the same pool; what fails is tried again.
	pages ??= openPages().catch((error: unknown) => {
		pages = undefined;
		throw error;
	});
	return pages;
}

async function openPages(): Promise<Db> {
	return (await hasPagesRole(db())) ? openDb(config().DATABASE_URL!, undefined, PAGES_ROLE) : db();
}

export async function closeDb(): Promise<void> {
	const own = await pages?.catch(() => undefined);
	if (own !== shared) await own?.destroy();
	await shared?.destroy();
	shared = pages = undefined;
}
