import { sql, type RawBuilder } from 'kysely';
import { defineRegisterLines, lineSql, type LineColumns } from '#platform/server/register/index.ts';

const union = (parts: RawBuilder<unknown>[]) => sql.join(parts, sql` union all `);
const title = sql`t.title`;
const below = (rest: string) => sql`'/rfi/' || t.id || ${rest}`;
const work = (rest: string) => sql`'/work/rfi/' || t.id || ${rest}`;
/** Joins an `rfi_…` table, named x, to its call and initiative. */
const of = (table: string) =>
	sql`${sql.table(table)} x join activity t on t.id = x.rfi_id join initiative i on i.id = t.initiative_id where true`;
/** An organisation's answer, with its call. Nothing of it is a line before the closing. */
const answers = sql`rfi_answer a join organisation o on o.id = a.organisation_id join activity t on t.id = a.rfi_id
	join initiative i on i.id = t.initiative_id join rfi_closing c on c.rfi_id = t.id and c.closed_as = 'deadline'`;

// Answers count as received when the deadline has passed and the call is closed: until then they are shut to the owner.
// Who asked a question is not known to the owner, and not here.
defineRegisterLines('calls', (scope) => {
	const line = (columns: LineColumns, from: RawBuilder<unknown>) => lineSql(scope, columns, from);
	const at = (column: string) => sql.ref(`x.${column}`);
	return union([
		line(
			{ at: at('published_at'), kind: 'rfi-published', direction: 'out', title, path: below('') },
			sql`${of('rfi_version')} and x.number = 1`
		),
		line(
			{ at: at('published_at'), kind: 'rfi-amended', direction: 'out', title, path: below('/versions') },
			sql`${of('rfi_version')} and x.number > 1`
		),
		line(
			{ at: at('set_at'), kind: 'rfi-extended', direction: 'out', title, path: below('') },
			sql`${of('rfi_deadline')} and x.reason is not null`
		),
		line(
			{ at: at('closed_at'), kind: 'rfi-cancelled', direction: 'out', title, path: below('') },
			sql`${of('rfi_closing')} and x.closed_as = 'cancelled'`
		),
		line(
			{ at: at('asked_at'), kind: 'rfi-question', direction: 'in', title, path: work('/enquiries') },
			of('rfi_enquiry')
		),
		line(
			{ at: at('released_at'), kind: 'rfi-answers-out', direction: 'out', title, path: work('/enquiries') },
			of('rfi_release')
		),
		line(
			{ at: at('published_at'), kind: 'rfi-summary', direction: 'out', title, path: below('') },
			of('rfi_summary_version')
		),
		line(
			{
				at: sql`c.closed_at`,
				kind: 'rfi-answer',
				direction: 'in',
				title,
				party: sql`o.name`,
				path: sql`'/work/rfi/' || t.id || '/answers/' || a.id`,
				handedIn: sql`s.submitted_at`,
				secrecy: sql`case when exists (select 1 from jsonb_array_elements(s.content::jsonb -> 'answers') one
					where one ->> 'secret' is not null) then 'wish' end`
			},
			sql`${answers} join rfi_submission s on s.answer_id = a.id and s.ended_at is null where true`
		),
		line(
			{
				at: sql`f.sent_at`,
				kind: 'rfi-feedback',
				direction: 'out',
				title,
				party: sql`o.name`,
				path: sql`'/work/rfi/' || t.id || '/answers/' || a.id`
			},
			sql`${answers} join rfi_feedback f on f.answer_id = a.id where true`
		)
	]);
});
