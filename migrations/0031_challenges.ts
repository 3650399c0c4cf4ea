import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- The working copy; shares its id with the activity. The shape of content is src/capabilities/challenges/form.ts
create table challenge (
	id uuid primary key references activity on delete cascade,
	initiative_id uuid not null unique references initiative on delete cascade,
	content jsonb not null default '{"texts":{},"figures":[]}',
	updated_at timestamptz not null default now(),
	updated_by uuid
);
-- What it said at a moment that matters; never changed afterwards.
create table challenge_version (
	id uuid primary key default gen_random_uuid(),
	challenge_id uuid not null references challenge on delete cascade,
	number integer not null,
	content jsonb not null,
	budget_minor bigint,
	made_at timestamptz not null default now(),
	made_by uuid,
	unique (challenge_id, number)
);
-- Approval as the public body decides. The newest one holds.
create table challenge_decision (
	id uuid primary key default gen_random_uuid(),
	challenge_id uuid not null references challenge on delete cascade,
	version_id uuid not null references challenge_version,
	organisation_id uuid not null references organisation,
	body text not null,
	taken_by text not null check (taken_by in ('body','delegate')),
	delegate text,
	delegation_clause text,
	decided_on date not null,
	paragraph text,
	diary_number text not null,
	minutes_file uuid references file,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	check (taken_by = 'body' or (delegate is not null and delegation_clause is not null))
);
create index challenge_decision_challenge on challenge_decision (challenge_id, recorded_at desc);
create index challenge_decision_organisation on challenge_decision (organisation_id, decided_on desc);
create table challenge_publication (
	id uuid primary key default gen_random_uuid(),
	challenge_id uuid not null references challenge on delete cascade,
	version_id uuid not null references challenge_version,
	published_by uuid,
	published_at timestamptz not null default now()
);
create index challenge_publication_challenge on challenge_publication (challenge_id, published_at desc);
-- A part that a colleague was asked to write; open until answered or taken back.
create table challenge_request (
	id uuid primary key default gen_random_uuid(),
	challenge_id uuid not null references challenge on delete cascade,
	part text not null,
	person_id uuid not null references person on delete cascade,
	task_id uuid references task on delete set null,
	message text,
	asked_by uuid,
	asked_at timestamptz not null default now(),
	ended_at timestamptz
);
create unique index challenge_request_one on challenge_request (challenge_id, part, person_id) where ended_at is null;
`
		)
		.execute(db);
}
