import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- What an initiative is called and about, in both languages, for lists: never computed per row.
alter table initiative add column search_text text not null generated always as (
	lower(coalesce(title #>> '{t,sv}', '') || ' ' || coalesce(title #>> '{t,en}', '') || ' '
		|| coalesce(place_name, '') || ' ' || coalesce(summary #>> '{t,sv}', '') || ' ' || coalesce(summary #>> '{t,en}', ''))
) stored;
alter table initiative add column search_vector tsvector not null generated always as (
	setweight(to_tsvector('swedish', coalesce(title #>> '{t,sv}', '')), 'A')
	|| setweight(to_tsvector('english', coalesce(title #>> '{t,en}', '')), 'A')
	|| setweight(to_tsvector('swedish', coalesce(summary #>> '{t,sv}', '') || ' ' || coalesce(place_name, '')), 'B')
	|| setweight(to_tsvector('english', coalesce(summary #>> '{t,en}', '')), 'B')
) stored;
create index initiative_search on initiative using gin (search_vector);
create index initiative_search_trgm on initiative using gin (search_text gin_trgm_ops);
create index activity_open on activity (initiative_id, ends_at)
	where published_at is not null and closed_at is null and cancelled_at is null;
`
		)
		.execute(db);
}
