import { sql, type SqlBool } from 'kysely';
import type { Lang } from '#platform/i18n/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { accessInitiative, type Initiative } from '#capabilities/initiatives/index.ts';
import type { InsightKind, Scope } from '../rules.ts';
import { readSummaries, type Summary } from './summary.ts';

export interface PublicVoice {
	id: string;
	words: string;
	lang: string;
	translations: Partial<Record<Lang, { text: string; of: number }>>;
	wording: number;
	kind: InsightKind;
	scope: Scope;
	themes: string[];
	alike: number;
}

export interface VoiceFilter {
	kind?: InsightKind[];
	scope?: Scope[];
	theme?: string[];
	page?: number;
}

export const VOICES_PER_PAGE = 20;

export interface Tally {
	theme: string;
	kind: InsightKind;
	scope: Scope;
	n: number;
}

/** What is published of one initiative's insights: the summary and the voices, those that most share first. */
export async function publicInsights(
	ctx: Context,
	slug: string,
	filter: VoiceFilter = {}
): Promise<{
	initiative: Initiative;
	summary: Summary | null;
	earlier: Summary[];
	cited: PublicVoice[];
	voices: PublicVoice[];
	tally: Tally[];
	total: number;
	pages: number;
}> {
	const initiative = await accessInitiative(ctx, slug);
	const { published } = await readSummaries(ctx.db, initiative.id);
	const tally = await tallyOf(ctx.db, initiative.id);
	const narrowed = filter.kind?.length || filter.scope?.length || filter.theme?.length;
	const total = narrowed
		? await countVoices(ctx.db, initiative.id, filter)
		: tally.filter((row) => row.theme === '').reduce((sum, row) => sum + row.n, 0);
	return {
		initiative,
		summary: published[0] ?? null,
		earlier: published.slice(1),
		cited: published[0] ? await citedVoices(ctx.db, published[0].id) : [],
		voices: await readVoices(ctx.db, initiative.id, filter),
		tally,
		total,
		pages: Math.max(1, Math.ceil(total / VOICES_PER_PAGE))
	};
}

/** Everything that visitors may see; the partial indexes have the same condition. */
const isPublic = sql<SqlBool>`i.published_at is not null and i.hidden_at is null and i.merged_into is null`;

export function voices(db: DbOrTx) {
	return db
		.selectFrom('insight as i')
		.select(['i.id', 'i.words', 'i.lang', 'i.translations', 'i.wording', 'i.kind', 'i.scope', 'i.themes'])
		.select('i.alike')
		.where(isPublic);
}

/** Only the voices that a filter lets through. */
export function narrow<Query extends ReturnType<typeof voices>>(query: Query, filter: VoiceFilter): Query {
	return query
		.$if(Boolean(filter.kind?.length), (q) => q.where('i.kind', 'in', filter.kind!))
		.$if(Boolean(filter.scope?.length), (q) => q.where('i.scope', 'in', filter.scope!))
		.$if(Boolean(filter.theme?.length), (q) =>
			q.where(sql<SqlBool>`i.themes && ${filter.theme!}::text[]`)
		) as Query;
}

async function readVoices(db: DbOrTx, initiativeId: string, filter: VoiceFilter): Promise<PublicVoice[]> {
	const rows = await narrow(voices(db).where('i.initiative_id', '=', initiativeId), filter)
		.orderBy('i.alike', 'desc')
		.orderBy('i.created_at', 'desc')
		.limit(VOICES_PER_PAGE)
		.offset(((filter.page ?? 1) - 1) * VOICES_PER_PAGE)
		.execute();
	return rows as unknown as PublicVoice[];
}

async function countVoices(db: DbOrTx, initiativeId: string, filter: VoiceFilter): Promise<number> {
	const { rows } = await sql<{ n: number }>`select count(*)::int as n from (${narrow(
		voices(db).where('i.initiative_id', '=', initiativeId),
		filter
	)}) as found`.execute(db);
	return rows[0]!.n;
}

async function citedVoices(db: DbOrTx, summaryId: string): Promise<PublicVoice[]> {
	const rows = await voices(db)
		.innerJoin('insight_summary_source as s', 's.insight_id', 'i.id')
		.where('s.summary_id', '=', summaryId)
		.orderBy('s.position')
		.limit(100)
		.execute();
	return rows as unknown as PublicVoice[];
}

/** Counts per theme ('' for all), kind and scope, from the running tally. */
async function tallyOf(db: DbOrTx, initiativeId: string): Promise<Tally[]> {
	const rows = await db
		.selectFrom('insight_tally')
		.select(['theme', 'kind', 'scope', 'n'])
		.where('initiative_id', '=', initiativeId)
		.where('n', '>', 0)
		.execute();
	return rows as Tally[];
}
