import {
	declareForm,
	declareRoundForm,
	evaluatorForm,
	replaceForm
} from '#capabilities/procurements/form.ts';
import {
	accessRound,
	addEvaluator,
	allTenderers,
	declareConflict,
	declareRound,
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
	const { run, round, tenders, refused, sight } = await tendersWithDoors(ctx, roundOf(params));
	return {
		// Where names are kept from the asker, who tendered is told, and not with which tender.
		tenders: sight === 'names' ? [...tenders, ...refused] : [],
		everybody:
			sight === 'names'
				? null
				: { names: await allTenderers(ctx.db, round.id), door: tenders[0]?.door ?? 'undeclared' },
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
	round: formAction({
		id: 'round',
		schema: declareRoundForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), seeTenderers),
		run: async (ctx, data, { params }) => {
			await declareRound(ctx, roundOf(params), data);
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
