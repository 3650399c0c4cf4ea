import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- The standstill of the law, or one that the buyer keeps by choice; letters on paper take longer to arrive.
alter table award_decision
	add column standstill text not null default 'voluntary' check (standstill in ('voluntary', 'statutory', 'paper'));
`
		)
		.execute(db);
}
