import { join } from 'node:path';
import { sql } from 'kysely';
import { db } from './db/index.ts';
import { pendingMigrations } from './db/migrate.ts';

let stopping = false;
process.once('motesplats:shutdown', () => (stopping = true));

/** Why this process should get no requests now; undefined when it may. */
export async function readiness(folder = join(process.cwd(), 'migrations')): Promise<string | undefined> {
	if (stopping) return 'shutting down';
	try {
		await sql`select 1`.execute(db());
		const lacking = await pendingMigrations(db(), folder);
		return lacking > 0 ? `${lacking} migrations to run` : undefined;
	} catch {
		return 'no database';
	}
}
