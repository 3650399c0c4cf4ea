import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- A lot that comes to nothing ends by itself; the others go on.
create table lot_cancellation (
	lot_id uuid primary key references procurement_lot on delete cascade,
	reason text not null,
	decided_by_name text not null,
	diary_number text,
	cancelled_by uuid not null,
	cancelled_at timestamptz not null default now()
);
create function ocds_mark_lot() returns trigger language plpgsql as $$
begin
	insert into ocds_due (kind, subject_id) select 'procurement', procurement_id from procurement_lot where id = new.lot_id;
	return null;
end $$;
create trigger ocds_marked after insert on lot_cancellation for each row execute function ocds_mark_lot();

-- Rounds that are over without an end of their own: their procurement was cancelled, or their lot.
create view cancelled_round as
	select r.id as round_id, r.procurement_id, coalesce(c.cancelled_at, l.cancelled_at) as cancelled_at
	from procurement_round r
	left join procurement_cancellation c on c.procurement_id = r.procurement_id
	left join lot_cancellation l on l.lot_id = r.lot_id
	where c.procurement_id is not null or l.lot_id is not null;
`
		)
		.execute(db);
}
