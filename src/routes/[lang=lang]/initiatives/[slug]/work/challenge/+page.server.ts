import { z } from 'zod';
import { formAction } from '#platform/server/http/form-action.ts';
import { accessInitiative, editInitiative, leadInitiative } from '#capabilities/initiatives/index.ts';
import { challengeDesk, publishChallenge, saveVersion } from '#capabilities/challenges/index.ts';
import { TEXT_FIELDS } from '#capabilities/challenges/form.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const desk = await challengeDesk(ctx, params.slug);
	const other = ctx.lang === 'sv' ? 'en' : 'sv';
	const texts = TEXT_FIELDS.flatMap((field) => desk.challenge.content.texts[field] ?? []);
	const missing = texts.filter((text) => !text.t[other]).length;
	const stale = texts.filter((text) => text.o !== other && text.t[other] && (text.of?.[other] ?? 0) < text.v);
	return {
		content: desk.challenge.content,
		budgetMinor: desk.challenge.budgetMinor,
		versions: desk.versions.map(({ number, madeAt, id }) => ({ number, madeAt, id })),
		decision: desk.decision,
		publication: desk.publication,
		requests: desk.requests.filter((request) => request.endedAt === null),
		lacking: desk.lacking,
		mayWrite: desk.mayWrite,
		mayEdit: desk.mayEdit,
		mayDecide: desk.mayDecide,
		mayPublish: desk.mayPublish,
		changedSinceDecision: desk.changedSinceDecision,
		changedSincePublication: desk.changedSincePublication,
		translation: { other, written: texts.length, missing, stale: stale.length }
	};
};

const here = (lang: string, slug: string) => `/${lang}/initiatives/${slug}/work/challenge`;

export const actions = {
	keep: formAction({
		id: 'keep',
		schema: z.object({}),
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, editInitiative),
		run: async (ctx, _data, { params }) => {
			const { number } = await saveVersion(ctx, params.slug!);
			return { to: here(ctx.lang, params.slug!), flash: 'challenges.desk.kept', params: { number } };
		}
	}),
	publish: formAction({
		id: 'publish',
		schema: z.object({}),
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, leadInitiative),
		run: async (ctx, _data, { params }) => {
			await publishChallenge(ctx, params.slug!);
			return { to: here(ctx.lang, params.slug!), flash: 'challenges.desk.now-published' };
		}
	})
};
