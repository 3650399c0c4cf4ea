import { z } from 'zod';
import {
	accessRound,
	confirmOpening,
	openingProtocol,
	openingState,
	openTenders,
	seeTenderers
} from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { roundOf, roundPath } from '../../../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const ref = roundOf(params);
	const { round } = await accessRound(ctx, ref);
	if (round.openedAt) {
		await accessRound(ctx, ref, seeTenderers);
		const { opening, tenders } = await openingProtocol(ctx, ref);
		return { state: null, protocol: { opening, tenders }, me: ctx.actor.personId };
	}
	const { state } = await openingState(ctx, ref);
	return { state, protocol: null, me: ctx.actor.personId };
};

export const actions = {
	default: formAction({
		schema: z.object({}),
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), openTenders),
		run: async (ctx, _data, { params }) => {
			const outcome = await confirmOpening(ctx, roundOf(params));
			return {
				to: roundPath(ctx.lang, params, '/opening'),
				flash: outcome === 'opened' ? 'procurement.opening.opened' : 'procurement.opening.waiting'
			};
		}
	})
};
