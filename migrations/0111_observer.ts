import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	// Appointed by a chamber of commerce when a tenderer asks for it; as the holders wrote it.
	await sql`alter table unsealing add column observer text`.execute(db);
}
