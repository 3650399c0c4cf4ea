import { checkFreezeForm } from '#capabilities/procurements/written-form.ts';
import { accessRound, checksOf, freezeChecks, leadEvaluation } from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { roundOf, roundPath } from '../../../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { tenders, refused, checked, freeze, procurement } = await checksOf(ctx, roundOf(params));
	return {
		freeze,
		tenders: [...tenders, ...refused].map((tender) => {
			const own = checked.find((one) => one.id === tender.id);
			const results = procurement.conditions.map(
				({ id }) => own?.findings.findLast((one) => one.conditionId === id)?.result ?? null
			);
			return {
				id: tender.id,
				name: tender.organisationName,
				door: tender.door,
				fault: own ? tender.fault : null,
				found: results.filter((one) => one === 'met' || one === 'not-met').length,
				failed: results.filter((one) => one === 'not-met').length,
				waiting: own?.requests.filter((one) => one.conditionId && !one.over && !one.answeredAt).length ?? 0,
				undeclared: own?.undeclared.length ?? 0
			};
		})
	};
};

export const actions = {
	default: formAction({
		schema: checkFreezeForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, data, { params }) => {
			await freezeChecks(ctx, roundOf(params), data);
			return { to: roundPath(ctx.lang, params, '/checks'), flash: 'written.checks.frozen.flash' };
		}
	})
};
