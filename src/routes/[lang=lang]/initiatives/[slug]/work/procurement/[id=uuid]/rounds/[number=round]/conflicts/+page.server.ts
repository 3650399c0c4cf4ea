import { declareForm, evaluatorForm, replaceForm } from '#capabilities/procurements/form.ts';
import {
	accessRound,
	addEvaluator,
	declareConflict,
	endEvaluator,
	evaluatorsOf,
	leadEvaluation,
	possibleEvaluators,
	seeTenderers,
	tendersWithDoors
} from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { roundOf, roundPath } from '../../../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { run, round, tenders, refused } = await tendersWithDoors(ctx, roundOf(params));
	return {
		tenders: [...tenders, ...refused],
		evaluators: await evaluatorsOf(ctx, round.id),
		possible: await possibleEvaluators(ctx, run.id, round.id)
	};
};

export const actions = {
	declare: formAction({
		id: 'declare',
		schema: declareForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), seeTenderers),
		run: async (ctx, data, { params }) => {
			await declareConflict(ctx, roundOf(params), data);
			return { to: roundPath(ctx.lang, params, '/conflicts'), flash: 'procurement.conflict.declared' };
		}
	}),
	add: formAction({
		id: 'add',
		schema: evaluatorForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, data, { params }) => {
			await addEvaluator(ctx, roundOf(params), data);
			return { to: roundPath(ctx.lang, params, '/conflicts'), flash: 'procurement.evaluator.added' };
		}
	}),
	end: formAction({
		id: 'end',
		schema: replaceForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, data, { params }) => {
			await endEvaluator(ctx, roundOf(params), data);
			return { to: roundPath(ctx.lang, params, '/conflicts'), flash: 'procurement.evaluator.ended' };
		}
	})
};
