import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- What a record is found by: its title (A) and texts (B) in both languages, by stem and as written. Texts are
-- LocalText anywhere inside the given values. One column per table, so that nothing has to be kept in step.
create function search_vector_of(title jsonb, variadic texts jsonb[]) returns tsvector
language sql immutable parallel safe as $$
	with said as (
		select 'A' as weight, lang, word #>> '{}' as words
		from (values ('sv'), ('en')) as l(lang), jsonb_path_query(title, ('lax $.t.' || lang)::jsonpath) as word
		union all
		select 'B', lang, word #>> '{}'
		from (values ('sv'), ('en')) as l(lang), unnest(texts) as value,
			jsonb_path_query(value, ('lax $.**.t.' || lang)::jsonpath) as word
	)
	select coalesce(
		setweight(to_tsvector('swedish', coalesce(string_agg(words, ' ') filter (where weight = 'A' and lang = 'sv'), '')), 'A')
		|| setweight(to_tsvector('english', coalesce(string_agg(words, ' ') filter (where weight = 'A' and lang = 'en'), '')), 'A')
		|| setweight(to_tsvector('simple', coalesce(string_agg(words, ' ') filter (where weight = 'A'), '')), 'A')
		|| setweight(to_tsvector('swedish', coalesce(string_agg(words, ' ') filter (where weight = 'B' and lang = 'sv'), '')), 'B')
		|| setweight(to_tsvector('english', coalesce(string_agg(words, ' ') filter (where weight = 'B' and lang = 'en'), '')), 'B')
		|| setweight(to_tsvector('simple', coalesce(string_agg(words, ' ') filter (where weight = 'B'), '')), 'B'), '')
	from said
$$;

alter table initiative add column found_by tsvector not null generated always as (
	search_vector_of(title, summary) || setweight(to_tsvector('simple', coalesce(place_name, '')), 'B')) stored;
alter table challenge add column found_by tsvector not null generated always as (search_vector_of(null, content)) stored;
alter table challenge_version add column found_by tsvector not null generated always as (search_vector_of(null, content)) stored;
alter table activity add column found_by tsvector not null generated always as (search_vector_of(title, null::jsonb)) stored;
alter table workshop add column found_by tsvector not null generated always as (search_vector_of(null, about, agenda, prepare)) stored;
alter table insight_summary add column found_by tsvector not null generated always as (search_vector_of(null, body)) stored;
alter table rfi add column found_by tsvector not null generated always as (search_vector_of(draft->'title', draft - 'title')) stored;
alter table rfi_version add column found_by tsvector not null generated always as (search_vector_of(content->'title', content - 'title')) stored;
alter table procurement add column found_by tsvector not null generated always as (search_vector_of(title, aim, not_sought, later_purchase)) stored;
alter table lesson add column found_by tsvector not null generated always as (search_vector_of(title, body)) stored;
alter table method_version add column found_by tsvector not null generated always as (search_vector_of(definition->'name', definition - 'name')) stored;

create index initiative_found on initiative using gin (found_by);
create index challenge_found on challenge using gin (found_by);
create index challenge_version_found on challenge_version using gin (found_by);
create index activity_found on activity using gin (found_by) where kind = 'workshop';
create index workshop_found on workshop using gin (found_by);
create index insight_summary_found on insight_summary using gin (found_by);
create index rfi_found on rfi using gin (found_by);
create index rfi_version_found on rfi_version using gin (found_by);
create index procurement_found on procurement using gin (found_by);
create index lesson_found on lesson using gin (found_by);
create index method_version_found on method_version using gin (found_by);

-- Words that occur, for finding misspelt words and parts of compounds, as organisation_word for the directory.
-- Writers only put texts in the queue; whoever searches next learns their words. So two writers never wait for
-- each other over a word.
create table search_word (word text primary key);
create index search_word_trgm on search_word using gin (word gin_trgm_ops);
create table search_unlearned (id bigint generated always as identity primary key, words text not null);

create function search_remember() returns trigger language plpgsql as $$
begin
	insert into search_unlearned (words)
	select string_agg(part #>> '{}', ' ') from jsonb_path_query(to_jsonb(new) - 'found_by', 'lax $.**.t.*') as part
	having count(*) > 0;
	return null;
end $$;

do $$
declare source text;
begin
	foreach source in array array['initiative','challenge_version','activity','workshop','insight_summary','rfi_version','procurement','lesson','method_version'] loop
		execute format('create trigger search_words_new after insert on %I for each row execute function search_remember()', source);
		execute format('create trigger search_words_changed after update on %I for each row when (old.found_by is distinct from new.found_by) execute function search_remember()', source);
		execute format('insert into search_unlearned (words)
			select string_agg(part #>> ''{}'', '' '') from %I as r, jsonb_path_query(to_jsonb(r) - ''found_by'', ''lax $.**.t.*'') as part having count(*) > 0', source);
	end loop;
end $$;
`
		)
		.execute(db);
}
