import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
create table agreement (
	id uuid primary key references activity on delete cascade,
	initiative_id uuid not null references initiative on delete cascade,
	form text not null check (form in ('grant','iop','direct-award','procurement','pcp','innovation-partnership','outcome','other')),
	purpose jsonb not null,
	starts_on date,
	ends_on date,
	-- fixed remuneration; the outcome part comes beside it
	fixed_minor bigint not null default 0 check (fixed_minor >= 0),
	-- the most that may be paid in all, outcome part included
	cap_minor bigint check (cap_minor >= 0),
	currency text not null default 'SEK',
	-- the award it follows from, where there is one
	award_id uuid,
	revision integer not null default 1,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	published_at timestamptz,
	ended_at timestamptz,
	ended_reason jsonb
);
create index agreement_initiative on agreement (initiative_id);

create table agreement_party (
	id uuid primary key default gen_random_uuid(),
	agreement_id uuid not null references agreement on delete cascade,
	organisation_id uuid not null references organisation,
	role text not null check (role in ('buyer','supplier','funder','intermediary','evaluator')),
	unique (agreement_id, organisation_id, role)
);
create index agreement_party_organisation on agreement_party (organisation_id);

-- One row per party that has signed. The signature itself stands on paper or in another system.
create table agreement_signature (
	id uuid primary key default gen_random_uuid(),
	agreement_id uuid not null references agreement on delete cascade,
	organisation_id uuid not null references organisation,
	signed_on date not null,
	-- which revision of the terms was signed
	revision integer not null,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	unique (agreement_id, organisation_id, revision)
);

create table agreement_milestone (
	id uuid primary key default gen_random_uuid(),
	agreement_id uuid not null references agreement on delete cascade,
	title jsonb not null,
	due_on date not null,
	created_at timestamptz not null default now(),
	settled_on date,
	outcome text check (outcome in ('met','partly','not-met')),
	note jsonb,
	check ((settled_on is null) = (outcome is null))
);
create index agreement_milestone_agreement on agreement_milestone (agreement_id, due_on);

-- Paid per unit of a measured outcome, up to a cap.
create table agreement_outcome (
	id uuid primary key default gen_random_uuid(),
	agreement_id uuid not null references agreement on delete cascade,
	indicator_id uuid not null references indicator,
	-- what counts and who is counted, in words
	terms jsonb not null,
	-- nothing is paid until the figure reaches this
	threshold numeric(18,4) not null,
	target numeric(18,4) not null,
	price_minor bigint not null check (price_minor > 0),
	-- 'unit': per unit beyond the threshold; 'reached': the whole price when the target is reached
	basis text not null check (basis in ('unit','reached')),
	cap_minor bigint not null check (cap_minor > 0),
	measured_by date not null,
	created_at timestamptz not null default now()
);
create index agreement_outcome_agreement on agreement_outcome (agreement_id);

create table agreement_payment (
	id uuid primary key default gen_random_uuid(),
	agreement_id uuid not null references agreement on delete cascade,
	payer_id uuid not null references organisation,
	payee_id uuid not null references organisation,
	kind text not null check (kind in ('fixed','milestone','outcome','repayment')),
	milestone_id uuid references agreement_milestone,
	outcome_id uuid references agreement_outcome,
	planned_on date not null,
	planned_minor bigint not null check (planned_minor > 0),
	note jsonb,
	created_at timestamptz not null default now(),
	paid_on date,
	paid_minor bigint check (paid_minor > 0),
	reference text,
	cancelled_at timestamptz,
	cancelled_reason text,
	check ((paid_on is null) = (paid_minor is null))
);
create index agreement_payment_agreement on agreement_payment (agreement_id, planned_on);
create index agreement_payment_due on agreement_payment (planned_on) where paid_on is null and cancelled_at is null;
`
		)
		.execute(db);
}
