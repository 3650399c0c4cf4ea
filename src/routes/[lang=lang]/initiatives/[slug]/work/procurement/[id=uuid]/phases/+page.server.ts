import { z } from 'zod';
import { procureForInitiative } from '#capabilities/initiatives/index.ts';
import { accessProcurement, addRound, removeLastRound } from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { pathOf, refOf } from '../../ref.ts';

export const actions = {
	add: formAction({
		id: 'add',
		schema: z.object({}),
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, _data, { params }) => {
			const number = await addRound(ctx, refOf(params));
			return { to: pathOf(ctx.lang, params, `/phases/${number}`), flash: 'procurement.phase.added' };
		}
	}),
	remove: formAction({
		id: 'remove',
		schema: z.object({}),
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, _data, { params }) => {
			await removeLastRound(ctx, refOf(params));
			return { to: pathOf(ctx.lang, params, '/phases'), flash: 'procurement.phase.removed' };
		}
	})
};
