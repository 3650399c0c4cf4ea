import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- Requests to read documents of a call: answers to a request for information, or tenders of a round. Nobody has to
-- say who they are or why, so there is no place for it.
create table disclosure_request (
	id uuid primary key default gen_random_uuid(),
	initiative_id uuid not null references initiative on delete cascade,
	number integer not null,
	subject text not null check (subject in ('rfi', 'tenders')),
	-- of the rfi, or of the procurement_round
	subject_id uuid not null,
	received_on date not null,
	wanted text not null,
	diary_number text,
	registered_by uuid,
	registered_at timestamptz not null default clock_timestamp(),
	unique (initiative_id, number)
);

-- A document that was tried, and by whom. The document itself is never copied here.
create table disclosure_document (
	id uuid primary key default gen_random_uuid(),
	request_id uuid not null references disclosure_request on delete cascade,
	-- of the rfi_submission, or of the tender
	document_id uuid not null,
	organisation_id uuid not null references organisation,
	organisation_name text not null,
	sha256 text not null,
	assessed_by uuid,
	assessed_by_name text not null,
	assessed_at timestamptz not null default clock_timestamp(),
	unique (request_id, document_id)
);
create table disclosure_part (
	document_id uuid not null references disclosure_document on delete cascade,
	part text not null,
	position integer not null,
	heading text not null,
	outcome text not null check (outcome in ('open', 'masked', 'secret')),
	-- the words that are covered where the rest of the part is given out
	passages text[] not null default '{}',
	paragraph text,
	harm text,
	primary key (document_id, part),
	check (outcome = 'open' or (paragraph is not null and harm is not null)),
	check ((outcome = 'masked') = (cardinality(passages) > 0))
);

-- What the organisation that wrote it was asked, and what it said.
create table disclosure_hearing (
	id uuid primary key default gen_random_uuid(),
	request_id uuid not null references disclosure_request on delete cascade,
	organisation_id uuid not null references organisation,
	answer_by date not null,
	asked_by uuid,
	asked_by_name text not null,
	asked_at timestamptz not null default clock_timestamp(),
	answer text,
	answered_on date,
	unique (request_id, organisation_id)
);

-- How the request ended: counted from the parts, or refused whole while absolute secrecy holds.
create table disclosure_outcome (
	request_id uuid primary key references disclosure_request on delete cascade,
	outcome text not null check (outcome in ('released', 'masked', 'refused', 'absolute', 'none')),
	note text,
	concluded_by uuid,
	concluded_by_name text not null,
	concluded_at timestamptz not null default clock_timestamp()
);
-- A refusal, whole or in part, in writing: only when whoever asked wants it.
create table disclosure_decision (
	request_id uuid primary key references disclosure_outcome on delete cascade,
	authority text not null,
	receiver text,
	decided_on date not null,
	decided_by_name text not null,
	decided_by_title text,
	reported_by text,
	diary_number text,
	reasons text not null,
	appeal text not null,
	made_by uuid,
	made_at timestamptz not null default clock_timestamp()
);

-- What a tenderer wishes to be kept secret, said after the opening. A reason to think, never a decision.
create table tender_secrecy_wish (
	tender_id uuid not null references tender on delete cascade,
	part text not null,
	reason text not null,
	harm text not null,
	wished_by uuid,
	wished_at timestamptz not null default clock_timestamp(),
	primary key (tender_id, part)
);

-- The requests that were kept with calls until now.
insert into disclosure_request (id, initiative_id, number, subject, subject_id, received_on, wanted, diary_number, registered_by, registered_at)
select q.id, r.initiative_id, row_number() over (partition by r.initiative_id order by q.registered_at, q.id),
	'rfi', r.id, q.received_on, q.wanted, a.diary_number, q.registered_by, q.registered_at
from rfi_request q join rfi r on r.id = q.rfi_id left join rfi_assessment a on a.request_id = q.id;
insert into disclosure_document (request_id, document_id, organisation_id, organisation_name, sha256, assessed_by, assessed_by_name, assessed_at)
select a.request_id, s.id, o.id, o.name, s.sha256, a.assessed_by, a.assessed_by_name, a.assessed_at
from rfi_assessment a
join (select distinct assessment_id, submission_id from rfi_assessed_part) p on p.assessment_id = a.id
join rfi_submission s on s.id = p.submission_id
join rfi_answer w on w.id = s.answer_id join organisation o on o.id = w.organisation_id;
insert into disclosure_part (document_id, part, position, heading, outcome, paragraph, harm)
select d.id, p.question, row_number() over (partition by d.id order by p.question),
	coalesce((select x ->> 'question' from jsonb_array_elements(s.content::jsonb -> 'answers') x where x ->> 'key' = p.question), p.question),
	p.outcome, case when p.outcome = 'secret' then a.paragraph end, case when p.outcome = 'secret' then coalesce(p.reason, a.reason) end
from rfi_assessed_part p
join rfi_assessment a on a.id = p.assessment_id
join rfi_submission s on s.id = p.submission_id
join disclosure_document d on d.request_id = a.request_id and d.document_id = p.submission_id;
insert into disclosure_outcome (request_id, outcome, note, concluded_by, concluded_by_name, concluded_at)
select a.request_id, case a.outcome when 'partly' then 'masked' else a.outcome end, a.reason, a.assessed_by, a.assessed_by_name, a.assessed_at
from rfi_assessment a;
insert into disclosure_decision (request_id, authority, decided_on, decided_by_name, diary_number, reasons, appeal, made_by, made_at)
select a.request_id, o.name, (a.assessed_at at time zone 'Europe/Stockholm')::date, a.assessed_by_name, a.diary_number, a.reason, a.appeal,
	a.assessed_by, a.assessed_at
from rfi_assessment a join rfi_request q on q.id = a.request_id join rfi r on r.id = q.rfi_id
join initiative i on i.id = r.initiative_id join organisation o on o.id = i.organisation_id
where a.outcome <> 'released';
drop table rfi_assessed_part;
drop table rfi_assessment;
drop table rfi_request;
`
		)
		.execute(db);
}
