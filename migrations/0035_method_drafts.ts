import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- A draft has number 0 until it is published, and a method has at most one.
create unique index method_version_draft on method_version (method_id) where published_at is null;
alter table method_version add column note jsonb;
alter table method add column retired_by uuid;
alter table method add foreign key (copied_from) references method_version;

create function refuse_change_of_published_version() returns trigger language plpgsql as $$
begin
	raise exception 'a published version of a method never changes (%)', old.id;
end $$;
create trigger method_version_kept before delete on method_version
	for each row when (old.published_at is not null) execute function refuse_change_of_published_version();
create trigger method_version_unchanged before update on method_version
	for each row when (old.published_at is not null and (new.published_at is null
		or (new.method_id, new.number, new.definition, new.note)
			is distinct from (old.method_id, old.number, old.definition, old.note)))
	execute function refuse_change_of_published_version();

-- A running initiative that went over to another version: what it left, where it was and who moved it.
create table method_move (
	id uuid primary key default gen_random_uuid(),
	initiative_id uuid not null references initiative on delete cascade,
	from_version_id uuid not null references method_version,
	to_version_id uuid not null references method_version,
	from_phase text not null,
	to_phase text not null,
	moved_by uuid,
	moved_at timestamptz not null default now()
);
create index method_move_initiative on method_move (initiative_id, moved_at);
`
		)
		.execute(db);
}
