import { sql } from 'kysely';
import type { Db, Tx } from '#platform/server/db/index.ts';

/** Everything that a procurement holds about a person: what they asked, wrote, signed, scored and declared. */
export async function showPerson(db: Db, personId: string): Promise<Record<string, unknown>[]> {
	const { rows } = await sql<{ what: string; at: Date; about: string }>`
		select 'question' as what, asked_at as at, body as about from procurement_question where asked_by = ${personId}
		union all select 'tender', created_at, id::text from tender where created_by = ${personId}
		union all select 'submission', received_at, sha256 from tender_submission where submitted_by = ${personId}
		union all select 'opening', begun_at, round_id::text from unsealing where begun_by = ${personId}
		union all select 'key', created_at, recipient from holder_key where person_id = ${personId}
		union all select 'key holder', fixed_at, round_id::text from round_holder where person_id = ${personId}
		union all select case when conflict then 'conflict of interest' else 'no conflict of interest' end, declared_at,
			coalesce(reason, '') from conflict_declaration where person_id = ${personId}
		union all select 'score', updated_at, points || ': ' || reason from individual_score where person_id = ${personId}
		union all select 'question to a tenderer', asked_at, concat_ws(E'\\n', question, own_part) from tender_request where asked_by = ${personId}
		union all select 'answer about a tender', answered_at, body || coalesce(E'\\n' || changes::text, '')
			from tender_answer where answered_by = ${personId}
		union all select 'check of a tender', checked_at, result || ': ' || reason from condition_check
			where checked_by = ${personId}
		union all select 'check closed', frozen_at, round_id::text from check_freeze where frozen_by = ${personId}
		union all select 'price corrected', corrected_at, reason from price_correction where corrected_by = ${personId}
		union all select 'low price marked', marked_at, coalesce(reason, '') from low_tender where marked_by = ${personId}
		union all select 'low price decided', decided_at, outcome_reason from low_tender where decided_by = ${personId}
		union all select 'question about a decision', asked_at, question from debrief where asked_by = ${personId}
		union all select 'answer about a decision', answered_at, answer from debrief where answered_by = ${personId}
		union all select 'evaluator', added_at, round_id::text from round_evaluator where person_id = ${personId}
		union all select 'supplier excluded', excluded_at, reason from tender_exclusion where excluded_by = ${personId}
		union all select 'names of tenderers seen', seen_at, round_id::text from names_seen where person_id = ${personId}
		union all select 'phase left', passed_at, phase from phase_passage where passed_by = ${personId}
		union all select 'phase evaluated', updated_at, round_id::text from phase_evaluation where written_by = ${personId}
		order by at`.execute(db);
	return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/**
 * Cuts what need not stay. Who opened, declared, scored and decided is the public record of the procurement and
 * stays under its disposal rule; so do the names on receipts.
 */
export async function erasePerson(tx: Tx, personId: string): Promise<void> {
	await sql`update procurement_question set asked_by = null where asked_by = ${personId}`.execute(tx);
	await sql`update debrief set asked_by = null where asked_by = ${personId}`.execute(tx);
	await sql`update tender set created_by = null where created_by = ${personId}`.execute(tx);
	await sql`delete from holder_key where person_id = ${personId}`.execute(tx);
	await sql`delete from procurement_holder where person_id = ${personId}`.execute(tx);
	await sql`update phase_report set reported_by = null where reported_by = ${personId}`.execute(tx);
}
