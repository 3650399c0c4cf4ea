import { listConclusions, listIndicators, listSteps } from '#capabilities/effects/index.ts';
import { accessInitiative } from '#capabilities/initiatives/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const run = await accessInitiative(ctx, params.slug);
	const [steps, indicators, conclusions] = await Promise.all([
		listSteps(ctx.db, run.id),
		listIndicators(ctx.db, run.id, 'public'),
		listConclusions(ctx.db, run.id)
	]);
	return {
		run: { slug: run.slug, title: run.title, organisation: run.organisationName },
		steps,
		indicators,
		conclusion: conclusions.find((one) => one.publishedAt) ?? null
	};
};
