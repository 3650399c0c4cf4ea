import { type Kysely, sql } from 'kysely';

/** A rule may be about one call: it then goes before what the authority has decided for all. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
alter table retention_rule add column activity_id uuid references activity on delete cascade;
create index retention_rule_activity on retention_rule (activity_id);
`
		)
		.execute(db);
}
