import { procureForInitiative } from '#capabilities/initiatives/index.ts';
import { lotForm, removeLotForm } from '#capabilities/procurements/form.ts';
import { accessProcurement, lotOf, removeLot, saveLot } from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { pathOf, refOf, untilPublished } from '../../../ref.ts';

export const load = async ({ locals: { ctx }, params, request }) => {
	const { procurement } = await accessProcurement(ctx, refOf(params), procureForInitiative);
	untilPublished(procurement, { request, params, lang: ctx.lang }, '/lots');
	return { lot: lotOf(procurement, params.lot) };
};

export const actions = {
	save: formAction({
		id: 'save',
		schema: lotForm,
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, data, { params }) => {
			await saveLot(ctx, refOf(params), params.lot!, data);
			return { to: pathOf(ctx.lang, params, '/lots'), flash: 'procurement.saved' };
		}
	}),
	remove: formAction({
		id: 'remove',
		schema: removeLotForm,
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, { revision }, { params }) => {
			await removeLot(ctx, refOf(params), params.lot!, revision);
			return { to: pathOf(ctx.lang, params, '/lots'), flash: 'lots.removed' };
		}
	})
};
