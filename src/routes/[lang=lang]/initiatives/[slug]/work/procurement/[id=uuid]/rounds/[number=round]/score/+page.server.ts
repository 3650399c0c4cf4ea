import { z } from 'zod';
import { accessRound, myScores, scoreTenders, submitScores } from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { roundOf, roundPath } from '../../../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { tenders, scores, submittedAt, procurement, negotiating } = await myScores(ctx, roundOf(params));
	const wanted = procurement.criteria.length;
	return {
		submittedAt,
		negotiating,
		tenders: tenders.map((tender) => {
			const own = scores.filter((score) => score.tenderId === tender.id);
			return {
				id: tender.id,
				name: tender.organisationName,
				door: tender.door,
				given: own.length,
				outdated: own.some((score) => score.outdated),
				wanted
			};
		})
	};
};

export const actions = {
	default: formAction({
		schema: z.object({}),
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), scoreTenders),
		run: async (ctx, _data, { params }) => {
			await submitScores(ctx, roundOf(params));
			return { to: roundPath(ctx.lang, params, '/score'), flash: 'procurement.score.submitted' };
		}
	})
};
