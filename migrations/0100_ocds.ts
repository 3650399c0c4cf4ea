import { type Kysely, sql } from 'kysely';

// Which rows bear on which process: table, what its column names, and the column.
const SOURCES: [table: string, kind: string, column: string][] = [
	['rfi_version', 'rfi', 'rfi_id'],
	['rfi_deadline', 'rfi', 'rfi_id'],
	['rfi_closing', 'rfi', 'rfi_id'],
	['rfi_release', 'rfi', 'rfi_id'],
	['rfi_summary_version', 'rfi', 'rfi_id'],
	['procurement', 'procurement', 'id'],
	['procurement_publication', 'procurement', 'procurement_id'],
	['procurement_cancellation', 'procurement', 'procurement_id'],
	['procurement_document', 'procurement', 'procurement_id'],
	['procurement_document_version', 'document', 'document_id'],
	['procurement_round', 'procurement', 'procurement_id'],
	['procurement_question', 'round', 'round_id'],
	['round_extension', 'round', 'round_id'],
	['award_decision', 'round', 'round_id'],
	['award', 'round', 'round_id'],
	['phase_gate', 'round', 'round_id'],
	['agreement', 'agreement', 'id'],
	['agreement_party', 'agreement', 'agreement_id'],
	['agreement_signature', 'agreement', 'agreement_id'],
	['agreement_milestone', 'agreement', 'agreement_id'],
	['agreement_payment', 'agreement', 'agreement_id'],
	['dossier_release', 'initiative', 'initiative_id'],
	['external_notice', 'activity', 'activity_id']
];

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- A notice of an activity in a registered notice database, which gives it its number there.
create table external_notice (
	id uuid primary key default gen_random_uuid(),
	activity_id uuid not null references activity on delete cascade,
	source text not null,
	number text not null,
	url text,
	recorded_by uuid,
	recorded_at timestamptz not null default now(),
	removed_at timestamptz
);
create unique index external_notice_present on external_notice (activity_id, source, number) where removed_at is null;

-- A contracting process as others know it. No foreign keys to what it tells of: a release outlives it.
create table ocds_process (
	ocid text primary key,
	kind text not null check (kind in ('rfi', 'procurement', 'round', 'agreement')),
	subject_id uuid not null,
	initiative_id uuid not null,
	-- the order of records: when the process first was told of
	first_seq bigint not null,
	last_date timestamptz not null,
	-- its releases merged; text, so that the same bytes come out as went in
	compiled text not null,
	unique (kind, subject_id)
);
create unique index ocds_process_order on ocds_process (first_seq desc);
create index ocds_process_initiative on ocds_process (initiative_id);
create table ocds_release (
	seq bigint generated always as identity primary key,
	ocid text not null references ocds_process on delete cascade deferrable initially deferred,
	number integer not null,
	date timestamptz not null,
	tags text[] not null,
	body text not null,
	made_at timestamptz not null default clock_timestamp(),
	unique (ocid, number)
);
create index ocds_release_year on ocds_release (date, seq);
create function ocds_release_kept() returns trigger language plpgsql as $$
begin
	raise exception 'a release that has been published is not changed';
end $$;
create trigger ocds_release_kept before update on ocds_release for each row execute function ocds_release_kept();

-- What has changed since the releases were last looked at. Only added to: nobody waits for anybody.
create table ocds_due (
	id bigint generated always as identity primary key,
	kind text not null,
	subject_id uuid not null
);
create function ocds_mark() returns trigger language plpgsql as $$
declare subject uuid;
begin
	if tg_op = 'DELETE' then
		execute format('select ($1).%I', tg_argv[1]) into subject using old;
	else
		execute format('select ($1).%I', tg_argv[1]) into subject using new;
	end if;
	insert into ocds_due (kind, subject_id) values (tg_argv[0], subject);
	return null;
end $$;
${SOURCES.map(
	([table, kind, column]) =>
		`create trigger ocds_marked after insert or update or delete on ${table} for each row execute function ocds_mark('${kind}', '${column}');`
).join('\n')}
create trigger ocds_marked after update on initiative for each row
	when (old.published_at is distinct from new.published_at) execute function ocds_mark('initiative', 'id');
create trigger ocds_marked_new after insert on file for each row
	when (new.subject_kind = 'agreement' and new.published_at is not null) execute function ocds_mark('agreement', 'subject_id');
create trigger ocds_marked_changed after update on file for each row
	when (new.subject_kind = 'agreement' and (old.published_at, old.removed_at) is distinct from (new.published_at, new.removed_at))
	execute function ocds_mark('agreement', 'subject_id');
-- What was public before there were releases.
insert into ocds_due (kind, subject_id) select 'initiative', id from initiative where published_at is not null;
`
		)
		.execute(db);
}
