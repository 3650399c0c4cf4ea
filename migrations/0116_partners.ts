import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- An organisation that looks for others to answer or tender with, while the call is open.
create table partner_wish (
	id uuid primary key default gen_random_uuid(),
	activity_id uuid not null references activity on delete cascade,
	organisation_id uuid not null references organisation on delete cascade,
	brings text not null,
	needs text not null,
	-- of what they wish to do a part: a lot, a theme, a place
	part text,
	lang text not null,
	revision integer not null default 1,
	created_by uuid,
	created_at timestamptz not null default clock_timestamp(),
	updated_at timestamptz not null default clock_timestamp(),
	unique (activity_id, organisation_id)
);
create index partner_wish_organisation on partner_wish (organisation_id);

-- What another organisation writes to them. Addresses are shown to both once the answer says so.
create table partner_contact (
	id uuid primary key default gen_random_uuid(),
	wish_id uuid not null references partner_wish on delete cascade,
	organisation_id uuid not null references organisation on delete cascade,
	person_id uuid not null,
	body text not null,
	lang text not null,
	sent_at timestamptz not null default clock_timestamp(),
	answer text,
	answer_lang text,
	-- the addresses of both are shown to the other
	shared boolean not null default false,
	answered_by uuid,
	answered_at timestamptz,
	unique (wish_id, organisation_id)
);
create index partner_contact_organisation on partner_contact (organisation_id);

create table partner_report (
	id uuid primary key default gen_random_uuid(),
	wish_id uuid not null references partner_wish on delete cascade,
	contact_id uuid references partner_contact on delete cascade,
	reason text not null,
	reported_by uuid,
	reported_at timestamptz not null default clock_timestamp(),
	handled_at timestamptz
);
create index partner_report_wish on partner_report (wish_id);
create index partner_report_contact on partner_report (contact_id);

-- Who looks for partners tells who means to tender: no page of a buyer reads it. Under the pages' role there is nothing.
alter table partner_wish enable row level security;
alter table partner_contact enable row level security;
alter table partner_report enable row level security`
		)
		.execute(db);
}
