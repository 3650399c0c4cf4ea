import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
create table procurement (
	id uuid primary key references activity on delete cascade,
	initiative_id uuid not null references initiative on delete cascade,
	title jsonb not null,
	aim jsonb,
	not_sought jsonb,
	ipr_terms jsonb,
	price_terms jsonb,
	later_purchase jsonb,
	expected_hours integer,
	payment_days integer,
	advance_percent integer,
	currency text not null default 'SEK',
	-- highest level of every criterion's scale, which starts at 0
	scale_max integer not null default 4 check (scale_max in (4, 5)),
	price_model text not null default 'scale' check (price_model in ('scale', 'deduction')),
	price_weight integer not null default 20 check (price_weight between 0 and 100),
	-- [{ upTo, points }]: price as a percentage of the published ceiling; never relative to other tenders
	price_bands jsonb not null default '[]',
	-- optimistic lock of the editors
	revision integer not null default 1,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);
create index procurement_initiative on procurement (initiative_id);

-- Why the R&D exemption applies, as a named official sees it. The last row counts.
create table procurement_exemption (
	id uuid primary key default gen_random_uuid(),
	procurement_id uuid not null references procurement on delete cascade,
	cpv text not null,
	research_reason text not null,
	sharing text not null check (sharing in ('results', 'cost', 'both')),
	sharing_reason text not null,
	market_reason text not null,
	official_name text not null,
	official_title text not null,
	recorded_by uuid not null,
	recorded_at timestamptz not null default now()
);
create index procurement_exemption_procurement on procurement_exemption (procurement_id, recorded_at);

-- A phase of the framework and its round of tenders are the same thing.
create table procurement_round (
	id uuid primary key default gen_random_uuid(),
	procurement_id uuid not null references procurement on delete cascade,
	number integer not null check (number between 1 and 4),
	kind text not null check (kind in ('design', 'prototype', 'test', 'other')),
	name jsonb not null,
	work jsonb,
	-- what successful completion means
	success jsonb,
	places integer not null default 1 check (places between 1 and 99),
	budget_minor bigint not null default 0,
	supplier_budget_minor bigint not null default 0,
	-- what full marks are worth in kronor, where the price model is a deduction
	quality_value_minor bigint not null default 0,
	starts_on date,
	ends_on date,
	questions_until timestamptz,
	tenders_until timestamptz,
	published_at timestamptz,
	published_by uuid,
	unique (procurement_id, number)
);

create table procurement_criterion (
	id uuid primary key default gen_random_uuid(),
	procurement_id uuid not null references procurement on delete cascade,
	position integer not null,
	name jsonb not null,
	description jsonb,
	weight integer not null check (weight between 0 and 100),
	-- text per level, from 0 up to scale_max
	levels jsonb not null default '[]',
	max_words integer not null default 600 check (max_words between 50 and 5000)
);
create index procurement_criterion_procurement on procurement_criterion (procurement_id, position);

create table procurement_document (
	id uuid primary key default gen_random_uuid(),
	procurement_id uuid not null references procurement on delete cascade,
	title jsonb not null,
	kind text not null check (kind in ('text', 'file')),
	created_at timestamptz not null default now(),
	withdrawn_at timestamptz
);
create index procurement_document_procurement on procurement_document (procurement_id, created_at);
create table procurement_document_version (
	id uuid primary key default gen_random_uuid(),
	document_id uuid not null references procurement_document on delete cascade,
	version integer not null,
	body jsonb,
	file_id uuid references file,
	-- what changed and why, for those who read an earlier version
	note text,
	created_by uuid,
	created_at timestamptz not null default now(),
	published_at timestamptz,
	unique (document_id, version)
);

create table procurement_publication (
	procurement_id uuid primary key references procurement on delete cascade,
	exemption_id uuid not null references procurement_exemption,
	decided_body text not null,
	decided_by_name text not null,
	decided_on date not null,
	paragraph text,
	diary_number text not null,
	published_by uuid not null,
	published_at timestamptz not null default now()
);
create table procurement_cancellation (
	procurement_id uuid primary key references procurement on delete cascade,
	reason text not null,
	decided_by_name text not null,
	diary_number text,
	cancelled_by uuid not null,
	cancelled_at timestamptz not null default now()
);
create table round_extension (
	id uuid primary key default gen_random_uuid(),
	round_id uuid not null references procurement_round on delete cascade,
	from_at timestamptz not null,
	to_at timestamptz not null,
	reason text not null,
	extended_by uuid not null,
	extended_at timestamptz not null default now()
);
create index round_extension_round on round_extension (round_id, extended_at);

-- Who asked is kept only so that they can be told and erased; no page of the buyer reads it.
create table procurement_question (
	id uuid primary key default gen_random_uuid(),
	round_id uuid not null references procurement_round on delete cascade,
	body text not null,
	lang text not null,
	asked_by uuid references person on delete set null,
	asked_at timestamptz not null default now(),
	answer jsonb,
	published_at timestamptz,
	published_by uuid
);
create index procurement_question_round on procurement_question (round_id, asked_at);

create table tender (
	id uuid primary key default gen_random_uuid(),
	round_id uuid not null references procurement_round on delete cascade,
	organisation_id uuid not null references organisation,
	lang text not null,
	content jsonb not null default '{}',
	revision integer not null default 1,
	created_by uuid,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	unique (round_id, organisation_id)
);
create index tender_organisation on tender (organisation_id);

create table tender_partner (
	id uuid primary key default gen_random_uuid(),
	tender_id uuid not null references tender on delete cascade,
	organisation_id uuid not null references organisation,
	added_at timestamptz not null default now(),
	confirmed_at timestamptz,
	confirmed_by uuid,
	confirmed_name text,
	unique (tender_id, organisation_id)
);
create index tender_partner_organisation on tender_partner (organisation_id);

-- One row per receipt; the content lies in tender_vault and goes when it is replaced or withdrawn.
create table tender_submission (
	id uuid primary key default gen_random_uuid(),
	tender_id uuid not null references tender on delete cascade,
	version integer not null,
	received_at timestamptz not null,
	sha256 text not null,
	bytes bigint not null,
	submitted_by uuid,
	submitted_name text not null,
	withdrawn_at timestamptz,
	withdrawn_by uuid,
	withdrawn_name text,
	unique (tender_id, version)
);
create table tender_vault (
	submission_id uuid not null references tender_submission on delete cascade,
	part text not null check (part in ('solution', 'price')),
	body text not null,
	primary key (submission_id, part)
);

create table opening_confirmation (
	id uuid primary key default gen_random_uuid(),
	round_id uuid not null references procurement_round on delete cascade,
	person_id uuid not null,
	name text not null,
	confirmed_at timestamptz not null default now()
);
create index opening_confirmation_round on opening_confirmation (round_id, confirmed_at);
create table opening (
	id uuid primary key default gen_random_uuid(),
	round_id uuid not null unique references procurement_round on delete cascade,
	first_by uuid not null,
	first_name text not null,
	first_at timestamptz not null,
	second_by uuid not null,
	second_name text not null,
	opened_at timestamptz not null,
	check (first_by <> second_by)
);
create table opened_tender (
	tender_id uuid primary key references tender on delete cascade,
	opening_id uuid not null references opening on delete cascade,
	submission_id uuid not null references tender_submission,
	position integer not null,
	-- as attested: the organisation's name may change afterwards
	organisation_name text not null,
	partner_names text[] not null default '{}'
);
create index opened_tender_opening on opened_tender (opening_id, position);

create table round_evaluator (
	id uuid primary key default gen_random_uuid(),
	round_id uuid not null references procurement_round on delete cascade,
	person_id uuid not null,
	name text not null,
	added_by uuid,
	added_at timestamptz not null default now(),
	submitted_at timestamptz,
	ended_at timestamptz,
	ended_reason text
);
create unique index round_evaluator_one on round_evaluator (round_id, person_id) where ended_at is null;

create table conflict_declaration (
	id uuid primary key default gen_random_uuid(),
	tender_id uuid not null references tender on delete cascade,
	person_id uuid not null,
	conflict boolean not null,
	reason text,
	declared_at timestamptz not null default now()
);
create index conflict_declaration_tender on conflict_declaration (tender_id, person_id);

create table individual_score (
	tender_id uuid not null references tender on delete cascade,
	criterion_id uuid not null references procurement_criterion,
	person_id uuid not null,
	points integer not null check (points between 0 and 5),
	reason text not null,
	updated_at timestamptz not null default now(),
	primary key (tender_id, criterion_id, person_id)
);
create table consensus_score (
	tender_id uuid not null references tender on delete cascade,
	criterion_id uuid not null references procurement_criterion,
	points integer not null check (points between 0 and 5),
	reason text not null,
	written_by uuid,
	updated_at timestamptz not null default now(),
	primary key (tender_id, criterion_id)
);
create table consensus_freeze (
	round_id uuid primary key references procurement_round on delete cascade,
	held_on date not null,
	participants text not null,
	frozen_by uuid not null,
	frozen_name text not null,
	frozen_at timestamptz not null default now()
);
create table consensus_change (
	id uuid primary key default gen_random_uuid(),
	tender_id uuid not null references tender on delete cascade,
	criterion_id uuid not null references procurement_criterion,
	from_points integer not null,
	to_points integer not null,
	why text not null,
	changed_by uuid not null,
	changed_name text not null,
	changed_at timestamptz not null default now()
);

-- How equal tenders on the line were told apart where neither points nor price did it.
create table lot_draw (
	round_id uuid primary key references procurement_round on delete cascade,
	tender_ids uuid[] not null,
	note text not null,
	drawn_by uuid not null,
	drawn_name text not null,
	drawn_at timestamptz not null default now()
);
create table decision_letter (
	tender_id uuid primary key references tender on delete cascade,
	reasons text not null,
	lang text not null,
	written_by uuid,
	updated_at timestamptz not null default now(),
	sent_at timestamptz
);
create table award_decision (
	round_id uuid primary key references procurement_round on delete cascade,
	decided_by uuid not null,
	decided_by_name text not null,
	decided_body text not null,
	decided_on date not null,
	paragraph text,
	diary_number text not null,
	decided_at timestamptz not null default now(),
	-- last day of the voluntary standstill
	standstill_until date not null
);
create table award (
	id uuid primary key default gen_random_uuid(),
	round_id uuid not null references award_decision on delete cascade,
	tender_id uuid not null unique references tender,
	organisation_id uuid not null references organisation,
	price_minor bigint not null,
	awarded_at timestamptz not null default now()
);
create index award_round on award (round_id);
create index award_organisation on award (organisation_id);

create table review_application (
	id uuid primary key default gen_random_uuid(),
	round_id uuid not null references award_decision on delete cascade,
	court text not null,
	case_number text not null,
	received_on date not null,
	registered_by uuid not null,
	registered_at timestamptz not null default now(),
	ended_on date,
	outcome text,
	ended_by uuid
);
create index review_application_round on review_application (round_id);

create table phase_report (
	award_id uuid primary key references award on delete cascade,
	body text not null,
	lang text not null,
	reported_by uuid,
	reported_at timestamptz not null default now()
);
create table phase_assessment (
	award_id uuid primary key references award on delete cascade,
	satisfactory boolean not null,
	successful boolean not null,
	reason text not null,
	assessed_by uuid not null,
	assessed_name text not null,
	assessed_at timestamptz not null default now()
);
create table phase_gate (
	round_id uuid primary key references procurement_round on delete cascade,
	outcome text not null check (outcome in ('next', 'stopped', 'finished')),
	reason jsonb not null,
	rolled_minor bigint not null default 0,
	decided_by uuid not null,
	decided_by_name text not null,
	decided_on date not null,
	diary_number text,
	decided_at timestamptz not null default now()
);
-- Who may tender in the next round.
create table phase_invitation (
	round_id uuid not null references procurement_round on delete cascade,
	award_id uuid not null references award,
	organisation_id uuid not null references organisation,
	invited_at timestamptz not null default now(),
	primary key (round_id, organisation_id)
);
`
		)
		.execute(db);
}
