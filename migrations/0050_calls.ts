import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- A request for information; shares its id with its activity row.
create table rfi (
	id uuid primary key references activity on delete cascade,
	initiative_id uuid not null references initiative on delete cascade,
	-- what the team works on; the shape is src/capabilities/calls/form.ts
	draft jsonb not null,
	-- optimistic lock of the draft
	revision integer not null default 1,
	-- which published texts the draft was begun from
	taken_from jsonb not null default '[]',
	questions_until timestamptz,
	answers_until timestamptz,
	check (questions_until < answers_until),
	created_by uuid,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);
create index rfi_initiative on rfi (initiative_id);

-- What the public reads: the first row is the publication, the later ones are amendments.
create table rfi_version (
	id uuid primary key default gen_random_uuid(),
	rfi_id uuid not null references rfi on delete cascade,
	number integer not null,
	content jsonb not null,
	-- what changed and why; null for the first
	note jsonb,
	published_by uuid,
	published_by_name text not null,
	published_at timestamptz not null default clock_timestamp(),
	unique (rfi_id, number)
);

-- Every deadline that has held, with the reason for each extension.
create table rfi_deadline (
	id uuid primary key default gen_random_uuid(),
	rfi_id uuid not null references rfi on delete cascade,
	questions_until timestamptz not null,
	answers_until timestamptz not null,
	reason jsonb,
	set_by uuid,
	set_at timestamptz not null default clock_timestamp()
);
create index rfi_deadline_rfi on rfi_deadline (rfi_id, set_at);

-- The end, once: the deadline passed, or the owner called it off.
create table rfi_closing (
	rfi_id uuid primary key references rfi on delete cascade,
	closed_as text not null check (closed_as in ('deadline','cancelled')),
	answers integer not null,
	reason jsonb,
	closed_by uuid,
	closed_at timestamptz not null default clock_timestamp()
);

-- Questions about the call. Who asked stands in a table of its own that the owner's pages never read.
create table rfi_release (
	id uuid primary key default gen_random_uuid(),
	rfi_id uuid not null references rfi on delete cascade,
	number integer not null,
	released_by uuid,
	released_at timestamptz not null default clock_timestamp(),
	unique (rfi_id, number)
);
create table rfi_enquiry (
	id uuid primary key default gen_random_uuid(),
	rfi_id uuid not null references rfi on delete cascade,
	lang text not null,
	asked text not null,
	-- the question as everybody will read it, cleaned of what could give the asker away
	public_text jsonb not null,
	answer jsonb,
	revision integer not null default 1,
	asked_at timestamptz not null default clock_timestamp(),
	release_id uuid references rfi_release
);
create index rfi_enquiry_rfi on rfi_enquiry (rfi_id, asked_at);
create table rfi_enquirer (
	enquiry_id uuid primary key references rfi_enquiry on delete cascade,
	person_id uuid not null references person on delete cascade
);
create index rfi_enquirer_person on rfi_enquirer (person_id);

-- An organisation's answer: the draft belongs to the organisation, not to whoever typed.
create table rfi_answer (
	id uuid primary key default gen_random_uuid(),
	rfi_id uuid not null references rfi on delete cascade,
	organisation_id uuid not null references organisation,
	-- may the name stand in the public list of those who answered
	listed boolean not null default false,
	created_by uuid,
	created_at timestamptz not null default now(),
	unique (rfi_id, organisation_id)
);
create index rfi_answer_organisation on rfi_answer (organisation_id);
create table rfi_answer_part (
	answer_id uuid not null references rfi_answer on delete cascade,
	question text not null,
	value jsonb,
	-- a wish, tried when somebody asks
	secret boolean not null default false,
	secret_reason text,
	secret_harm text,
	-- the call's version when this was written
	rfi_version integer not null,
	revision integer not null default 1,
	updated_by uuid,
	updated_at timestamptz not null default now(),
	primary key (answer_id, question)
);
create table rfi_submission (
	id uuid primary key default gen_random_uuid(),
	answer_id uuid not null references rfi_answer on delete cascade,
	number integer not null,
	rfi_version integer not null,
	-- the exact text that the hash is of; emptied when replaced or withdrawn
	content text,
	sha256 text not null,
	size integer not null,
	submitted_by uuid,
	submitted_by_name text,
	submitted_at timestamptz not null,
	ended_as text check (ended_as in ('replaced','withdrawn')),
	ended_by uuid,
	ended_at timestamptz,
	check ((ended_at is null) = (ended_as is null)),
	check ((content is null) = (ended_at is not null)),
	unique (answer_id, number)
);
create unique index rfi_submission_present on rfi_submission (answer_id) where ended_at is null;

-- The team's own words on an answer.
create table rfi_note (
	id uuid primary key default gen_random_uuid(),
	answer_id uuid not null references rfi_answer on delete cascade,
	question text,
	text text not null,
	tags text[] not null default '{}',
	written_by uuid,
	written_at timestamptz not null default now()
);
create index rfi_note_answer on rfi_note (answer_id);
create table rfi_feedback (
	answer_id uuid primary key references rfi_answer on delete cascade,
	text text not null,
	sent_by uuid,
	sent_at timestamptz not null default clock_timestamp()
);

-- Requests to read answers. Nobody has to say who they are or why.
create table rfi_request (
	id uuid primary key default gen_random_uuid(),
	rfi_id uuid not null references rfi on delete cascade,
	number integer not null,
	received_on date not null,
	wanted text not null,
	registered_by uuid,
	registered_at timestamptz not null default clock_timestamp(),
	unique (rfi_id, number)
);
create table rfi_assessment (
	id uuid primary key default gen_random_uuid(),
	request_id uuid not null unique references rfi_request on delete cascade,
	outcome text not null check (outcome in ('released','partly','refused')),
	paragraph text not null,
	reason text not null,
	appeal text not null,
	diary_number text,
	assessed_by uuid,
	assessed_by_name text not null,
	assessed_at timestamptz not null default clock_timestamp()
);
create table rfi_assessed_part (
	assessment_id uuid not null references rfi_assessment on delete cascade,
	submission_id uuid not null references rfi_submission on delete cascade,
	question text not null,
	outcome text not null check (outcome in ('open','secret')),
	reason text,
	primary key (assessment_id, submission_id, question)
);

-- What was heard and what changes.
create table rfi_summary (
	rfi_id uuid primary key references rfi on delete cascade,
	heard jsonb,
	changes jsonb,
	revision integer not null default 1,
	updated_at timestamptz not null default now()
);
create table rfi_summary_version (
	id uuid primary key default gen_random_uuid(),
	rfi_id uuid not null references rfi on delete cascade,
	number integer not null,
	heard jsonb not null,
	changes jsonb not null,
	published_by uuid,
	published_by_name text not null,
	published_at timestamptz not null default clock_timestamp(),
	unique (rfi_id, number)
);

create table rfi_invitation (
	rfi_id uuid not null references rfi on delete cascade,
	organisation_id uuid not null references organisation,
	invited_by uuid,
	invited_at timestamptz not null default now(),
	primary key (rfi_id, organisation_id)
);
-- Organisations that want no invitations to answer.
create table rfi_no_invitations (
	organisation_id uuid primary key references organisation,
	said_by uuid,
	said_at timestamptz not null default now()
);
`
		)
		.execute(db);
}
