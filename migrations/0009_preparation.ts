import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	// Null while the demo world is being loaded, so that one cut short is recognised.
	await sql`alter table installation add column prepared_at timestamptz`.execute(db);
	await sql`update installation set prepared_at = created_at`.execute(db);
}
