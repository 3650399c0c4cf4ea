import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	// Counting an initiative's insights then reads the index alone.
	await sql`drop index insight_list`.execute(db);
	await sql`create index insight_list on insight (initiative_id, created_at desc, id) include (hidden_at, merged_into)`.execute(
		db
	);
	await sql`create index insight_tally_theme on insight_tally (theme) where n > 0`.execute(db);
}
