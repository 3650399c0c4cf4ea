import { negotiateForm } from '#capabilities/procurements/written-form.ts';
import { accessRound, leadEvaluation, negotiate, negotiationPage } from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { roundOf, roundPath } from '../../../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	await accessRound(ctx, roundOf(params), leadEvaluation);
	const { tenders, refusal } = await negotiationPage(ctx, roundOf(params));
	return {
		refusal,
		tenders: tenders.map(({ id, organisationName, neutral }) => ({
			id,
			name: [organisationName, neutral].filter(Boolean).join(' · ')
		}))
	};
};

export const actions = {
	default: formAction({
		schema: negotiateForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, data, { params }, form) => {
			const own = Object.fromEntries(data.tenderIds.map((id) => [id, typed(form, `own.${id}`)]));
			await negotiate(ctx, roundOf(params), { ...data, own });
			return {
				to: roundPath(ctx.lang, params, '/requests'),
				flash: 'written.negotiation.sent',
				params: { count: data.tenderIds.length }
			};
		}
	})
};

const typed = (form: FormData, name: string): string =>
	String(form.get(name) ?? '')
		.replaceAll('\r\n', '\n')
		.slice(0, 2000);
