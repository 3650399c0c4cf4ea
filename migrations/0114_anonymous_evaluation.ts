import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- The method says that those who score see no names until the scores are frozen. Fixed with the call.
alter table procurement_round add column anonymous boolean not null default false;

-- The neutral name in such a round, 1 for A: drawn by lot at the opening, whatever came first.
alter table opened_tender add column label smallint check (label > 0);
create unique index opened_tender_label on opened_tender (opening_id, label);

-- Who has seen who tendered before the scores of such a round were frozen: they score nothing in it.
create table names_seen (
	round_id uuid not null references procurement_round on delete cascade,
	person_id uuid not null,
	name text not null,
	seen_at timestamptz not null default clock_timestamp(),
	primary key (round_id, person_id)
)`
		)
		.execute(db);
}
