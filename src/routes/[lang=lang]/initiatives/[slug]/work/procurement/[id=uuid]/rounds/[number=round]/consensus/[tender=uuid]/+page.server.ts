import { z } from 'zod';
import { notFound } from '#platform/errors/index.ts';
import { changeForm } from '#capabilities/procurements/form.ts';
import {
	accessRound,
	changeScore,
	leadEvaluation,
	saveConsensus,
	sideBySide
} from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { roundOf, roundPath } from '../../../../../ref.ts';
import { scoresFrom } from '../../scores.ts';

export const load = async ({ locals: { ctx }, params }) => {
	await accessRound(ctx, roundOf(params), leadEvaluation);
	const { tenders, scores, consensus, ready } = await sideBySide(ctx, roundOf(params));
	const tender = tenders.find((one) => one.id === params.tender && one.door === 'open');
	if (!tender || !ready) throw notFound();
	return {
		tender,
		scores: scores.filter((one) => one.tenderId === tender.id),
		consensus: consensus.filter((one) => one.tenderId === tender.id)
	};
};

export const actions = {
	save: formAction({
		id: 'save',
		schema: z.object({}),
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, _data, { params }, form) => {
			const { procurement } = await accessRound(ctx, roundOf(params), leadEvaluation);
			await saveConsensus(ctx, roundOf(params), params.tender!, scoresFrom(form, procurement.criteria));
			return { to: roundPath(ctx.lang, params, '/consensus'), flash: 'procurement.consensus.saved' };
		}
	}),
	change: formAction({
		id: 'change',
		schema: changeForm.omit({ tenderId: true }),
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, data, { params }) => {
			await changeScore(ctx, roundOf(params), { ...data, tenderId: params.tender! });
			return { to: roundPath(ctx.lang, params, '/consensus'), flash: 'procurement.consensus.change.saved' };
		}
	})
};
