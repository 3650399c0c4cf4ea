import { sql } from 'kysely';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import {
	facilitateInitiative,
	type ActivityKind,
	type ChainNote,
	type Facts,
	type Figure,
	type NextStep
} from '#capabilities/initiatives/index.ts';
import { ensureCollection } from './server/collection.ts';
import {
	exportedInsights,
	exportInsights,
	importInsights,
	type ExportedInsights
} from './server/exchange.ts';
import { insightPersonal } from './server/retention.ts';

interface Counts {
	id: string;
	gathered: number;
	unread: number;
	summaries: number;
	drafts: number;
}

/** Two counts, each of which an index answers alone: together they would read every insight. */
async function countsOf(db: DbOrTx, initiativeIds: readonly string[]): Promise<Counts[]> {
	if (initiativeIds.length === 0) return [];
	const { rows } = await sql<Counts>`
		select w.id, s.summaries, s.drafts,
			(select count(*)::int from insight where initiative_id = w.id and hidden_at is null) as gathered,
			(select count(*)::int from insight where initiative_id = w.id
				and hidden_at is null and merged_into is null and published_at is null and themes = '{}') as unread
		from unnest(${uuids(initiativeIds)}) as w(id)
		cross join lateral (select count(published_at)::int as summaries, (count(*) - count(published_at))::int as drafts
			from insight_summary where initiative_id = w.id) s`.execute(db);
	return rows;
}

export const insightsKind: ActivityKind<ExportedInsights> = {
	key: 'insights',
	name: 'insights.kind.name',
	several: false,
	workPath: '/work/insights',
	async begin(tx, ctx, initiativeId) {
		await ensureCollection(tx, ctx, initiativeId);
	},
	path: () => '/work/insights',
	permissions: ['initiative.facilitate'],
	facts: [
		{
			key: 'insights.count',
			type: 'number',
			condition: 'insights.fact.count',
			lacking: 'insights.fact.count.lacking'
		},
		{
			key: 'insights.summary-published',
			type: 'boolean',
			condition: 'insights.fact.summary',
			lacking: 'insights.fact.summary.lacking'
		}
	],
	async computeFacts(db, initiativeIds) {
		const rows = await countsOf(db, initiativeIds);
		return new Map<string, Facts>(
			rows.map((row) => [
				row.id,
				{ 'insights.count': row.gathered, 'insights.summary-published': row.summaries > 0 }
			])
		);
	},
	async chainNotes(db, initiativeIds) {
		const notes = new Map<string, ChainNote[]>();
		for (const row of await countsOf(db, initiativeIds)) {
			if (row.summaries === 0 || row.gathered === 0) continue;
			const params = { n: row.gathered };
			notes.set(row.id, [{ phase: 'dialogue', text: 'insights.chain.heard', params, path: '/insights' }]);
		}
		return notes;
	},
	async figures(db, initiativeIds) {
		const rows = await countsOf(db, initiativeIds);
		const shown = rows.filter((row) => row.gathered > 0);
		return new Map<string, Figure[]>(
			shown.map((row) => [row.id, [{ label: 'insights.figure', value: row.gathered, kind: 'count' }]])
		);
	},
	async nextSteps(db, initiativeIds) {
		const steps = new Map<string, NextStep[]>();
		for (const row of await countsOf(db, initiativeIds)) {
			const own: NextStep[] = [];
			if (row.unread > 0)
				own.push({
					activityId: null,
					text: 'insights.next.read',
					params: { n: row.unread },
					path: '/work/insights?state=untagged',
					may: facilitateInitiative
				});
			if (row.gathered > 0 && (row.summaries === 0 || row.drafts > 0))
				own.push({
					activityId: null,
					text: row.drafts > 0 ? 'insights.next.publish' : 'insights.next.write',
					path: '/work/insights/summary',
					may: facilitateInitiative
				});
			steps.set(row.id, own);
		}
		return steps;
	},
	async organisationsTakingPart() {
		return new Map();
	},
	newsKinds: ['insight'],
	exported: exportedInsights,
	exportFrom: exportInsights,
	importInto: importInsights,
	personal: insightPersonal
};
