import { procureForInitiative } from '#capabilities/initiatives/index.ts';
import { priceForm } from '#capabilities/procurements/form.ts';
import { accessProcurement, relativeExample, savePrice } from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { pathOf, refOf, untilPublished } from '../../../ref.ts';

export const load = async ({ locals: { ctx }, params, request }) => {
	const { procurement } = await accessProcurement(ctx, refOf(params), procureForInitiative);
	untilPublished(procurement, { request, params, lang: ctx.lang }, '/criteria');
	return { example: relativeExample(procurement) };
};

export const actions = {
	default: formAction({
		schema: priceForm,
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, data, { params }) => {
			await savePrice(ctx, refOf(params), data);
			return { to: pathOf(ctx.lang, params, '/criteria'), flash: 'procurement.saved' };
		}
	})
};
