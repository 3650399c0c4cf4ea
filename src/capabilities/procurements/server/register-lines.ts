import { sql, type RawBuilder } from 'kysely';
import { defineRegisterLines, lineSql, type LineColumns } from '#platform/server/register/index.ts';

const union = (parts: RawBuilder<unknown>[]) => sql.join(parts, sql` union all `);
const title = sql`p.title`;
const diary = sql`pub.diary_number`;
const publicPage = sql`'/procurement/' || p.id`;
const below = (rest: string) => sql`'/work/procurement/' || p.id || '/rounds/' || r.number || ${rest}`;
/** A procurement with its initiative and its publication. */
const procurement = sql`procurement p join initiative i on i.id = p.initiative_id
	join procurement_publication pub on pub.procurement_id = p.id`;
const round = sql`${procurement} join procurement_round r on r.procurement_id = p.id
	left join award_decision d on d.round_id = r.id left join cancelled_round ended on ended.round_id = r.id`;
/** Until the award, or the end without one, whatever concerns tenders is secret for everybody (OSL 19 kap. 3 § second paragraph). */
const untilAward = sql`case when d.round_id is null and ended.procurement_id is null then 'absolute' end`;
/** Opened tenders only: before the opening there is no row to read. */
const opened = sql`${round} join opening o on o.round_id = r.id join opened_tender ot on ot.opening_id = o.id`;

const published = (line: Line) => [
	line(
		{
			at: sql`pub.published_at`,
			kind: 'procurement-published',
			direction: 'out',
			title,
			diary,
			path: publicPage
		},
		sql`${procurement} where true`
	),
	line(
		{
			at: sql`v.published_at`,
			kind: 'procurement-document',
			direction: 'out',
			title,
			diary,
			path: publicPage
		},
		sql`${procurement} join procurement_document x on x.procurement_id = p.id
			join procurement_document_version v on v.document_id = x.id where v.published_at > pub.published_at`
	),
	line(
		{ at: sql`r.published_at`, kind: 'round-published', direction: 'out', title, diary, path: publicPage },
		sql`${round} where coalesce(r.step, r.number) > 1`
	),
	line(
		{
			at: sql`e.extended_at`,
			kind: 'procurement-extended',
			direction: 'out',
			title,
			diary,
			path: publicPage
		},
		sql`${round} join round_extension e on e.round_id = r.id where true`
	),
	line(
		{
			at: sql`c.cancelled_at`,
			kind: 'procurement-cancelled',
			direction: 'out',
			title,
			diary: sql`coalesce(c.diary_number, pub.diary_number)`,
			path: publicPage
		},
		sql`${procurement} join procurement_cancellation c on c.procurement_id = p.id where true`
	),
	line(
		{
			at: sql`c.cancelled_at`,
			kind: 'lot-cancelled',
			direction: 'out',
			title,
			diary: sql`coalesce(c.diary_number, pub.diary_number)`,
			path: publicPage
		},
		sql`${procurement} join procurement_lot l on l.procurement_id = p.id
			join lot_cancellation c on c.lot_id = l.id where true`
	)
];

// Who asked is not known to the buyer, and not here.
const questions = (line: Line) => [
	line(
		{
			at: sql`q.asked_at`,
			kind: 'procurement-question',
			direction: 'in',
			title,
			diary,
			path: sql`'/work/procurement/' || p.id || '/questions'`
		},
		sql`${round} join procurement_question q on q.round_id = r.id where true`
	),
	line(
		{ at: sql`q.published_at`, kind: 'procurement-answer', direction: 'out', title, diary, path: publicPage },
		sql`${round} join procurement_question q on q.round_id = r.id where q.published_at is not null`
	)
];

const tenders = (line: Line) => [
	line(
		{
			at: sql`o.opened_at`,
			kind: 'tender',
			direction: 'in',
			title,
			party: sql`array_to_string(ot.organisation_name || ot.partner_names, ', ')`,
			diary,
			path: below('/tenders'),
			handedIn: sql`s.received_at`,
			secrecy: sql`case when d.round_id is null and ended.procurement_id is null then 'absolute'
				when exists (select 1 from tender_secrecy_wish w where w.tender_id = ot.tender_id) then 'wish' end`
		},
		sql`${opened} join tender_submission s on s.id = ot.submission_id where true`
	),
	line(
		{
			at: sql`o.opened_at`,
			kind: 'opening-list',
			direction: 'made',
			title,
			diary,
			path: below('/tenders'),
			secrecy: untilAward
		},
		sql`${round} join opening o on o.round_id = r.id where true`
	),
	line(
		{
			at: sql`f.frozen_at`,
			kind: 'evaluation',
			direction: 'made',
			title,
			diary,
			path: below('/consensus'),
			secrecy: untilAward
		},
		sql`${round} join consensus_freeze f on f.round_id = r.id where true`
	)
];

// What was asked and answered in writing after the opening, and who may take part.
const written = (line: Line) => [
	line(
		{
			at: sql`q.asked_at`,
			kind: 'tender-question',
			direction: 'out',
			title,
			party: sql`ot.organisation_name`,
			diary,
			path: sql`${below('/requests/')} || q.id`,
			secrecy: untilAward
		},
		sql`${opened} join tender_request q on q.tender_id = ot.tender_id where true`
	),
	line(
		{
			at: sql`a.answered_at`,
			kind: 'tender-answer',
			direction: 'in',
			title,
			party: sql`ot.organisation_name`,
			diary,
			path: sql`${below('/requests/')} || q.id`,
			secrecy: untilAward
		},
		sql`${opened} join tender_request q on q.tender_id = ot.tender_id
			join tender_answer a on a.request_id = q.id where true`
	),
	line(
		{
			at: sql`x.excluded_at`,
			kind: 'tender-exclusion',
			direction: 'made',
			title,
			party: sql`ot.organisation_name`,
			diary,
			path: sql`${below('/checks/')} || ot.tender_id || '/exclude'`,
			secrecy: untilAward
		},
		sql`${opened} join tender_exclusion x on x.tender_id = ot.tender_id where true`
	),
	line(
		{
			at: sql`k.frozen_at`,
			kind: 'tender-check',
			direction: 'made',
			title,
			diary,
			path: below('/checks'),
			secrecy: untilAward
		},
		sql`${round} join check_freeze k on k.round_id = r.id where true`
	)
];

const decisions = (line: Line) => [
	line(
		{
			at: sql`d.decided_at`,
			kind: 'award-decision',
			direction: 'made',
			title,
			diary: sql`d.diary_number`,
			path: below('/decision')
		},
		sql`${round} where d.round_id is not null`
	),
	line(
		{
			at: sql`l.sent_at`,
			kind: 'decision-letter',
			direction: 'out',
			title,
			party: sql`ot.organisation_name`,
			diary: sql`d.diary_number`,
			path: sql`${below('/letters/')} || ot.tender_id`
		},
		sql`${opened} join decision_letter l on l.tender_id = ot.tender_id where l.sent_at is not null`
	),
	line(
		{
			at: sql`q.asked_at`,
			kind: 'debrief-question',
			direction: 'in',
			title,
			party: sql`ot.organisation_name`,
			diary: sql`d.diary_number`,
			path: below('/decision')
		},
		sql`${opened} join debrief q on q.tender_id = ot.tender_id where true`
	),
	line(
		{
			at: sql`q.answered_at`,
			kind: 'debrief-answer',
			direction: 'out',
			title,
			party: sql`ot.organisation_name`,
			diary: sql`d.diary_number`,
			path: below('/decision')
		},
		sql`${opened} join debrief q on q.tender_id = ot.tender_id where q.answered_at is not null`
	),
	line(
		{
			at: sql`v.registered_at`,
			kind: 'review',
			direction: 'in',
			title,
			party: sql`v.court`,
			diary: sql`coalesce(d.diary_number, pub.diary_number)`,
			path: below('/decision')
		},
		sql`${round} join review_application v on v.round_id = r.id where true`
	),
	line(
		{
			at: sql`x.reported_at`,
			kind: 'phase-report',
			direction: 'in',
			title,
			party: sql`org.name`,
			diary: sql`d.diary_number`,
			path: below('/gate')
		},
		sql`${round} join award a on a.round_id = r.id join phase_report x on x.award_id = a.id
			join organisation org on org.id = a.organisation_id where true`
	),
	line(
		{
			at: sql`g.decided_at`,
			kind: 'phase-gate',
			direction: 'made',
			title,
			diary: sql`coalesce(g.diary_number, d.diary_number)`,
			path: below('/gate')
		},
		sql`${round} join phase_gate g on g.round_id = r.id where true`
	)
];

type Line = (columns: LineColumns, from: RawBuilder<unknown>) => RawBuilder<unknown>;

defineRegisterLines('procurements', (scope) => {
	const line: Line = (columns, from) => lineSql(scope, columns, from);
	return union([
		...published(line),
		...questions(line),
		...tenders(line),
		...written(line),
		...decisions(line)
	]);
});
