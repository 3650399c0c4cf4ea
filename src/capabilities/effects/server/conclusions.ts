import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import { newText, toText, writeText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import { json } from '#platform/server/db/json.ts';
import { announce } from '#platform/server/news/index.ts';
import {
	accessInitiative,
	editInitiative,
	leadInitiative,
	type Initiative
} from '#capabilities/initiatives/index.ts';
import type { ConclusionInput } from '../form.ts';

const chain = (run: Initiative) => `initiative:${run.id}` as const;
const pathOf = (run: Initiative) => `/initiatives/${run.slug}/effects`;

/** Writes what changed for whom, or did not. The newest is the one that counts; earlier ones stay. */
export async function writeConclusion(ctx: Context, slug: string, input: ConclusionInput): Promise<string> {
	const run = await accessInitiative(ctx, slug, editInitiative);
	return ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.insertInto('effect_conclusion')
			.values({
				initiative_id: run.id,
				verdict: input.verdict,
				body: json(newText(ctx.lang, input.body)),
				caveats: input.caveats ? json(newText(ctx.lang, input.caveats)) : null,
				written_by: ctx.actor.personId
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await audit(tx, ctx.actor, {
			chain: chain(run),
			action: 'conclusion.written',
			subject: `effect_conclusion:${row.id}`,
			data: { verdict: input.verdict }
		});
		return row.id;
	});
}

/** Adds or rewrites one language of a conclusion. */
export async function translateConclusion(
	ctx: Context,
	slug: string,
	id: string,
	input: { body: string; caveats?: string }
): Promise<void> {
	const run = await accessInitiative(ctx, slug, editInitiative);
	await ctx.db.transaction().execute(async (tx) => {
		const old = await tx
			.selectFrom('effect_conclusion')
			.selectAll()
			.where('id', '=', id)
			.where('initiative_id', '=', run.id)
			.forUpdate()
			.executeTakeFirst();
		if (!old) throw new AppError('not-found', 'error.not-found');
		const caveats = input.caveats
			? writeText(toText(old.caveats), ctx.lang, input.caveats)
			: toText(old.caveats);
		await tx
			.updateTable('effect_conclusion')
			.set({
				body: json(writeText(toText(old.body), ctx.lang, input.body)),
				caveats: caveats ? json(caveats) : null
			})
			.where('id', '=', id)
			.execute();
		await audit(tx, ctx.actor, {
			chain: chain(run),
			action: 'conclusion.translated',
			subject: `effect_conclusion:${id}`,
			data: { lang: ctx.lang }
		});
	});
}

export async function publishConclusion(ctx: Context, slug: string, id: string): Promise<void> {
	const run = await accessInitiative(ctx, slug, leadInitiative);
	await ctx.db.transaction().execute(async (tx) => {
		const done = await tx
			.updateTable('effect_conclusion')
			.set({ published_at: sql`now()` })
			.where('id', '=', id)
			.where('initiative_id', '=', run.id)
			.where('published_at', 'is', null)
			.returning('verdict')
			.executeTakeFirst();
		if (!done) throw new AppError('conflict', 'error.conflict');
		await announce(tx, ctx.actor, {
			initiativeId: run.id,
			kind: 'decision',
			key: 'effects.news.conclusion',
			params: { title: run.title },
			path: pathOf(run),
			audience: 'public',
			themes: run.themes
		});
		await audit(tx, ctx.actor, {
			chain: chain(run),
			action: 'conclusion.published',
			subject: `effect_conclusion:${id}`,
			data: { verdict: done.verdict }
		});
	});
}
