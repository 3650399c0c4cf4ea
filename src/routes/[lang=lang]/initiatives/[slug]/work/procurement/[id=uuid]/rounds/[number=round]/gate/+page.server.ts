import { decideForInitiative } from '#capabilities/initiatives/index.ts';
import { assessmentForm, evaluationForm, gateForm } from '#capabilities/procurements/form.ts';
import {
	accessRound,
	assessSupplier,
	evaluationOf,
	gatesOf,
	leadEvaluation,
	passGate,
	phasePage,
	runPage,
	saveEvaluation
} from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { pathOf, roundOf, roundPath } from '../../../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { suppliers, money, round } = await phasePage(ctx, roundOf(params));
	const [gate] = await gatesOf(ctx.db, [round.id]);
	const { current } = await runPage(ctx, roundOf(params));
	return {
		suppliers,
		money,
		gate: gate ?? null,
		current: current?.number === round.number ? current : null,
		evaluation: await evaluationOf(ctx.db, round.id)
	};
};

export const actions = {
	assess: formAction({
		id: 'assess',
		schema: assessmentForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, data, { params }) => {
			await assessSupplier(ctx, roundOf(params), data);
			return { to: roundPath(ctx.lang, params, '/gate'), flash: 'procurement.assessed' };
		}
	}),
	evaluate: formAction({
		id: 'evaluate',
		schema: evaluationForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, data, { params }) => {
			await saveEvaluation(ctx, roundOf(params), data);
			return { to: roundPath(ctx.lang, params, '/gate#evaluation'), flash: 'procurement.evaluation.saved' };
		}
	}),
	pass: formAction({
		id: 'pass',
		schema: gateForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), decideForInitiative),
		run: async (ctx, data, { params }) => {
			await passGate(ctx, roundOf(params), data);
			return { to: pathOf(ctx.lang, params), flash: 'procurement.gate.passed' };
		}
	})
};
