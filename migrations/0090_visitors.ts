import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- What somebody could not use, told without an account; and the public line it became, if any.
create table accessibility_fault (
	id uuid primary key default gen_random_uuid(),
	lang text not null,
	-- as told: never shown to the public
	page text,
	told text not null,
	-- for an answer; emptied when the matter is handled
	email text,
	told_at timestamptz not null default now(),
	-- as the statement says it
	words jsonb,
	-- WCAG success criterion, e.g. 1.4.3
	criterion text,
	confirmed_at timestamptz,
	confirmed_by uuid,
	fixed_at timestamptz,
	fixed_by uuid,
	-- not a fault, or told before
	dismissed_at timestamptz,
	dismissed_by uuid
);
create index accessibility_fault_open on accessibility_fault (told_at) where fixed_at is null and dismissed_at is null;
`
		)
		.execute(db);
}
