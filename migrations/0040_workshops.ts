import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- Shares its id, title, times, publication and cancellation with the common activity row.
create table workshop (
	id uuid primary key references activity on delete cascade,
	initiative_id uuid not null references initiative on delete cascade,
	form text not null check (form in ('on-site','digital','both')),
	place_name text,
	address text,
	municipality text,
	-- of the digital room: shown only to those who have a place
	link text,
	langs text[] not null default '{sv}',
	capacity integer check (capacity > 0),
	about jsonb,
	-- one line per item, '09.00 Welcome', in each language
	agenda jsonb,
	prepare jsonb,
	accessibility jsonb,
	-- of the calendar file; a participant's own mails count for themselves and never lower
	sequence integer not null default 0,
	cancel_reason jsonb,
	cancelled_by uuid,
	-- entered after it took place, from paper
	afterwards boolean not null default false,
	attendance_recorded_at timestamptz,
	attendance_recorded_by uuid,
	minutes jsonb,
	minutes_published_at timestamptz,
	minutes_published_by uuid,
	revision integer not null default 1,
	updated_at timestamptz not null default now()
);
create index workshop_initiative on workshop (initiative_id);

create table workshop_invitation (
	id uuid primary key default gen_random_uuid(),
	workshop_id uuid not null references workshop on delete cascade,
	organisation_id uuid references organisation,
	person_id uuid references person on delete set null,
	-- null: an organisation that nobody here represents yet, to be asked in another way
	email text,
	name text,
	lang text not null default 'sv',
	lived_experience boolean not null default false,
	-- who gave their invitation to this one
	passed_from uuid references workshop_invitation on delete set null,
	invited_by uuid,
	created_at timestamptz not null default now(),
	sent_at timestamptz,
	answer text check (answer in ('yes','no','other')),
	answered_at timestamptz
);
create unique index workshop_invitation_email on workshop_invitation (workshop_id, lower(email)) where email is not null;
create unique index workshop_invitation_organisation on workshop_invitation (workshop_id, organisation_id) where email is null and organisation_id is not null;
create index workshop_invitation_person on workshop_invitation (person_id);

create table workshop_participant (
	id uuid primary key default gen_random_uuid(),
	workshop_id uuid not null references workshop on delete cascade,
	invitation_id uuid references workshop_invitation on delete set null,
	person_id uuid references person on delete set null,
	name text not null,
	email text,
	lang text not null default 'sv',
	takes_part_as text not null check (takes_part_as in ('organisation','lived-experience','other')),
	organisation_id uuid references organisation,
	-- outside the directory
	organisation_name text,
	sector text check (sector in ('public','civil-society','business','academia','social-enterprise','funder','other')),
	on_site boolean not null default true,
	-- {food, interpreter, accessibility}; erased by a rule after the workshop
	needs jsonb,
	registered_at timestamptz not null default now(),
	-- null: waiting for a place
	place_at timestamptz,
	withdrawn_at timestamptz,
	-- came without having registered, or was entered afterwards
	walk_in boolean not null default false,
	attended_at timestamptz,
	sequence integer not null default 0,
	-- the start that the reminder was sent for
	reminded_for timestamptz
);
create unique index workshop_participant_email on workshop_participant (workshop_id, lower(email)) where withdrawn_at is null and email is not null;
create index workshop_participant_person on workshop_participant (person_id);
create index workshop_participant_organisation on workshop_participant (organisation_id);

-- Present without being named: how many, per sector or organisation.
create table workshop_headcount (
	id uuid primary key default gen_random_uuid(),
	workshop_id uuid not null references workshop on delete cascade,
	-- a sector, or 'lived-experience'
	of_group text not null,
	organisation_id uuid references organisation,
	organisation_name text,
	persons integer not null check (persons > 0)
);
create index workshop_headcount_workshop on workshop_headcount (workshop_id);

-- Personal links: made when a mail is sent, stored hashed.
create table workshop_link (
	token_hash text primary key,
	workshop_id uuid not null references workshop on delete cascade,
	invitation_id uuid references workshop_invitation on delete cascade,
	participant_id uuid references workshop_participant on delete cascade,
	created_at timestamptz not null default now(),
	expires_at timestamptz not null
);
create index workshop_link_invitation on workshop_link (invitation_id);
create index workshop_link_participant on workshop_link (participant_id);
`
		)
		.execute(db);
}
