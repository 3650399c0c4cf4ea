import { workInInitiative } from '#capabilities/initiatives/index.ts';
import { accessRound, mayInRound, namesHidden, sightOf } from '#capabilities/procurements/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { roundOf } from '../../../ref.ts';

/** The round that every page below is about; nothing of its tenders is read here. */
export const load = async ({ locals: { ctx }, params, parent }) => {
	const access = await accessRound(ctx, roundOf(params), workInInitiative);
	const { round, procurement } = access;
	if (!round.publishedAt) throw new AppError('conflict', 'procurement.refuse.not-open');
	// Of a divided call, as the lot of this round has it.
	const cancellation = procurement.cancelledAt;
	return {
		round,
		procurement,
		cancellation,
		may: { ...(await parent()).may, ...(round.openedAt ? await mayInRound(ctx, access) : {}) },
		namesHidden: namesHidden(access),
		sight: await sightOf(ctx, access)
	};
};
