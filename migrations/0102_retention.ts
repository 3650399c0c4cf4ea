import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- How long an authority keeps what kind of record of its calls. Rows are added and never changed: the newest whose
-- day has come counts. Where there is none, everything is kept.
create table retention_rule (
	id uuid primary key default gen_random_uuid(),
	organisation_id uuid not null references organisation on delete cascade,
	record text not null check (record in ('tender-awarded', 'tender-other', 'tender-draft', 'evaluation', 'rfi-answer', 'rfi-draft')),
	action text not null check (action in ('keep', 'dispose')),
	years integer check (years between 0 and 100),
	-- the decision on disposal or keeping
	reference text not null,
	valid_from date not null,
	recorded_by uuid,
	recorded_by_name text not null,
	recorded_at timestamptz not null default clock_timestamp(),
	check ((action = 'dispose') = (years is not null))
);
create index retention_rule_organisation on retention_rule (organisation_id, record, valid_from desc);
`
		)
		.execute(db);
}
