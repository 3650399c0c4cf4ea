import { sql } from 'kysely';
import {
	answerInsight,
	changeMany,
	citeInsights,
	mergeInsights,
	publishSummary,
	saveSummary,
	translateInsight,
	typeInPaper
} from '#capabilities/insights/index.ts';
import type { Theme } from '#platform/themes/index.ts';
import type { Run } from './steps.ts';
import type { Both, World } from './world.ts';

export interface Heard {
	kind: 'observation' | 'need' | 'idea' | 'obstacle' | 'question';
	scope: 'local' | 'national';
	words: Both;
	theme: Theme;
	/** Others who said nearly the same. */
	alike?: string[];
}

/** What was said, typed in from paper, tagged, translated, and published with the summary that rests on it. */
export async function insights(
	world: World,
	run: Run,
	workshopId: string,
	heard: Heard[],
	summary: Both
): Promise<void> {
	const ctx = await world.as(run.lead);
	for (const one of heard) {
		await typeInPaper(ctx, run.slug, workshopId, {
			lines: [one.words[0], ...(one.alike ?? [])].join('\n'),
			kind: one.kind,
			scope: one.scope,
			lang: 'sv',
			table: undefined
		});
	}
	const rows = await world.db
		.selectFrom('insight')
		.select(['id', 'words', 'wording'])
		.where('initiative_id', '=', run.id)
		.execute();
	const idOf = (words: string) => rows.find((row) => row.words === words)!.id;
	for (const one of heard) {
		const main = idOf(one.words[0]);
		await translateInsight(ctx, run.slug, main, {
			into: 'en',
			text: one.words[1],
			wording: rows.find((row) => row.id === main)!.wording
		});
		if (one.alike?.length) await mergeInsights(ctx, run.slug, [main, ...one.alike.map(idOf)], main);
	}
	for (const theme of new Set(heard.map((one) => one.theme))) {
		const insight = heard.filter((one) => one.theme === theme).map((one) => idOf(one.words[0]));
		await changeMany(ctx, run.slug, { insight, act: 'tag', theme });
	}
	const all = heard.map((one) => idOf(one.words[0]));
	await changeMany(ctx, run.slug, { insight: all, act: 'publish' });
	await citeInsights(ctx, run.slug, all.slice(0, 6));
	for (const lang of [0, 1] as const) {
		const { rows: draft } = await sql<{
			revision: number;
		}>`select revision from insight_summary where initiative_id = ${run.id} and published_at is null`.execute(
			world.db
		);
		const textLang = (['sv', 'en'] as const)[lang];
		await saveSummary(await world.as(run.lead, textLang), run.slug, {
			textLang,
			body: summary[lang],
			revision: draft[0]?.revision ?? 0
		});
	}
	await publishSummary(ctx, run.slug);
	await answerInsight(ctx, run.slug, all[0]!, {
		textLang: 'sv',
		outcome: 'Det här blev en av frågorna i vår RFI.'
	});
}
