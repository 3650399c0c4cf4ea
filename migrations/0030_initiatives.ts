import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
create table method (
	id uuid primary key default gen_random_uuid(),
	key text not null unique,
	kind text not null default 'innovation-model',
	organisation_id uuid references organisation,
	copied_from uuid,
	created_at timestamptz not null default now(),
	retired_at timestamptz
);
create table method_version (
	id uuid primary key default gen_random_uuid(),
	method_id uuid not null references method,
	number integer not null,
	-- the shape is src/capabilities/methods/form.ts
	definition jsonb not null,
	based_on uuid references method_version,
	created_by uuid,
	created_at timestamptz not null default now(),
	published_at timestamptz,
	published_by uuid,
	-- optimistic lock of the editor
	revision integer not null default 1,
	unique (method_id, number)
);

create table initiative (
	id uuid primary key default gen_random_uuid(),
	slug text not null unique,
	title jsonb not null,
	summary jsonb,
	organisation_id uuid not null references organisation,
	-- a child run belongs to an activity of another initiative
	parent_activity_id uuid,
	method_version_id uuid not null references method_version,
	country text not null default 'SE',
	municipality text,
	county text,
	place_name text,
	themes text[] not null default '{}',
	-- phase key of its method version, kept in the same transaction as a gate's passage
	current_phase text not null,
	budget_minor bigint,
	currency text not null default 'SEK',
	created_by uuid,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	published_at timestamptz,
	closed_at timestamptz,
	closed_as text check (closed_as in ('finished','stopped')),
	closed_reason jsonb
);
create index initiative_published on initiative (published_at desc) where published_at is not null;
create index initiative_organisation on initiative (organisation_id);
create index initiative_themes on initiative using gin (themes);
create index initiative_current_phase on initiative (current_phase);
create index initiative_county on initiative (county);

create table initiative_phase (
	initiative_id uuid not null references initiative on delete cascade,
	phase text not null,
	planned_start date,
	planned_end date,
	entered_at timestamptz,
	passed_at timestamptz,
	primary key (initiative_id, phase)
);

create table team_member (
	id uuid primary key default gen_random_uuid(),
	initiative_id uuid not null references initiative on delete cascade,
	person_id uuid not null references person on delete cascade,
	organisation_id uuid references organisation,
	role text not null check (role in ('coordinator','editor','facilitator','procurement-officer','opener','evaluator','reader')),
	created_at timestamptz not null default now(),
	ended_at timestamptz
);
create unique index team_member_one on team_member (initiative_id, person_id, role) where ended_at is null;
create index team_member_person on team_member (person_id) where ended_at is null;

-- One row per workshop, RFI, procurement …; the kind's own table shares its id.
create table activity (
	id uuid primary key default gen_random_uuid(),
	initiative_id uuid not null references initiative on delete cascade,
	kind text not null,
	phase text not null,
	step text not null,
	title jsonb not null,
	starts_at timestamptz,
	-- the deadline or end that lists and reminders show
	ends_at timestamptz,
	created_by uuid,
	created_at timestamptz not null default now(),
	published_at timestamptz,
	closed_at timestamptz,
	cancelled_at timestamptz
);
create index activity_initiative on activity (initiative_id, kind);
create index activity_ends on activity (ends_at) where closed_at is null and cancelled_at is null;
create index activity_starts on activity (starts_at) where cancelled_at is null;
alter table initiative add foreign key (parent_activity_id) references activity;

create table gate_passage (
	id uuid primary key default gen_random_uuid(),
	initiative_id uuid not null references initiative on delete cascade,
	from_phase text not null,
	to_phase text,
	method_version_id uuid not null references method_version,
	-- the facts as they were
	facts jsonb not null,
	-- filled when somebody went past conditions that were not met
	exemption_reason text,
	lacking jsonb not null default '[]',
	passed_by uuid,
	passed_at timestamptz not null default now()
);
create index gate_passage_initiative on gate_passage (initiative_id, passed_at);

create table task (
	id uuid primary key default gen_random_uuid(),
	initiative_id uuid not null references initiative on delete cascade,
	activity_id uuid references activity on delete cascade,
	title text not null,
	assignee_id uuid references person on delete set null,
	due_on date,
	created_by uuid,
	created_at timestamptz not null default now(),
	done_at timestamptz,
	done_by uuid
);
create index task_initiative on task (initiative_id) where done_at is null;
create index task_assignee on task (assignee_id) where done_at is null;

-- Append-only story of what was learned and shared with whom: organisations, not persons.
create table dossier_entry (
	id uuid primary key default gen_random_uuid(),
	initiative_id uuid not null references initiative on delete cascade,
	activity_id uuid references activity,
	at timestamptz not null default now(),
	kind text not null check (kind in ('material','meeting','question','answer','insight-summary','decision','note')),
	title jsonb not null,
	body jsonb,
	audience text not null check (audience in ('public','participants','invited','team')),
	organisations uuid[] not null default '{}',
	file_ids uuid[] not null default '{}',
	source_kind text,
	source_id uuid,
	added_by uuid,
	redacted_at timestamptz,
	redaction_reason text
);
create index dossier_entry_initiative on dossier_entry (initiative_id, at);

-- The masked, reviewed rendering that a named person releases to a later tender.
create table dossier_release (
	id uuid primary key default gen_random_uuid(),
	initiative_id uuid not null references initiative on delete cascade,
	title jsonb not null,
	-- [{ entryId, title, body }] as masked
	entries jsonb not null,
	released_by uuid not null,
	released_by_name text not null,
	released_at timestamptz not null default now()
);

-- What happened, for timelines, feeds and notifications: written in the transaction of the thing itself.
create table news (
	id uuid primary key default gen_random_uuid(),
	initiative_id uuid references initiative on delete cascade,
	activity_id uuid,
	kind text not null,
	key text not null,
	params jsonb not null default '{}',
	path text not null,
	audience text not null check (audience in ('public','team','participants','persons')),
	persons uuid[] not null default '{}',
	themes text[] not null default '{}',
	by_person uuid,
	at timestamptz not null default now()
);
create index news_initiative on news (initiative_id, at desc);
create index news_public on news (at desc) where audience = 'public';

create table follow (
	person_id uuid not null references person on delete cascade,
	subject_kind text not null check (subject_kind in ('initiative','theme','organisation')),
	subject_id text not null,
	created_at timestamptz not null default now(),
	primary key (person_id, subject_kind, subject_id)
);
create index follow_subject on follow (subject_kind, subject_id);
`
		)
		.execute(db);
}
