import { z } from 'zod';
import { formAction } from '#platform/server/http/form-action.ts';
import { accessInitiative, followInitiative, publicInitiative } from '#capabilities/initiatives/index.ts';
import { readPublished } from '#capabilities/challenges/index.ts';
import { isSignedIn } from '#platform/access/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const page = await publicInitiative(ctx, params.slug);
	const challenge = await readPublished(ctx, page.run);
	const { run, ...rest } = page;
	return {
		...rest,
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
			change: challenge.content.texts.change ?? null,
			decision: challenge.decision && {
				takenBy: challenge.decision.takenBy,
				body: challenge.decision.body,
				decidedOn: challenge.decision.decidedOn,
				diaryNumber: challenge.decision.diaryNumber,
				minutesFile: challenge.decision.minutesFile,
				minutesName: challenge.decision.minutesName
			}
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
