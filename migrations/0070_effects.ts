import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- The results staircase of one initiative: its own steps, begun from a template and renamed freely.
create table effect_step (
	id uuid primary key default gen_random_uuid(),
	initiative_id uuid not null references initiative on delete cascade,
	position integer not null,
	band text not null check (band in ('output','outcome','impact')),
	name jsonb not null,
	-- what would show that the step is reached
	evidence jsonb,
	reached_on date,
	reached_note jsonb,
	unique (initiative_id, position) deferrable initially deferred
);

create table indicator (
	id uuid primary key default gen_random_uuid(),
	activity_id uuid not null references activity on delete cascade,
	initiative_id uuid not null references initiative on delete cascade,
	step_id uuid not null references effect_step,
	name jsonb not null,
	definition jsonb,
	-- where the figures come from
	source jsonb not null,
	unit text not null check (unit in ('persons','share','index','days','count','money','other')),
	unit_label jsonb,
	direction text not null check (direction in ('up','down')),
	created_by uuid,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	published_at timestamptz,
	retired_at timestamptz
);
create index indicator_initiative on indicator (initiative_id);

create table indicator_target (
	id uuid primary key default gen_random_uuid(),
	indicator_id uuid not null references indicator on delete cascade,
	value numeric(18,4) not null,
	by_date date not null,
	created_by uuid,
	created_at timestamptz not null default now(),
	withdrawn_at timestamptz
);
create index indicator_target_indicator on indicator_target (indicator_id);

-- A figure at a time. Corrections are new rows that replace; nothing is written over.
create table measurement (
	id uuid primary key default gen_random_uuid(),
	indicator_id uuid not null references indicator on delete cascade,
	kind text not null check (kind in ('baseline','measurement')),
	period_start date not null,
	period_end date not null check (period_end >= period_start),
	value numeric(18,4) not null,
	-- how many the figure rests on; a share cannot be stored without it
	n integer check (n > 0),
	-- 0 story, 1 after only, 2 before and after, 3 against a benchmark, 4 matched comparison, 5 randomised
	design smallint not null default 1 check (design between 0 and 5),
	note jsonb,
	reported_by uuid,
	reported_organisation_id uuid references organisation,
	created_at timestamptz not null default now(),
	replaces uuid unique references measurement,
	replaced_reason text,
	withdrawn_at timestamptz,
	withdrawn_reason text
);
create index measurement_indicator on measurement (indicator_id, period_end);

-- What changed for whom, or did not: the first words of a finished initiative.
create table effect_conclusion (
	id uuid primary key default gen_random_uuid(),
	initiative_id uuid not null references initiative on delete cascade,
	verdict text not null check (verdict in ('changed','partly','unchanged','unknown')),
	body jsonb not null,
	-- how sure one can be, and what else may explain it
	caveats jsonb,
	written_by uuid,
	created_at timestamptz not null default now(),
	published_at timestamptz
);
create index effect_conclusion_initiative on effect_conclusion (initiative_id, created_at desc);
`
		)
		.execute(db);
}
