import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- A holder's public recipient. "locked" is their secret under a passphrase of their own, where they wanted a copy here.
create table holder_key (
	id uuid primary key default gen_random_uuid(),
	person_id uuid not null references person on delete cascade,
	recipient text not null unique,
	locked text,
	created_at timestamptz not null default now(),
	ended_at timestamptz
);
create unique index holder_key_current on holder_key (person_id) where ended_at is null;

-- Who is to hold keys in rounds that have not begun: two who open, and an escrow from outside.
create table procurement_holder (
	procurement_id uuid not null references procurement on delete cascade,
	seat text not null check (seat in ('a', 'b', 'e')),
	person_id uuid not null references person on delete cascade,
	appointed_by uuid,
	appointed_at timestamptz not null default now(),
	primary key (procurement_id, seat),
	unique (procurement_id, person_id)
);
create index procurement_holder_person on procurement_holder (person_id);

-- Fixed when the round begins, and published: tenders are sealed for these and no others.
create table round_holder (
	round_id uuid not null references procurement_round on delete cascade,
	seat text not null check (seat in ('a', 'b', 'e')),
	person_id uuid not null,
	name text not null,
	recipient text not null,
	fixed_at timestamptz not null default now(),
	primary key (round_id, seat),
	unique (round_id, person_id)
);
create index round_holder_person on round_holder (person_id);

-- A draft is sealed for its writer; "content" keeps only what was written before drafts were sealed.
alter table tender add column draft bytea, add column draft_recipient text;

-- How a version was sealed; "rule" is from before tenders were.
alter table tender_submission
	add column way text not null default 'rule' check (way in ('rule', 'browser', 'age', 'server')),
	add column documents integer;
create table sealed_piece (
	submission_id uuid not null references tender_submission on delete cascade,
	name text not null check (name in ('identity', 'solution', 'price', 'wrap-ab', 'wrap-ae', 'wrap-be')),
	body bytea not null,
	primary key (submission_id, name)
);
-- Ciphertext of a file lies on disk, under its id. "sha256" is of the ciphertext, once all of it has come.
create table sealed_file (
	id uuid primary key default gen_random_uuid(),
	tender_id uuid not null references tender on delete cascade,
	bytes bigint not null,
	sha256 text,
	created_at timestamptz not null default now(),
	completed_at timestamptz,
	removed_at timestamptz,
	checked_at timestamptz,
	fault text
);
create index sealed_file_tender on sealed_file (tender_id);
create table submission_file (
	submission_id uuid not null references tender_submission on delete cascade,
	file_id uuid not null references sealed_file on delete cascade,
	primary key (submission_id, file_id)
);
create index submission_file_file on submission_file (file_id);

-- Two holders take off one layer each, of every tender; a rehearsal does so with a tender of its own.
create table unsealing (
	id uuid primary key default gen_random_uuid(),
	round_id uuid not null references procurement_round on delete cascade,
	rehearsal boolean not null,
	pair text not null check (pair in ('ab', 'ae', 'be')),
	reason text,
	begun_by uuid not null,
	begun_at timestamptz not null default now(),
	outer_at timestamptz,
	ended_at timestamptz,
	outcome text check (outcome in ('opened', 'worked', 'failed', 'given-up'))
);
create unique index unsealing_running on unsealing (round_id, rehearsal) where ended_at is null;
create index unsealing_round on unsealing (round_id, begun_at);
create table unsealing_item (
	unsealing_id uuid not null references unsealing on delete cascade,
	position integer not null,
	submission_id uuid references tender_submission on delete cascade,
	wrap bytea not null,
	-- a rehearsal's own tender
	probe bytea,
	inner_wrap bytea,
	secret text,
	failed text check (failed in ('outer', 'inner')),
	primary key (unsealing_id, position)
);

-- What stands in the way of evaluating an opened tender, and what the list notes about it.
alter table opened_tender add column fault text, add column remarks jsonb not null default '[]';

drop table opening_confirmation;
`
		)
		.execute(db);
}
