import {
	accessRound,
	heldRound,
	openingProtocol,
	openingState,
	seeTenderers
} from '#capabilities/procurements/index.ts';
import { requirePerson } from '#platform/access/index.ts';
import { roundOf } from '../../../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const ref = roundOf(params);
	const { round } = await accessRound(ctx, ref);
	if (round.openedAt) {
		await accessRound(ctx, ref, seeTenderers);
		const { opening, tenders } = await openingProtocol(ctx, ref);
		return { state: null, protocol: { opening, tenders }, mine: null };
	}
	const { state } = await openingState(ctx, ref);
	const held = await heldRound(ctx.db, requirePerson(ctx), round.id);
	return {
		state: { ...state, holders: state.holders.map(({ personId: _, ...one }) => one) },
		protocol: null,
		mine: held ? round.id : null
	};
};
