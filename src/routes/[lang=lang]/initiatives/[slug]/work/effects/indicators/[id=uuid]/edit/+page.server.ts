import { notFound } from '#platform/errors/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { editIndicator, listIndicators, listSteps } from '#capabilities/effects/index.ts';
import { indicatorForm } from '#capabilities/effects/form.ts';
import { accessInitiative, editInitiative } from '#capabilities/initiatives/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const run = await accessInitiative(ctx, params.slug, editInitiative);
	const [steps, indicators] = await Promise.all([
		listSteps(ctx.db, run.id),
		listIndicators(ctx.db, run.id, 'team')
	]);
	const indicator = indicators.find((one) => one.id === params.id);
	if (!indicator) throw notFound();
	return { steps, indicator };
};

export const actions = {
	default: formAction({
		schema: indicatorForm,
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, editInitiative),
		run: async (ctx, data, { params }) => {
			await editIndicator(ctx, params.slug!, params.id!, data);
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}/work/effects/indicators/${params.id}`,
				flash: 'effects.indicator.saved'
			};
		}
	})
};
