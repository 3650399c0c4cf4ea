import { sql } from 'kysely';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { openMyWorkshop } from '#capabilities/workshops/index.ts';
import { fateOf, type Fate } from '../rules.ts';

export interface MyInsight {
	id: string;
	words: string;
	lang: string;
	createdAt: Date;
	fate: Fate;
	/** The wording it was gathered under. */
	gatheredUnder: { words: string; lang: string } | null;
	/** Where it was used, with its public page. */
	uses: { title: LocalText; path: string }[];
	/** Public page of the summary that rests on it. */
	summaryPath: string | null;
	outcome: LocalText | null;
	initiative: LocalText;
	slug: string;
}

type Owner = { device: string } | { participantId: string } | { personId: string };

/** What became of what one said: by the phone it was sent from (30 days), a personal link, or an account. */
export async function insightsOf(ctx: Context, owner: Owner): Promise<MyInsight[]> {
	ctx.access.decided = true;
	const rows = await ctx.db
		.selectFrom('insight as i')
		.innerJoin('initiative as run', 'run.id', 'i.initiative_id')
		.leftJoin('insight as target', 'target.id', 'i.merged_into')
		.select(['i.id', 'i.words', 'i.lang', 'i.created_at', 'i.published_at', 'i.released_at', 'i.hidden_at'])
		.select(['i.merged_into', 'run.title', 'run.slug', 'run.published_at as public'])
		.select(['target.words as target_words', 'target.lang as target_lang'])
		.select(sql<unknown>`coalesce(i.outcome, target.outcome)`.as('outcome'))
		.select(usesSql)
		.select(summarySql)
		.$if('device' in owner, (query) => query.where('i.device', '=', (owner as { device: string }).device))
		.$if('participantId' in owner, (query) =>
			query.where('i.participant_id', '=', (owner as { participantId: string }).participantId)
		)
		.$if('personId' in owner, (query) =>
			query.where('i.person_id', '=', (owner as { personId: string }).personId)
		)
		.orderBy('i.created_at', 'desc')
		.limit(200)
		.execute();
	return rows.map((row) => ({
		id: row.id,
		words: row.words,
		lang: row.lang,
		createdAt: row.created_at,
		fate: fateOf({
			usedElsewhere: row.uses.length > 0,
			inSummary: row.summary !== null,
			mergedInto: row.merged_into,
			publishedAt: row.published_at,
			releasedAt: row.released_at,
			hiddenAt: row.hidden_at
		}),
		gatheredUnder: row.target_words ? { words: row.target_words, lang: row.target_lang! } : null,
		uses: row.uses.map((use) => ({ title: toText(use.title)!, path: use.path })),
		summaryPath: row.summary && row.public ? `/initiatives/${row.slug}/insights` : null,
		outcome: toText(row.outcome),
		initiative: toText(row.title)!,
		slug: row.slug
	}));
}

// What was gathered under another shares its fate.
const usesSql = sql<
	{ title: unknown; path: string }[]
>`coalesce((select jsonb_agg(jsonb_build_object('title', u.title, 'path', u.path) order by u.at)
	from insight_use u where u.insight_id in (i.id, i.merged_into)), '[]')`.as('uses');
const summarySql = sql<string | null>`(select s.summary_id from insight_summary_source s
	join insight_summary m on m.id = s.summary_id and m.published_at is not null
	where s.insight_id in (i.id, i.merged_into) limit 1)`.as('summary');

/** For the holder of a personal link: what became of what they said. */
export async function insightsByLink(ctx: Context, token: string): Promise<MyInsight[]> {
	const { place } = await openMyWorkshop(ctx, token);
	return place ? insightsOf(ctx, { participantId: place.id }) : [];
}

export interface InsightUse {
	/** e.g. `rfi` */
	kind: string;
	subjectId: string;
	title: LocalText;
	/** Public path without language. */
	path: string;
}

/** Notes that insights were used for something, in the transaction that makes it public; their authors see it. */
export async function recordUse(tx: Tx, insightIds: string[], use: InsightUse): Promise<void> {
	if (insightIds.length === 0) return;
	await tx
		.insertInto('insight_use')
		.values(
			[...new Set(insightIds)].map((insight_id) => ({
				insight_id,
				kind: use.kind,
				subject_id: use.subjectId,
				title: json(use.title),
				path: use.path
			}))
		)
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

export interface UsableInsight {
	id: string;
	words: string;
	alike: number;
	kind: string;
	themes: string[];
}

/** Insights to build a request for information on: cited ones first, then those that most share. */
export async function usableInsights(
	ctx: Context,
	initiativeId: string,
	limit = 200
): Promise<UsableInsight[]> {
	const rows = await ctx.db
		.selectFrom('insight as i')
		.select(['i.id', 'i.words', 'i.lang', 'i.translations', 'i.alike', 'i.kind', 'i.themes'])
		.where('i.initiative_id', '=', initiativeId)
		.where('i.hidden_at', 'is', null)
		.where('i.merged_into', 'is', null)
		.orderBy(sql`exists (select from insight_summary_source s where s.insight_id = i.id)`, 'desc')
		.orderBy('i.alike', 'desc')
		.orderBy('i.created_at')
		.limit(limit)
		.execute();
	return rows.map(({ translations, lang, ...row }) => {
		const own = (translations as Record<string, { text: string }>)[ctx.lang];
		return { ...row, words: lang === ctx.lang ? row.words : (own?.text ?? row.words) };
	});
}
