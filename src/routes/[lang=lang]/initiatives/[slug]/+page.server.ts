import { z } from 'zod';
import { formAction } from '#platform/server/http/form-action.ts';
import { accessInitiative, followInitiative, publicInitiative } from '#capabilities/initiatives/index.ts';
import { publicMoney } from '#capabilities/agreements/index.ts';
import { readPublished } from '#capabilities/challenges/index.ts';
import { listIndicators } from '#capabilities/effects/index.ts';
import { heardOf } from '#capabilities/insights/index.ts';
import { isSignedIn } from '#platform/access/index.ts';
import { moneyLines } from './money.ts';
import { withMinutes } from './papers.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const page = await publicInitiative(ctx, params.slug);
	const { run, ...rest } = page;
	const [challenge, heard, money, indicators] = await Promise.all([
		readPublished(ctx, run),
		heardOf(ctx.db, run.id),
		publicMoney(ctx.db, run.id),
		listIndicators(ctx.db, run.id, 'public')
	]);
	return {
		...rest,
		phases: withMinutes(page.phases, challenge?.decision ?? null),
		heard,
		indicators,
		money: moneyLines(page, money),
		signedIn: isSignedIn(ctx.actor),
		run: {
			slug: run.slug,
			title: run.title,
			summary: run.summary,
			owner: { name: run.organisationName, slug: run.organisationSlug },
			municipality: run.municipality,
			county: run.county,
			placeName: run.placeName,
			themes: run.themes,
			budgetMinor: run.budgetMinor,
			currency: run.currency,
			publishedAt: run.publishedAt,
			closedAt: run.closedAt,
			closedAs: run.closedAs
		},
		challenge: challenge && {
			problem: challenge.content.texts.problem ?? null,
			whom: challenge.content.texts.whom ?? null,
			change: challenge.content.texts.change ?? null
		}
	};
};

export const actions = {
	follow: formAction({
		id: 'follow',
		schema: z.object({ follow: z.enum(['yes', 'no']) }),
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!),
		run: async (ctx, { follow }, { params }) => {
			await followInitiative(ctx, params.slug!, follow === 'yes');
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}`,
				flash: follow === 'yes' ? 'initiatives.follow.done' : 'initiatives.follow.ended'
			};
		}
	})
};
