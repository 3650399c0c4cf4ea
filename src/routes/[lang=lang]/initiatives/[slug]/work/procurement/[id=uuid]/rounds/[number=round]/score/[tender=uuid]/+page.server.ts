import { z } from 'zod';
import {
	accessRound,
	myScores,
	readTender,
	saveScores,
	scoreTenders
} from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { roundOf, roundPath } from '../../../../../ref.ts';
import { scoresFrom } from '../../scores.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const mine = await myScores(ctx, roundOf(params));
	const { tender } = await readTender(ctx, roundOf(params), params.tender);
	const scores = mine.scores.filter((score) => score.tenderId === tender.id);
	return { tender, scores, submittedAt: mine.submittedAt, negotiating: mine.negotiating };
};

export const actions = {
	default: formAction({
		schema: z.object({}),
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), scoreTenders),
		run: async (ctx, _data, { params }, form) => {
			const { procurement } = await accessRound(ctx, roundOf(params), scoreTenders);
			const entries = scoresFrom(form, procurement.criteria).map((entry) => ({
				...entry,
				read: String(form.get(`read.${entry.criterionId}`) ?? '') || null
			}));
			await saveScores(ctx, roundOf(params), params.tender!, entries);
			return { to: roundPath(ctx.lang, params, '/score'), flash: 'procurement.score.saved' };
		}
	})
};
