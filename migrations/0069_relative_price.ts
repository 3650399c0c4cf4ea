import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- Points that depend on the other tenders' prices: allowed, with a reason that is published with the call.
alter table procurement drop constraint procurement_price_model_check;
alter table procurement
	add constraint procurement_price_model_check check (price_model in ('scale', 'deduction', 'relative')),
	add column relative_reason jsonb,
	add constraint procurement_relative_reason check (price_model <> 'relative' or relative_reason is not null);
`
		)
		.execute(db);
}
