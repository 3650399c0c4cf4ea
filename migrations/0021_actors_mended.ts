import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	// The file is read again when the import runs, so its rows need not hold a copy of what it says.
	await sql`alter table organisation_import_row drop column data`.execute(db);
	// The first version compared the table with itself and learnt only the first words.
	await sql
		.raw(
			`
create or replace function organisation_learn_words() returns trigger language plpgsql as $$
begin
	insert into organisation_word (word)
	select distinct part.found
	from changed, regexp_split_to_table(lower(changed.name || ' ' || changed.search_text), '[^[:alnum:]åäöéüæø]+') as part(found)
	where length(part.found) between 3 and 40 and part.found !~ '[0-9]{4}'
		and not exists (select 1 from organisation_word known where known.word = part.found)
	-- always in the same order, so that two writers can wait for each other but never in a circle
	order by part.found
	on conflict do nothing;
	return null;
end $$`
		)
		.execute(db);
	await sql`update organisation set search_text = search_text`.execute(db);
	// What stands in a name weighs more; asked of an index of its own, no long text need be opened to know it.
	await sql
		.raw(
			`
alter table organisation add column num integer not null generated always as identity;
alter table organisation add column name_vector tsvector not null generated always as (
	to_tsvector('swedish', name) || to_tsvector('simple', name)) stored;
create index organisation_name_search on organisation using gin (name_vector) where hidden_at is null;`
		)
		.execute(db);
}
