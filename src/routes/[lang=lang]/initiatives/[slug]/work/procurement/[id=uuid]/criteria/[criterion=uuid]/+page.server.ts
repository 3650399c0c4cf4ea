import { z } from 'zod';
import { procureForInitiative } from '#capabilities/initiatives/index.ts';
import { criterionForm } from '#capabilities/procurements/form.ts';
import { accessProcurement, removeCriterion, saveCriterion } from '#capabilities/procurements/index.ts';
import { notFound } from '#platform/errors/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { pathOf, refOf, untilPublished } from '../../../ref.ts';

export const load = async ({ locals: { ctx }, params, request }) => {
	const { procurement } = await accessProcurement(ctx, refOf(params), procureForInitiative);
	untilPublished(procurement, { request, params, lang: ctx.lang }, '/criteria');
	const criterion = procurement.criteria.find((one) => one.id === params.criterion);
	if (!criterion) throw notFound();
	return { criterion };
};

export const actions = {
	save: formAction({
		id: 'save',
		schema: criterionForm,
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, data, { params }) => {
			await saveCriterion(ctx, refOf(params), params.criterion!, data);
			return { to: pathOf(ctx.lang, params, '/criteria'), flash: 'procurement.saved' };
		}
	}),
	remove: formAction({
		id: 'remove',
		schema: z.object({}),
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, _data, { params }) => {
			await removeCriterion(ctx, refOf(params), params.criterion!);
			return { to: pathOf(ctx.lang, params, '/criteria'), flash: 'procurement.criterion.removed' };
		}
	})
};
