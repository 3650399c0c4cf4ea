import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- How it is negotiated, as the platform's words were when the call was written: what was published does not change.
alter table procurement add column negotiation_terms jsonb`
		)
		.execute(db);
}
