import { freezeForm } from '#capabilities/procurements/form.ts';
import {
	accessRound,
	changesOf,
	freezeOf,
	freezeScores,
	leadEvaluation,
	sideBySide
} from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { roundOf, roundPath } from '../../../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { tenders, ready, scores, consensus, round } = await sideBySide(ctx, roundOf(params));
	const open = tenders.filter((tender) => tender.door === 'open').map((tender) => tender.id);
	return {
		tenders,
		ready,
		scores,
		consensus,
		freeze: await freezeOf(ctx.db, round.id),
		changes: await changesOf(ctx.db, open)
	};
};

export const actions = {
	default: formAction({
		schema: freezeForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, data, { params }) => {
			await freezeScores(ctx, roundOf(params), data);
			return { to: roundPath(ctx.lang, params, '/decision'), flash: 'procurement.consensus.frozen' };
		}
	})
};
