import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- A procurement that went over to another version of its method.
create table procurement_move (
	id uuid primary key default gen_random_uuid(),
	procurement_id uuid not null references procurement on delete cascade,
	from_version_id uuid not null references method_version,
	to_version_id uuid not null references method_version,
	moved_by uuid,
	moved_by_name text not null,
	moved_at timestamptz not null default clock_timestamp()
);
create index procurement_move_procurement on procurement_move (procurement_id, moved_at)`
		)
		.execute(db);
}
