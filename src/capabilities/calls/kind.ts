import { sql, type SqlBool } from 'kysely';
import { z } from 'zod';
import {
	createActivity,
	type ActivityKind,
	type ChainNote,
	type Facts,
	type Figure,
	type NextStep
} from '#capabilities/initiatives/index.ts';
import { localTextSchema, toText } from '#platform/i18n/text.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { json } from '#platform/server/db/json.ts';
import { contentSchema, type Content } from './form.ts';
import { personal } from './server/personal.ts';
import { manageCalls, stateSql, toContent } from './server/access.ts';

const exported = z.array(
	z.strictObject({
		content: contentSchema,
		summary: z.strictObject({ heard: localTextSchema, changes: localTextSchema }).nullable()
	})
);
type Exported = z.infer<typeof exported>;

/** Requests for information as a kind of activity. */
export const rfiKind: ActivityKind<Exported> = {
	key: 'rfi',
	name: 'rfi.kind',
	several: true,
	path: (id) => `/rfi/${id}`,
	invites: { label: 'rfi.chain.action', path: (id) => `/rfi/${id}` },
	permissions: ['rfi.manage', 'rfi.read-answers', 'rfi.draft-answer'],
	facts: [
		{
			key: 'rfi.published',
			type: 'boolean',
			condition: 'rfi.fact.published',
			lacking: 'rfi.fact.published.lacking'
		},
		{ key: 'rfi.closed', type: 'boolean', condition: 'rfi.fact.closed', lacking: 'rfi.fact.closed.lacking' },
		{
			key: 'rfi.summary-published',
			type: 'boolean',
			condition: 'rfi.fact.summary',
			lacking: 'rfi.fact.summary.lacking'
		},
		{ key: 'rfi.answers', type: 'number', condition: 'rfi.fact.answers', lacking: 'rfi.fact.answers.lacking' }
	],
	computeFacts,
	chainNotes,
	figures,
	nextSteps,
	organisationsTakingPart,
	newsKinds: ['invitation', 'deadline', 'question', 'insight', 'progress', 'decision'],
	exported,
	exportFrom: async (db, initiativeId) => {
		const rows = await db
			.selectFrom('rfi as r')
			.leftJoin('rfi_summary as s', 's.rfi_id', 'r.id')
			.select(['r.draft', 's.heard', 's.changes'])
			.where('r.initiative_id', '=', initiativeId)
			.orderBy('r.created_at')
			.execute();
		return rows.map((row) => {
			const [heard, changes] = [toText(row.heard), toText(row.changes)];
			return {
				content: { ...toContent(row.draft), documents: [] },
				summary: heard && changes ? { heard, changes } : null
			};
		});
	},
	importInto: async (tx, ctx, initiativeId, data) => {
		for (const { content, summary } of data) {
			const id = await createActivity(tx, ctx, {
				initiativeId,
				kind: 'rfi',
				title: content.title as Content['title']
			});
			await tx
				.insertInto('rfi')
				.values({
					id,
					initiative_id: initiativeId,
					draft: json(content),
					created_by: ctx.actor.personId,
					created_at: sql`clock_timestamp()`
				})
				.execute();
			if (!summary) continue;
			const values = {
				rfi_id: id,
				heard: json(summary.heard),
				changes: json(summary.changes)
			};
			await tx.insertInto('rfi_summary').values(values).execute();
		}
	},
	personal
};

/** How each stands: asked for by many pages, so without its long texts. */
async function calls(db: DbOrTx, initiativeIds: readonly string[]) {
	if (initiativeIds.length === 0) return [];
	const rows = await db
		.selectFrom('rfi as r')
		.innerJoin('activity as a', 'a.id', 'r.id')
		.innerJoin('initiative as i', 'i.id', 'r.initiative_id')
		.leftJoin('rfi_closing as c', 'c.rfi_id', 'r.id')
		.leftJoin('rfi_version as v', (join) =>
			join
				.onRef('v.rfi_id', '=', 'r.id')
				.on('v.number', '=', sql<number>`(select max(number) from rfi_version where rfi_id = r.id)`)
		)
		.select(['r.id', 'r.initiative_id', 'i.slug', 'a.phase', 'r.answers_until'])
		.select(['c.closed_as', 'c.answers', stateSql.as('state')])
		.select(sql<boolean>`exists (select from rfi_summary_version y where y.rfi_id = r.id)`.as('summarised'))
		.select(
			sql<number>`(select count(*) from rfi_enquiry e where e.rfi_id = r.id and e.release_id is null)`.as(
				'waiting'
			)
		)
		.where(sql<SqlBool>`r.initiative_id = any(${uuids(initiativeIds)})`)
		.orderBy('r.created_at')
		.execute();
	return rows.map((row) => ({ ...row, waiting: Number(row.waiting) }));
}
type CallOfInitiative = Awaited<ReturnType<typeof calls>>[number];

function grouped<T>(
	ids: readonly string[],
	rows: CallOfInitiative[],
	make: (rows: CallOfInitiative[]) => T
): Map<string, T> {
	return new Map(ids.map((id) => [id, make(rows.filter((row) => row.initiative_id === id))]));
}

/** Before the deadline the number of answers is nobody's business: the fact counts only closed calls. */
async function computeFacts(db: DbOrTx, ids: readonly string[]): Promise<Map<string, Facts>> {
	return grouped(ids, await calls(db, ids), (rows) => ({
		'rfi.published': rows.some((row) => row.state !== 'draft' && row.state !== 'cancelled'),
		'rfi.closed': rows.some((row) => row.state === 'closed'),
		'rfi.summary-published': rows.some((row) => row.summarised),
		'rfi.answers': rows.reduce((sum, row) => sum + (row.closed_as === 'deadline' ? row.answers! : 0), 0)
	}));
}

async function chainNotes(db: DbOrTx, ids: readonly string[]): Promise<Map<string, ChainNote[]>> {
	return grouped(ids, await calls(db, ids), (rows) => rows.flatMap((row) => noteOf(row) ?? []));
}

function noteOf(row: CallOfInitiative): ChainNote | null {
	if (row.state === 'draft') return null;
	const path = `/initiatives/${row.slug}/rfi/${row.id}`;
	const until = row.answers_until!;
	const base = { phase: row.phase, path, params: { until: +until } };
	if (row.state === 'cancelled') return { ...base, text: 'rfi.chain.cancelled' };
	if (row.summarised) return { ...base, text: 'rfi.chain.summary' };
	if (row.state === 'closed') return { ...base, text: 'rfi.chain.closed' };
	return { ...base, text: 'rfi.chain.open', action: { label: 'rfi.chain.action', path, until } };
}

async function figures(db: DbOrTx, ids: readonly string[]): Promise<Map<string, Figure[]>> {
	return grouped(ids, await calls(db, ids), (rows) => {
		const closed = rows.filter((row) => row.closed_as === 'deadline');
		const value = closed.reduce((sum, row) => sum + row.answers!, 0);
		return closed.length > 0 ? [{ label: 'rfi.figure.answers' as const, value, kind: 'count' as const }] : [];
	});
}

async function nextSteps(db: DbOrTx, ids: readonly string[]): Promise<Map<string, NextStep[]>> {
	return grouped(ids, await calls(db, ids), (rows) => rows.flatMap((row) => stepsOf(row)));
}

function stepsOf(row: CallOfInitiative): NextStep[] {
	const work = `/work/rfi/${row.id}`;
	const step = (text: NextStep['text'], path: string, rest: Partial<NextStep> = {}): NextStep => ({
		activityId: row.id,
		text,
		path,
		may: manageCalls,
		...rest
	});
	if (row.state === 'draft') return [step('rfi.next.publish', work)];
	if (row.state === 'cancelled') return [];
	if (row.state === 'closed') return row.summarised ? [] : [step('rfi.next.summary', `${work}/summary`)];
	const waiting = { params: { count: row.waiting }, dueAt: row.answers_until };
	return row.waiting > 0 ? [step('rfi.next.enquiries', `${work}/enquiries`, waiting)] : [];
}

/** Only those who agreed to be named, and only after the deadline. */
async function organisationsTakingPart(db: DbOrTx, ids: readonly string[]): Promise<Map<string, string[]>> {
	const found = new Map<string, string[]>(ids.map((id) => [id, []]));
	if (ids.length === 0) return found;
	const rows = await db
		.selectFrom('rfi_answer as a')
		.innerJoin('rfi as r', 'r.id', 'a.rfi_id')
		.innerJoin('rfi_closing as c', 'c.rfi_id', 'r.id')
		.innerJoin('rfi_submission as s', 's.answer_id', 'a.id')
		.select(['r.initiative_id', 'a.organisation_id'])
		.distinct()
		.where(sql<SqlBool>`r.initiative_id = any(${uuids(ids)})`)
		.where('c.closed_as', '=', 'deadline')
		.where('s.ended_at', 'is', null)
		.where('a.listed', '=', true)
		.execute();
	for (const row of rows) found.get(row.initiative_id)!.push(row.organisation_id);
	return found;
}
