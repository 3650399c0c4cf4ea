import { readConfig } from '#platform/server/config.ts';
import { openDb, type Db } from '#platform/server/db/index.ts';
import { joinEmbedded } from '#platform/server/postgres/index.ts';

/**
 * Runs a command against the installation's database: DATABASE_URL, the running embedded one, or the embedded
 * one started for the occasion.
 */
export async function withDatabase<T>(use: (db: Db, url: string) => Promise<T>): Promise<T> {
	// Not config(), which would remember that there was no address yet.
	const { DATABASE_URL, DATA_DIR } = readConfig(process.env);
	const server = DATABASE_URL ? { url: DATABASE_URL, stop: async () => {} } : await joinEmbedded(DATA_DIR);
	process.env.DATABASE_URL = server.url;
	const db = openDb(server.url, 4);
	return use(db, server.url)
		.finally(() => db.destroy())
		.finally(server.stop);
}
