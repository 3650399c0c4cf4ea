import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- A procurement is a run of a method of kind pcp. Filled in for earlier ones once the methods are in place.
alter table procurement add column method_version_id uuid references method_version;
create index procurement_method_version on procurement (method_version_id);

-- Key of the phase of that version; null for one that the team added itself.
alter table procurement_round add column phase text;

-- Leaving a phase. What was decided about the suppliers stands in phase_gate; the framework tender has none.
create table phase_passage (
	id uuid primary key default gen_random_uuid(),
	procurement_id uuid not null references procurement on delete cascade,
	-- of the method version, or #<number> of a round that the team added
	phase text not null,
	round_id uuid not null references procurement_round on delete cascade,
	outcome text not null check (outcome in ('next', 'stopped', 'finished')),
	method_version_id uuid references method_version,
	-- the facts as they were
	facts jsonb not null,
	lacking jsonb not null default '[]',
	-- filled when somebody went on past conditions that were not met
	exemption_reason text,
	passed_by uuid,
	passed_by_name text not null,
	passed_at timestamptz not null default now(),
	unique (procurement_id, phase)
);

-- What a phase taught the buyer, apart from how each supplier did.
create table phase_evaluation (
	round_id uuid primary key references procurement_round on delete cascade,
	learned jsonb,
	goes_on jsonb,
	changes jsonb,
	-- for everybody, from the passing of the gate on
	public_text jsonb,
	revision integer not null default 1,
	written_by uuid,
	written_by_name text not null,
	updated_at timestamptz not null default now(),
	published_at timestamptz
);
`
		)
		.execute(db);
}
