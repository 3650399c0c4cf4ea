import type { Context } from '#platform/server/context.ts';
import { accessInitiative, facilitateInitiative, type Initiative } from '#capabilities/initiatives/index.ts';
import { looksPersonal } from '../rules.ts';
import { readSummaries, type Summary } from './summary.ts';

export interface SourceLine {
	id: string;
	words: string;
	lang: string;
	alike: number;
	published: boolean;
	hidden: boolean;
	personal: boolean;
}

export interface SummaryPage {
	initiative: Initiative;
	draft: Summary | null;
	published: Summary[];
	sources: SourceLine[];
}

/** Writing "what we heard": the draft, what it rests on, and what is published already. */
export async function summaryPage(ctx: Context, slug: string): Promise<SummaryPage> {
	const initiative = await accessInitiative(ctx, slug, facilitateInitiative);
	const { draft, published } = await readSummaries(ctx.db, initiative.id);
	const shown = draft ?? published[0];
	return { initiative, draft, published, sources: shown ? await sourcesOf(ctx, shown.id) : [] };
}

async function sourcesOf(ctx: Context, summaryId: string): Promise<SourceLine[]> {
	const rows = await ctx.db
		.selectFrom('insight as i')
		.innerJoin('insight_summary_source as s', 's.insight_id', 'i.id')
		.select(['i.id', 'i.words', 'i.lang', 'i.alike', 'i.published_at', 'i.hidden_at'])
		.where('s.summary_id', '=', summaryId)
		.orderBy('s.position')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		words: row.words,
		lang: row.lang,
		alike: row.alike,
		published: row.published_at !== null,
		hidden: row.hidden_at !== null,
		personal: looksPersonal(row.words)
	}));
}
