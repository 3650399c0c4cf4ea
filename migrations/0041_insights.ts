import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- One per initiative: the activity that its insights and summaries stand under.
create table insight_collection (
	initiative_id uuid primary key references initiative on delete cascade,
	activity_id uuid not null unique references activity on delete cascade
);

-- A time during which insights are taken in: by code in the room, or by form afterwards.
create table insight_session (
	id uuid primary key default gen_random_uuid(),
	initiative_id uuid not null references initiative on delete cascade,
	workshop_id uuid references workshop on delete cascade,
	channel text not null check (channel in ('code','web')),
	code text,
	-- of the web form: those who were there, by their link, or anyone
	open_to text not null default 'anyone' check (open_to in ('participants','anyone')),
	question jsonb,
	tables integer check (tables between 1 and 200),
	-- everything is shown at once, without anybody reading it first
	auto_release_at timestamptz,
	-- both rise under the row's lock: number of posts, and of the wall's last event
	posts bigint not null default 0,
	wall bigint not null default 0,
	opened_by uuid,
	opened_at timestamptz not null default now(),
	closed_at timestamptz,
	closed_by uuid
);
create unique index insight_session_code on insight_session (code) where code is not null;
create unique index insight_session_web on insight_session (workshop_id) where channel = 'web' and closed_at is null;
create index insight_session_initiative on insight_session (initiative_id);

create table insight (
	id uuid primary key default gen_random_uuid(),
	initiative_id uuid not null references initiative on delete cascade,
	session_id uuid references insight_session on delete set null,
	workshop_id uuid references workshop on delete set null,
	-- made on the phone before sending: the same key twice is one insight
	key uuid not null default gen_random_uuid(),
	-- in the order of arrival within the session
	number bigint,
	source text not null check (source in ('phone','web','paper','import')),
	table_number integer,
	kind text not null check (kind in ('observation','need','idea','obstacle','question')),
	scope text not null check (scope in ('local','national')),
	-- what it is written in, any BCP 47 tag
	lang text not null,
	-- as shown: masked, edited
	words text not null,
	-- as written, where that differs
	original text,
	wording integer not null default 1,
	-- {sv: {text, of}}: the wording that each translation was made from
	translations jsonb not null default '{}',
	themes text[] not null default '{}',
	-- both erased after 30 days
	device text,
	participant_id uuid references workshop_participant on delete set null,
	person_id uuid references person on delete set null,
	merged_into uuid references insight on delete set null,
	merged_at timestamptz,
	-- how many others say the same
	alike integer not null default 0,
	created_at timestamptz not null default now(),
	released_at timestamptz,
	published_at timestamptz,
	hidden_at timestamptz,
	-- what became of it, in the facilitator's words
	outcome jsonb,
	outcome_at timestamptz,
	outcome_by uuid,
	search tsvector generated always as (
		to_tsvector('swedish', left(words, 4000) || ' ' || coalesce(translations->'sv'->>'text', '') || ' ' || coalesce(translations->'en'->>'text', ''))
	) stored
);
-- The key is unique where it was given: a room's phones, one form, one import.
create unique index insight_key on insight (session_id, key);
create index insight_list on insight (initiative_id, created_at desc, id);
create index insight_public on insight (initiative_id, alike desc, created_at desc)
	where published_at is not null and hidden_at is null and merged_into is null;
create index insight_published on insight (published_at desc)
	where published_at is not null and hidden_at is null and merged_into is null;
create index insight_session_number on insight (session_id, number);
create index insight_merged on insight (merged_into) where merged_into is not null;
create index insight_device on insight (device, created_at) where device is not null;
create index insight_participant on insight (participant_id) where participant_id is not null;
create index insight_person on insight (person_id) where person_id is not null;
create index insight_search on insight using gin (search);
create index insight_themes on insight using gin (themes);

-- What the wall was told, in order; rows are only added.
create table insight_wall (
	session_id uuid not null references insight_session on delete cascade,
	seq bigint not null,
	insight_id uuid not null references insight on delete cascade,
	act text not null check (act in ('show','change','hide')),
	at timestamptz not null default now(),
	primary key (session_id, seq)
);

create table insight_summary (
	id uuid primary key default gen_random_uuid(),
	initiative_id uuid not null references initiative on delete cascade,
	number integer not null,
	body jsonb not null,
	revision integer not null default 1,
	created_by uuid,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	published_at timestamptz,
	published_by uuid,
	unique (initiative_id, number)
);
create table insight_summary_source (
	summary_id uuid not null references insight_summary on delete cascade,
	insight_id uuid not null references insight on delete cascade,
	position integer not null,
	primary key (summary_id, insight_id)
);
create index insight_summary_source_insight on insight_summary_source (insight_id);

-- Where else an insight was used: a request for information, later anything.
create table insight_use (
	insight_id uuid not null references insight on delete cascade,
	kind text not null,
	subject_id uuid not null,
	title jsonb not null,
	path text not null,
	at timestamptz not null default now(),
	primary key (insight_id, kind, subject_id)
);

-- Published insights counted per theme ('' for all of them), so that the national picture reads few rows.
create table insight_tally (
	theme text not null,
	initiative_id uuid not null references initiative on delete cascade,
	kind text not null,
	scope text not null,
	n integer not null,
	primary key (theme, initiative_id, kind, scope)
);
create index insight_tally_initiative on insight_tally (initiative_id);

create function insight_count(i insight) returns void language sql as $$
	insert into insight_tally as t (theme, initiative_id, kind, scope, n)
	select theme, i.initiative_id, i.kind, i.scope, 1
	from (select distinct unnest(i.themes || ''::text) as theme order by 1) as themes
	on conflict (theme, initiative_id, kind, scope) do update set n = t.n + 1
$$;
create function insight_discount(i insight) returns void language sql as $$
	update insight_tally set n = n - 1
	where initiative_id = i.initiative_id and kind = i.kind and scope = i.scope and theme = any(i.themes || ''::text)
$$;
create function insight_counts(i insight) returns boolean language sql immutable as $$
	select i.published_at is not null and i.hidden_at is null and i.merged_into is null
$$;
create function insight_tallied() returns trigger language plpgsql as $$
begin
	if tg_op <> 'INSERT' and insight_counts(old) then perform insight_discount(old); end if;
	if tg_op <> 'DELETE' and insight_counts(new) then perform insight_count(new); end if;
	return null;
end $$;
create trigger insight_tallied_new after insert on insight
	for each row when (new.published_at is not null) execute function insight_tallied();
create trigger insight_tallied_old after delete on insight
	for each row when (old.published_at is not null) execute function insight_tallied();
create trigger insight_tallied_changed after update on insight
	for each row when ((old.published_at, old.hidden_at, old.merged_into, old.themes, old.kind, old.scope)
		is distinct from (new.published_at, new.hidden_at, new.merged_into, new.themes, new.kind, new.scope))
	execute function insight_tallied();
`
		)
		.execute(db);
}
