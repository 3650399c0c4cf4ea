import { formAction } from '#platform/server/http/form-action.ts';
import { addIndicator, listSteps } from '#capabilities/effects/index.ts';
import { indicatorForm } from '#capabilities/effects/form.ts';
import { accessInitiative, editInitiative } from '#capabilities/initiatives/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const run = await accessInitiative(ctx, params.slug, editInitiative);
	return { steps: await listSteps(ctx.db, run.id) };
};

export const actions = {
	default: formAction({
		schema: indicatorForm,
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, editInitiative),
		run: async (ctx, data, { params }) => {
			const id = await addIndicator(ctx, params.slug!, data);
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}/work/effects/indicators/${id}`,
				flash: 'effects.indicator.saved'
			};
		}
	})
};
