import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { config } from '#platform/server/config.ts';
import { openDb, type Db } from '#platform/server/db/index.ts';
import { startEmbedded } from '#platform/server/postgres/index.ts';

/**
 * Runs a command against the installation's database: DATABASE_URL, the running embedded one, or the embedded
 * one started for the occasion.
 */
export async function withDatabase<T>(use: (db: Db, url: string) => Promise<T>): Promise<T> {
	const url = config().DATABASE_URL ?? (await runningUrl());
	if (url) return withUrl(url, use);
	const server = await startEmbedded(config().DATA_DIR);
	return withUrl(server.url, use).finally(server.stop);
}

async function withUrl<T>(url: string, use: (db: Db, url: string) => Promise<T>): Promise<T> {
	// Code that enqueues or logs reads the address from the settings.
	process.env.DATABASE_URL ??= url;
	const db = openDb(url, 4);
	return use(db, url).finally(() => db.destroy());
}

async function runningUrl(): Promise<string | null> {
	const file = join(config().DATA_DIR, 'postgres', 'url');
	if (!existsSync(file)) return null;
	const url = readFileSync(file, 'utf8').trim();
	const db = openDb(url, 1);
	const alive = await db.introspection.getSchemas().then(
		() => true,
		() => false
	);
	await db.destroy();
	return alive ? url : null;
}
