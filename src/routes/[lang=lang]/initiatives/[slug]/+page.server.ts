import { z } from 'zod';
import { formAction } from '#platform/server/http/form-action.ts';
import { accessInitiative, followInitiative, readersParts } from '#capabilities/initiatives/index.ts';
import { isSignedIn } from '#platform/access/index.ts';
import { asPart } from '#platform/server/http/page-bytes.ts';
import { sameForEverybody } from './everybody.ts';
import { told } from './told.ts';

export const load = async ({ locals, params }) => {
	const { ctx } = locals;
	const found = await accessInitiative(ctx, params.slug);
	const [everybody, own] = await Promise.all([sameForEverybody(ctx, found), readersParts(ctx, found)]);
	const { run, mayWork, followers } = own;
	const { above, body } = told({ run, everybody }, ctx.lang);
	return {
		told: { above: asPart(locals, above), body: asPart(locals, body) },
		mayWork,
		followers,
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
			publishedAt: run.publishedAt,
			closedAt: run.closedAt
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
