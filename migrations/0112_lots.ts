import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- A call may be divided into lots (Swedish: delar). Each has rounds of its own; a call without lots has none of this.
-- Nothing to do with lot_draw, which is about drawing lots between equal tenders.
create table procurement_lot (
	id uuid primary key default gen_random_uuid(),
	procurement_id uuid not null references procurement on delete cascade,
	position integer not null check (position between 1 and 20),
	title jsonb not null,
	description jsonb,
	unique (procurement_id, position) deferrable
);
create trigger ocds_marked after insert or update or delete on procurement_lot
	for each row execute function ocds_mark('procurement', 'procurement_id');

alter table procurement
	-- for how many lots one may tender, and how many one may win; null: all of them
	add column lots_tender_max integer check (lots_tender_max between 1 and 20),
	add column lots_win_max integer check (lots_win_max between 1 and 20),
	add column undivided_reason jsonb;

-- The number stays the round's own within the procurement. "step" is which phase of its lot it is.
alter table procurement_round
	add column lot_id uuid references procurement_lot on delete cascade,
	add column step integer check (step between 1 and 4),
	add constraint procurement_round_of_lot check ((lot_id is null) = (step is null)),
	drop constraint procurement_round_number_check,
	add constraint procurement_round_number_check check (number between 1 and 80),
	drop constraint procurement_round_procurement_id_number_key,
	add constraint procurement_round_procurement_id_number_key unique (procurement_id, number) deferrable;
create index procurement_round_lot on procurement_round (lot_id);

-- A lot with criteria of its own is evaluated by them; the others by those without a lot.
alter table procurement_criterion add column lot_id uuid references procurement_lot on delete cascade;
create index procurement_criterion_lot on procurement_criterion (lot_id);

-- Each lot leaves the phases of the method for itself.
alter table phase_passage
	drop constraint phase_passage_procurement_id_phase_key,
	add constraint phase_passage_round_id_phase_key unique (round_id, phase);
`
		)
		.execute(db);
}
