import { z } from 'zod';
import { can } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	listConclusions,
	listIndicators,
	listSteps,
	mayReport,
	setUpEffects
} from '#capabilities/effects/index.ts';
import { accessInitiative, editInitiative, workInInitiative } from '#capabilities/initiatives/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const run = await accessInitiative(ctx, params.slug, workInInitiative);
	const [steps, indicators, conclusions] = await Promise.all([
		listSteps(ctx.db, run.id),
		listIndicators(ctx.db, run.id, 'team'),
		listConclusions(ctx.db, run.id)
	]);
	return {
		steps,
		indicators,
		conclusion: conclusions[0] ?? null,
		mayEdit: can(ctx.actor, editInitiative, run),
		mayReport: await mayReport(ctx, run)
	};
};

export const actions = {
	begin: formAction({
		schema: z.object({}),
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, editInitiative),
		run: async (ctx, _data, { params }) => {
			await setUpEffects(ctx, params.slug!);
			return { to: `/${ctx.lang}/initiatives/${params.slug}/work/effects`, flash: 'effects.begun' };
		}
	})
};
