import { procureForInitiative, workInInitiative } from '#capabilities/initiatives/index.ts';
import { lotForm, lotRulesForm } from '#capabilities/procurements/form.ts';
import { accessProcurement, addLot, saveLotRules } from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { pathOf, refOf } from '../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	await accessProcurement(ctx, refOf(params), workInInitiative);
};

export const actions = {
	add: formAction({
		id: 'add',
		schema: lotForm,
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, data, { params }) => {
			await addLot(ctx, refOf(params), data);
			return { to: pathOf(ctx.lang, params, '/lots'), flash: 'lots.added' };
		}
	}),
	rules: formAction({
		id: 'rules',
		schema: lotRulesForm,
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, data, { params }) => {
			await saveLotRules(ctx, refOf(params), data);
			return { to: pathOf(ctx.lang, params, '/lots'), flash: 'procurement.saved' };
		}
	})
};
