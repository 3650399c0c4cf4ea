import { z } from 'zod';
import { procureForInitiative } from '#capabilities/initiatives/index.ts';
import { accessProcurement, addRound, removeLastRound } from '#capabilities/procurements/index.ts';
import { id } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { pathOf, refOf } from '../../ref.ts';

export const actions = {
	add: formAction({
		id: 'add',
		schema: z.object({ lot: id.optional() }),
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, { lot }, { params }) => {
			const number = await addRound(ctx, refOf(params), lot);
			return { to: pathOf(ctx.lang, params, `/phases/${number}`), flash: 'procurement.phase.added' };
		}
	}),
	remove: formAction({
		id: 'remove',
		schema: z.object({ lot: id.optional() }),
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, { lot }, { params }) => {
			await removeLastRound(ctx, refOf(params), lot);
			return { to: pathOf(ctx.lang, params, '/phases'), flash: 'procurement.phase.removed' };
		}
	})
};
