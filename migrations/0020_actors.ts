import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- What the service wants to be found: texts, place and themes in all languages; never numbers of persons.
alter table organisation add column search_text text not null default '';
alter table organisation add column created_by uuid;
alter table organisation add column hidden_reason text;
alter table organisation add column search_vector tsvector not null generated always as (
	setweight(to_tsvector('swedish', name), 'A') || setweight(to_tsvector('swedish', search_text), 'B')
	|| setweight(to_tsvector('simple', name), 'A') || setweight(to_tsvector('simple', search_text), 'C')
) stored;

create index organisation_search on organisation using gin (search_vector) where hidden_at is null;
create index organisation_name on organisation (name collate "sv-SE-x-icu", id) where hidden_at is null;
create index organisation_newest on organisation (created_at desc, id) where hidden_at is null;
create index organisation_sector on organisation (sector) where hidden_at is null;
create index organisation_county on organisation (county) where hidden_at is null;
create index organisation_themes on organisation using gin (themes) where hidden_at is null;
create index organisation_target_groups on organisation using gin (target_groups) where hidden_at is null;
create index organisation_name_lower on organisation (lower(name));
create index organisation_name_trgm on organisation using gin (name gin_trgm_ops) where hidden_at is null;

-- Every word that occurs in the directory, for finding misspelt words and parts of compounds: far smaller
-- than the texts, so trigrams cost little here.
create table organisation_word (word text primary key);
create index organisation_word_trgm on organisation_word using gin (word gin_trgm_ops);

create function organisation_learn_words() returns trigger language plpgsql as $$
begin
	insert into organisation_word (word)
	select distinct word
	from changed, regexp_split_to_table(lower(changed.name || ' ' || changed.search_text), '[^[:alnum:]åäöéüæø]+') as word
	where length(word) between 3 and 40 and word !~ '[0-9]{4}'
		and not exists (select 1 from organisation_word known where known.word = word)
	-- always in the same order, so that two writers can wait for each other but never in a circle
	order by word
	on conflict do nothing;
	return null;
end $$;
create trigger organisation_words_new after insert on organisation
	referencing new table as changed for each statement execute function organisation_learn_words();
create trigger organisation_words_changed after update on organisation
	referencing new table as changed for each statement execute function organisation_learn_words();

-- Filled when the person has agreed that the organisation's page shows their name and role.
alter table membership add column shown_at timestamptz;
create index membership_person on membership (person_id) where ended_at is null;
create index substitution_membership on substitution (membership_id) where ended_at is null;

create table organisation_claim (
	id uuid primary key default gen_random_uuid(),
	organisation_id uuid not null references organisation,
	person_id uuid not null references person on delete cascade,
	role text not null check (role in ('member','representative','decision-maker')),
	-- how the person shows that they may speak for the organisation
	words text,
	title text,
	created_at timestamptz not null default now(),
	decided_at timestamptz,
	decided_by uuid,
	outcome text check (outcome in ('approved','refused','withdrawn')),
	reason text
);
create unique index organisation_claim_open on organisation_claim (organisation_id, person_id) where decided_at is null;
create index organisation_claim_person on organisation_claim (person_id);
create index organisation_claim_waiting on organisation_claim (created_at) where decided_at is null;

create table organisation_invitation (
	id uuid primary key default gen_random_uuid(),
	organisation_id uuid not null references organisation,
	email text not null,
	role text not null check (role in ('member','representative','decision-maker')),
	lang text not null,
	-- made when the mail is sent; until then nobody can accept
	token_hash text unique,
	expires_at timestamptz not null,
	invited_by uuid,
	created_at timestamptz not null default now(),
	accepted_at timestamptz,
	accepted_by uuid,
	revoked_at timestamptz
);
create unique index organisation_invitation_open on organisation_invitation (organisation_id, email)
	where accepted_at is null and revoked_at is null;
create index organisation_invitation_email on organisation_invitation (email);

create table organisation_import (
	id uuid primary key default gen_random_uuid(),
	created_by uuid references person on delete set null,
	created_at timestamptz not null default now(),
	file_name text not null,
	-- emptied when the import is over
	content bytea,
	encoding text not null,
	delimiter text not null,
	lang text not null,
	-- { name: 'Namn', orgNumber: 'Org.nr', … } and what counts where the file is silent
	mapping jsonb not null default '{}',
	defaults jsonb not null default '{}',
	check_asked_at timestamptz,
	checked_at timestamptz,
	confirmed_at timestamptz,
	confirmed_by uuid,
	finished_at timestamptz,
	cancelled_at timestamptz,
	failed_at timestamptz,
	failure jsonb,
	-- written outside the import's transaction, so that it can be seen
	rows_done integer not null default 0,
	rows_total integer not null default 0
);
create index organisation_import_created_by on organisation_import (created_by);

create table organisation_import_row (
	import_id uuid not null references organisation_import on delete cascade,
	line integer not null,
	name text not null default '',
	outcome text not null check (outcome in ('create','update','unchanged','error')),
	-- message keys with their values: [{ key, params }]
	notes jsonb not null default '[]',
	organisation_id uuid,
	-- what would be written; emptied when the import is over
	data jsonb,
	primary key (import_id, line)
);
`
		)
		.execute(db);
}
