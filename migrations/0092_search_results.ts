import { type Kysely, sql } from 'kysely';

/** Agreements, indicators and conclusions are found too (see 0091_search.ts). */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
alter table agreement add column found_by tsvector not null generated always as (search_vector_of(null, purpose)) stored;
alter table indicator add column found_by tsvector not null generated always as (search_vector_of(name, definition, source)) stored;
alter table effect_conclusion add column found_by tsvector not null generated always as (search_vector_of(null, body, caveats)) stored;

create index agreement_found on agreement using gin (found_by);
create index indicator_found on indicator using gin (found_by);
create index effect_conclusion_found on effect_conclusion using gin (found_by);
drop index activity_found;
create index activity_found on activity using gin (found_by) where kind in ('workshop', 'agreement');

do $$
declare source text;
begin
	foreach source in array array['agreement','indicator','effect_conclusion'] loop
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
