import { z } from 'zod';
import { localTextSchema, toText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { KINDS, MAX_WORDS, SCOPES } from '../rules.ts';
import { ensureCollection } from './collection.ts';

const exportedInsight = z.object({
	/** Index of the one it was gathered under. */
	mergedInto: z.number().int().nullable(),
	kind: z.enum(KINDS),
	scope: z.enum(SCOPES),
	lang: z.string(),
	/** As shown: what was masked never leaves. */
	words: z.string().max(MAX_WORDS * 2),
	wording: z.number().int(),
	translations: z.record(z.string(), z.object({ text: z.string(), of: z.number().int() })),
	themes: z.array(z.string()),
	table: z.number().int().nullable(),
	published: z.boolean(),
	hidden: z.boolean(),
	outcome: localTextSchema.nullable()
});
const exportedSummary = z.object({
	number: z.number().int(),
	body: localTextSchema,
	published: z.boolean(),
	/** Indexes of the insights it rests on, in order. */
	sources: z.array(z.number().int())
});
export const exportedInsights = z.object({
	insights: z.array(exportedInsight),
	summaries: z.array(exportedSummary)
});
export type ExportedInsights = z.output<typeof exportedInsights>;

/** Insights and summaries of an initiative: no devices, no persons, no words that were masked. */
export async function exportInsights(db: DbOrTx, initiativeId: string): Promise<ExportedInsights> {
	const rows = await db
		.selectFrom('insight')
		.selectAll()
		.where('initiative_id', '=', initiativeId)
		.orderBy('created_at')
		.orderBy('number')
		.orderBy('id')
		.execute();
	const place = new Map(rows.map((row, index) => [row.id, index]));
	const insights = rows.map((row) => ({
		mergedInto: row.merged_into ? place.get(row.merged_into)! : null,
		kind: row.kind,
		scope: row.scope,
		lang: row.lang,
		words: row.words,
		wording: row.wording,
		translations: row.translations,
		themes: row.themes,
		table: row.table_number,
		published: row.published_at !== null,
		hidden: row.hidden_at !== null,
		outcome: toText(row.outcome)
	}));
	return exportedInsights.parse({ insights, summaries: await exportSummaries(db, initiativeId, place) });
}

async function exportSummaries(db: DbOrTx, initiativeId: string, place: Map<string, number>) {
	const summaries = await db
		.selectFrom('insight_summary')
		.selectAll()
		.where('initiative_id', '=', initiativeId)
		.orderBy('number')
		.execute();
	const sources = await db
		.selectFrom('insight_summary_source as s')
		.innerJoin('insight_summary as m', 'm.id', 's.summary_id')
		.select(['s.summary_id', 's.insight_id'])
		.where('m.initiative_id', '=', initiativeId)
		.orderBy('s.position')
		.execute();
	return summaries.map((row) => ({
		number: row.number,
		body: toText(row.body),
		published: row.published_at !== null,
		sources: sources.filter((one) => one.summary_id === row.id).map((one) => place.get(one.insight_id)!)
	}));
}

export async function importInsights(
	tx: Tx,
	ctx: Context,
	initiativeId: string,
	data: ExportedInsights
): Promise<void> {
	if (data.insights.length + data.summaries.length === 0) return;
	await ensureCollection(tx, ctx, initiativeId);
	const start = Date.now() - data.insights.length;
	const ids: string[] = [];
	for (const [index, insight] of data.insights.entries())
		ids.push(await importOne(tx, initiativeId, insight, new Date(start + index)));
	for (const [index, { mergedInto }] of data.insights.entries())
		if (mergedInto !== null)
			await tx
				.updateTable('insight')
				.set({ merged_into: ids[mergedInto]!, merged_at: new Date() })
				.where('id', '=', ids[index]!)
				.execute();
	for (const summary of data.summaries) await importSummary(tx, ctx, initiativeId, summary, ids);
}

async function importOne(
	tx: Tx,
	initiativeId: string,
	insight: ExportedInsights['insights'][number],
	createdAt: Date
): Promise<string> {
	const row = await tx
		.insertInto('insight')
		.values({
			initiative_id: initiativeId,
			source: 'import',
			kind: insight.kind,
			scope: insight.scope,
			lang: insight.lang,
			words: insight.words,
			wording: insight.wording,
			translations: json(insight.translations),
			themes: insight.themes,
			table_number: insight.table,
			created_at: createdAt,
			published_at: insight.published ? new Date() : null,
			hidden_at: insight.hidden ? new Date() : null,
			outcome: insight.outcome ? json(insight.outcome) : null
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return row.id;
}

async function importSummary(
	tx: Tx,
	ctx: Context,
	initiativeId: string,
	summary: ExportedInsights['summaries'][number],
	ids: string[]
): Promise<void> {
	const { id } = await tx
		.insertInto('insight_summary')
		.values({
			initiative_id: initiativeId,
			number: summary.number,
			body: json(summary.body),
			created_by: ctx.actor.personId,
			published_at: summary.published ? new Date() : null
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	for (const [position, source] of summary.sources.entries())
		await tx
			.insertInto('insight_summary_source')
			.values({ summary_id: id, insight_id: ids[source]!, position })
			.execute();
}
