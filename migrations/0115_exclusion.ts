import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- A hearing about a ground for exclusion that came up after the check was closed; a key of the known grounds.
alter table tender_request add column exclusion text;

-- A supplier excluded after the check was closed, until the contract is signed.
create table tender_exclusion (
	tender_id uuid primary key references tender on delete cascade,
	ground text not null,
	paragraph text not null,
	reason text not null,
	-- where they were heard
	request_id uuid not null references tender_request,
	excluded_by uuid not null,
	excluded_name text not null,
	excluded_at timestamptz not null default clock_timestamp()
);
create index tender_exclusion_request on tender_exclusion (request_id);

-- What they had been awarded falls; the row stays, for it was decided and told.
alter table award add column excluded_at timestamptz`
		)
		.execute(db);
}
