import { procureForInitiative } from '#capabilities/initiatives/index.ts';
import { extendForm } from '#capabilities/procurements/form.ts';
import { accessRound, extendDeadline, roundProgress } from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { roundOf, roundPath } from '../../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => ({
	progress: await roundProgress(ctx, roundOf(params))
});

export const actions = {
	default: formAction({
		schema: extendForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), procureForInitiative),
		run: async (ctx, data, { params }) => {
			await extendDeadline(ctx, roundOf(params), data);
			return { to: roundPath(ctx.lang, params), flash: 'procurement.extended' };
		}
	})
};
