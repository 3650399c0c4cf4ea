import { decisionForm } from '#capabilities/records/form.ts';
import { decisionPage, decisionPaper, makeDecision } from '#capabilities/records/index.ts';
import { swedishToday } from '#platform/server/db/today.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { requestPath, requestRef } from '../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { request, decision, proposal } = await decisionPage(ctx, requestRef(params));
	return {
		number: request.number,
		diaryNumber: request.diaryNumber,
		proposal,
		today: await swedishToday(ctx.db),
		model: decision ? (await decisionPaper(ctx, requestRef(params))).model : null
	};
};

export const actions = {
	default: formAction({
		schema: decisionForm,
		door: (ctx, { params }) => decisionPage(ctx, requestRef(params)),
		run: async (ctx, data, { params }) => {
			await makeDecision(ctx, requestRef(params), data);
			return { to: requestPath(ctx.lang, params, '/decision'), flash: 'records.decision.made' };
		}
	})
};
