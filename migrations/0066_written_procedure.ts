import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- Who a call is reserved for, and when a price is looked into: published with the call.
alter table procurement
	add column reserved text check (reserved in ('sheltered', 'services', 'idea-based')),
	-- a tender below this share, in percent, of the median of the others is looked into; null: by hand only
	add column low_percent integer check (low_percent between 1 and 99);

-- What whoever tenders must declare: grounds for exclusion, and requirements on those who tender. Fixed at publication.
create table procurement_condition (
	id uuid primary key default gen_random_uuid(),
	procurement_id uuid not null references procurement on delete cascade,
	position integer not null,
	kind text not null check (kind in ('exclusion', 'qualification', 'reserved')),
	-- which of the known grounds or conditions of a reservation; null for a requirement in the buyer's own words
	ground text,
	paragraph text,
	statement jsonb not null,
	proof jsonb,
	mandatory boolean not null default true
);
create index procurement_condition_procurement on procurement_condition (procurement_id, position);
create unique index procurement_condition_ground on procurement_condition (procurement_id, ground);

-- A partner declares for itself when it confirms. Sealed into the tender with the rest of who tenders.
alter table tender_partner add column declarations jsonb;

-- A written question to one tenderer; the same question to several has the same batch.
create table tender_request (
	id uuid primary key default gen_random_uuid(),
	batch uuid not null,
	tender_id uuid not null references tender on delete cascade,
	kind text not null check (kind in ('correct', 'clarify', 'supplement', 'hearing', 'low')),
	condition_id uuid references procurement_condition,
	question text not null,
	lang text not null,
	reason text not null,
	ground text not null,
	-- why the same was not asked of everybody
	others_reason text,
	answer_until timestamptz not null,
	asked_by uuid not null,
	asked_name text not null,
	asked_at timestamptz not null default clock_timestamp()
);
create index tender_request_tender on tender_request (tender_id, asked_at);
create index tender_request_condition on tender_request (condition_id);
create table tender_answer (
	id uuid primary key default gen_random_uuid(),
	request_id uuid not null unique references tender_request on delete cascade,
	body text not null,
	sha256 text not null,
	bytes bigint not null,
	answered_by uuid,
	answered_name text not null,
	answered_at timestamptz not null
);

-- How a tender was found to stand to a condition. The last row counts; none is changed.
create table condition_check (
	id uuid primary key default gen_random_uuid(),
	tender_id uuid not null references tender on delete cascade,
	condition_id uuid not null references procurement_condition,
	result text not null check (result in ('met', 'not-met', 'supplement')),
	reason text not null,
	-- the hearing or the supplement that it rests on
	request_id uuid references tender_request,
	checked_by uuid not null,
	checked_name text not null,
	checked_at timestamptz not null default clock_timestamp()
);
create index condition_check_tender on condition_check (tender_id, condition_id, checked_at);
create index condition_check_condition on condition_check (condition_id);
create index condition_check_request on condition_check (request_id);
create table check_freeze (
	round_id uuid primary key references procurement_round on delete cascade,
	frozen_by uuid not null,
	frozen_name text not null,
	frozen_at timestamptz not null default clock_timestamp()
);

-- An obvious error of arithmetic, put right. What the tender says stays as it was sent.
create table price_correction (
	id uuid primary key default gen_random_uuid(),
	tender_id uuid not null references tender on delete cascade,
	from_minor bigint not null,
	to_minor bigint not null,
	reason text not null,
	corrected_by uuid not null,
	corrected_name text not null,
	corrected_at timestamptz not null default clock_timestamp()
);
create index price_correction_tender on price_correction (tender_id, corrected_at);

-- A tender whose price seems too low, with the figures as they were; and what was made of its explanation.
create table low_tender (
	tender_id uuid primary key references tender on delete cascade,
	by_rule boolean not null,
	price_minor bigint not null,
	ceiling_minor bigint not null,
	median_minor bigint,
	reason text,
	marked_by uuid not null,
	marked_name text not null,
	marked_at timestamptz not null default clock_timestamp(),
	outcome text check (outcome in ('accepted', 'rejected')),
	outcome_reason text,
	request_id uuid references tender_request,
	decided_by uuid,
	decided_name text,
	decided_at timestamptz
);
create index low_tender_request on low_tender (request_id);

alter table receipt drop constraint receipt_kind_check;
alter table receipt add constraint receipt_kind_check
	check (kind in ('submission', 'replacement', 'withdrawal', 'refusal', 'answer', 'late-answer'));
`
		)
		.execute(db);
}
