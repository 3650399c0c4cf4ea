import { requestForm } from '#capabilities/procurements/written-form.ts';
import { ASKED_KINDS, REQUEST_GROUND } from '#capabilities/procurements/written-facts.ts';
import { accessRound, askTenderers, checksOf, leadEvaluation } from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { roundOf, roundPath } from '../../../../../ref.ts';

export const load = async ({ locals: { ctx }, params, url }) => {
	await accessRound(ctx, roundOf(params), leadEvaluation);
	const { tenders, refused, checked, procurement, round } = await checksOf(ctx, roundOf(params));
	const wanted = url.searchParams.get('kind');
	const kind = ASKED_KINDS.find((one) => one === wanted) ?? 'clarify';
	const condition =
		procurement.conditions.find((one) => one.id === url.searchParams.get('condition')) ?? null;
	const concerns = (id: string) => {
		const one = checked.find((row) => row.id === id);
		if (!one || !condition) return false;
		const last = one.findings.findLast((finding) => finding.conditionId === condition.id);
		const said = Object.values(one.solution.declared).map((declared) => declared[condition.id]);
		return (
			one.undeclared.includes(condition.id) ||
			said.some((declaration) => declaration && !declaration.holds) ||
			(last !== undefined && last.result !== 'met')
		);
	};
	return {
		kind,
		condition,
		ground:
			kind === 'hearing' && condition?.kind !== 'exclusion'
				? REQUEST_GROUND.supplement
				: REQUEST_GROUND[kind],
		kinds: ASKED_KINDS.filter((one) => (one !== 'low' || round.frozenAt) && (one !== 'hearing' || condition)),
		chosen: url.searchParams.get('tender'),
		tenders: [...tenders, ...refused]
			.filter((one) => one.fault === null || one.id === url.searchParams.get('tender'))
			.map((one) => ({
				id: one.id,
				name: [one.organisationName, one.neutral].filter(Boolean).join(' · '),
				open: one.door === 'open',
				concerned: concerns(one.id)
			}))
	};
};

export const actions = {
	default: formAction({
		schema: requestForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, data, { params }) => {
			await askTenderers(ctx, roundOf(params), data);
			return {
				to: roundPath(ctx.lang, params, '/requests'),
				flash: 'written.request.sent',
				params: { count: new Set(data.tenderIds).size }
			};
		}
	})
};
