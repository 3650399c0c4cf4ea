import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- Which answer of a negotiation the points were given to, where the tender read differently then; null as it was sent.
alter table individual_score add column read_answer uuid references tender_answer on delete set null`
		)
		.execute(db);
}
