import { procureForInitiative, workInInitiative } from '#capabilities/initiatives/index.ts';
import { roundForm } from '#capabilities/procurements/form.ts';
import { accessRound, saveRound } from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { pathOf, roundOf } from '../../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { round } = await accessRound(ctx, roundOf(params), workInInitiative);
	return { round };
};

export const actions = {
	default: formAction({
		schema: roundForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), procureForInitiative),
		run: async (ctx, data, { params }) => {
			await saveRound(ctx, roundOf(params), data);
			return { to: pathOf(ctx.lang, params, '/phases'), flash: 'procurement.saved' };
		}
	})
};
