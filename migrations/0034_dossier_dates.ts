import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	// The day a thing happened, where it was entered later: a decision is recorded after it was taken.
	await sql`alter table dossier_entry add column happened_on date`.execute(db);
}
