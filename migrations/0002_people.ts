import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
create extension if not exists pg_trgm;

create table person (
	id uuid primary key default gen_random_uuid(),
	name text not null,
	email text not null unique,
	email_verified boolean not null default false,
	image text,
	lang text not null default 'sv',
	-- set only for the invented people of a demo world
	persona text unique,
	erased_at timestamptz,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table organisation (
	id uuid primary key default gen_random_uuid(),
	slug text not null unique,
	name text not null,
	sector text not null check (sector in ('public','civil-society','business','academia','social-enterprise','funder','other')),
	-- digits only; null where there is none. Never published for sole traders.
	org_number text unique,
	sole_trader boolean not null default false,
	country text not null default 'SE',
	-- Swedish municipality and county by official code, e.g. 1270 and 12
	municipality text,
	county text,
	region text,
	about jsonb,
	website text,
	links jsonb not null default '[]',
	themes text[] not null default '{}',
	offers jsonb,
	needs jsonb,
	target_groups text[] not null default '{}',
	claimed_at timestamptz,
	hidden_at timestamptz,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);

create table membership (
	id uuid primary key default gen_random_uuid(),
	person_id uuid not null references person on delete cascade,
	organisation_id uuid not null references organisation,
	role text not null check (role in ('member','representative','decision-maker')),
	title text,
	created_at timestamptz not null default now(),
	ended_at timestamptz
);
create unique index membership_one on membership (person_id, organisation_id) where ended_at is null;
create index membership_organisation on membership (organisation_id);

-- A person's tasks in an organisation, lent to a substitute between two dates.
create table substitution (
	id uuid primary key default gen_random_uuid(),
	membership_id uuid not null references membership on delete cascade,
	substitute_id uuid not null references person on delete cascade,
	starts_on date not null,
	ends_on date not null check (ends_on >= starts_on),
	created_at timestamptz not null default now(),
	ended_at timestamptz
);
create index substitution_substitute on substitution (substitute_id);

create table platform_role (
	id uuid primary key default gen_random_uuid(),
	person_id uuid not null references person on delete cascade,
	role text not null check (role in ('process-leader','administrator')),
	node text,
	created_at timestamptz not null default now(),
	ended_at timestamptz
);
create index platform_role_person on platform_role (person_id);

-- An administrator is one only while a row here is open: reason, start and end are logged.
create table elevation (
	id uuid primary key default gen_random_uuid(),
	person_id uuid not null references person on delete cascade,
	session_id uuid not null,
	reason text not null,
	starts_at timestamptz not null default now(),
	ends_at timestamptz not null
);
create index elevation_session on elevation (session_id);
`
		)
		.execute(db);
}
