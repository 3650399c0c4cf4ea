import { sql } from 'kysely';
import { AppError, notFound, refuse } from '#platform/errors/index.ts';
import type { Lang } from '#platform/i18n/index.ts';
import { newText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { json } from '#platform/server/db/json.ts';
import { poke } from '#platform/server/live/index.ts';
import { announce } from '#platform/server/news/index.ts';
import { accessInitiative, facilitateInitiative, type Initiative } from '#capabilities/initiatives/index.ts';
import { maskPassages, type InsightKind, type Scope } from '../rules.ts';
import { lockSessionsOf, tellWalls } from './wall.ts';

export interface Insight {
	id: string;
	words: string;
	original: string | null;
	wording: number;
	lang: string;
	translations: Partial<Record<Lang, { text: string; of: number }>>;
	mergedInto: string | null;
	releasedAt: Date | null;
}

/** Changes insights of one initiative in one transaction, and tells the walls that show them. */
export async function changeInsights(
	ctx: Context,
	slug: string,
	ids: string[],
	action: string,
	change: (
		tx: Tx,
		run: Initiative,
		insights: Insight[]
	) => Promise<{ wall?: 'change' | 'hide' | 'show'; data?: object } | void>
): Promise<void> {
	const run = await accessInitiative(ctx, slug, facilitateInitiative);
	const topics = await ctx.db.transaction().execute(async (tx) => {
		const sessions = await lockSessionsOf(tx, ids);
		const insights = await lockInsights(tx, run.id, ids);
		const { wall, data } = (await change(tx, run, insights)) ?? {};
		const told = wall ? await tellWalls(tx, sessions, ids, wall) : [];
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action,
			subject: ids.length === 1 ? `insight:${ids[0]}` : `initiative:${run.id}`,
			data: { ...data, ...(ids.length > 1 ? { ids } : {}) }
		});
		return told;
	});
	for (const topic of topics) poke(topic);
}

/** Rows of the initiative, locked in one order; an id of another initiative is not found. */
async function lockInsights(tx: Tx, initiativeId: string, ids: string[]): Promise<Insight[]> {
	const rows = await tx
		.selectFrom('insight')
		.select(['id', 'words', 'original', 'wording', 'lang', 'translations'])
		.select(['merged_into as mergedInto', 'released_at as releasedAt'])
		.where(sql<boolean>`id = any(${uuids(ids)})`)
		.where('initiative_id', '=', initiativeId)
		.orderBy('id')
		.forUpdate()
		.execute();
	if (rows.length !== new Set(ids).size) throw notFound();
	return rows as unknown as Insight[];
}

const checkWording = (insight: Insight, wording: number) => {
	if (insight.wording !== wording) throw new AppError('conflict', 'error.conflict');
};

export interface Wording {
	words: string;
	kind: InsightKind;
	scope: Scope;
	theme: string[];
	wording: number;
}

/** Edits how an insight reads and is sorted. What was written is kept beside it. */
export function editInsight(ctx: Context, slug: string, id: string, input: Wording): Promise<void> {
	return changeInsights(ctx, slug, [id], 'insight.edited', async (tx, _run, [insight]) => {
		checkWording(insight!, input.wording);
		const changed = insight!.words !== input.words;
		await tx
			.updateTable('insight')
			.set({
				kind: input.kind,
				scope: input.scope,
				themes: input.theme,
				...(changed
					? {
							words: input.words,
							original: insight!.original ?? insight!.words,
							wording: insight!.wording + 1
						}
					: {})
			})
			.where('id', '=', id)
			.execute();
		return { wall: 'change', data: { reworded: changed } };
	});
}

/** Covers passages that tell of a person. The words as written stay with the facilitators, and each look is logged. */
export function maskInsight(
	ctx: Context,
	slug: string,
	id: string,
	input: { passages: string; wording: number }
): Promise<void> {
	return changeInsights(ctx, slug, [id], 'insight.masked', async (tx, _run, [insight]) => {
		checkWording(insight!, input.wording);
		const passages = input.passages
			.split('\n')
			.map((line) => line.trim())
			.filter(Boolean);
		const masked = maskPassages(insight!.words, passages);
		if (masked === null)
			throw new AppError('invalid', 'form.error.failed', { fields: { passages: 'insights.error.passage' } });
		const translations = Object.fromEntries(
			Object.entries(insight!.translations).map(([lang, one]) => [
				lang,
				{ ...one, text: passages.reduce((text, passage) => maskPassages(text, [passage]) ?? text, one!.text) }
			])
		);
		await tx
			.updateTable('insight')
			.set({
				words: masked,
				original: insight!.original ?? insight!.words,
				wording: insight!.wording + 1,
				translations: json(translations)
			})
			.where('id', '=', id)
			.execute();
		return { wall: 'change', data: { passages: passages.length } };
	});
}

/** The words as written, for a facilitator; that somebody read them is logged. */
export async function readOriginal(ctx: Context, slug: string, id: string): Promise<string> {
	let original = '';
	await changeInsights(ctx, slug, [id], 'insight.original-read', async (_tx, _run, [insight]) => {
		original = insight!.original ?? insight!.words;
	});
	return original;
}

/** Puts an insight into another language; it is shown as stale when the wording changes. */
export function translateInsight(
	ctx: Context,
	slug: string,
	id: string,
	input: { into: Lang; text: string; wording: number }
): Promise<void> {
	return changeInsights(ctx, slug, [id], 'insight.translated', async (tx, _run, [insight]) => {
		checkWording(insight!, input.wording);
		refuse(insight!.lang === input.into ? 'insights.refuse.same-lang' : null);
		const translations = {
			...insight!.translations,
			[input.into]: { text: input.text, of: insight!.wording }
		};
		await tx
			.updateTable('insight')
			.set({ translations: json(translations) })
			.where('id', '=', id)
			.execute();
		return { data: { into: input.into } };
	});
}

/** Gathers insights that say the same under one of them. What was gathered before comes along. */
export function mergeInsights(ctx: Context, slug: string, ids: string[], into: string): Promise<void> {
	const others = ids.filter((id) => id !== into);
	if (others.length === 0) throw new AppError('invalid', 'insights.refuse.merge-one');
	return changeInsights(
		ctx,
		slug,
		[...new Set([...ids, into])],
		'insight.merged',
		async (tx, _run, insights) => {
			refuse(insights.find((one) => one.id === into)!.mergedInto ? 'insights.refuse.merge-target' : null);
			await tx
				.updateTable('insight')
				.set({ merged_into: into, merged_at: new Date() })
				.where((eb) => eb.or([eb('id', 'in', others), eb('merged_into', 'in', others)]))
				.execute();
			await recount(tx, [into, ...others]);
			return { wall: 'change', data: { into } };
		}
	);
}

/** Takes one insight out of what it was merged into. */
export function unmergeInsight(ctx: Context, slug: string, id: string): Promise<void> {
	return changeInsights(ctx, slug, [id], 'insight.unmerged', async (tx, _run, [insight]) => {
		refuse(insight!.mergedInto ? null : 'insights.refuse.not-merged');
		await tx
			.updateTable('insight')
			.set({ merged_into: null, merged_at: null })
			.where('id', '=', id)
			.execute();
		await recount(tx, [insight!.mergedInto!]);
		return { wall: 'show' };
	});
}

async function recount(tx: Tx, ids: string[]): Promise<void> {
	await sql`update insight set alike = (select count(*) from insight other where other.merged_into = insight.id)
		where id = any(${uuids(ids)})`.execute(tx);
}

/** Says what became of an insight; whoever left it finds the words by their link or on their phone. */
export function answerInsight(
	ctx: Context,
	slug: string,
	id: string,
	input: { textLang: Lang; outcome: string }
): Promise<void> {
	return changeInsights(ctx, slug, [id], 'insight.answered', async (tx, run) => {
		await tx
			.updateTable('insight')
			.set({
				outcome: json(newText(input.textLang, input.outcome)),
				outcome_at: new Date(),
				outcome_by: ctx.actor.personId
			})
			.where('id', '=', id)
			.execute();
		await tellAuthors(tx, ctx, run, id);
	});
}

async function tellAuthors(tx: Tx, ctx: Context, run: Initiative, id: string): Promise<void> {
	const rows = await tx
		.selectFrom('insight as i')
		.leftJoin('workshop_participant as p', 'p.id', 'i.participant_id')
		.select(sql<string | null>`coalesce(i.person_id, p.person_id)`.as('person'))
		.where((eb) => eb.or([eb('i.id', '=', id), eb('i.merged_into', '=', id)]))
		.execute();
	const persons = [...new Set(rows.flatMap((row) => (row.person ? [row.person] : [])))];
	if (persons.length === 0) return;
	await announce(tx, ctx.actor, {
		initiativeId: run.id,
		kind: 'insight',
		key: 'insights.news.answered',
		params: { title: run.title },
		path: '/c/mine',
		audience: 'persons',
		persons
	});
}
