import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- Whoever may change what is told of need not be able to write in the list of what is due.
alter function ocds_mark() security definer;
alter function ocds_mark() set search_path = public, pg_temp;
`
		)
		.execute(db);
}
