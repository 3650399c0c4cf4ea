import { notFound } from '#platform/errors/index.ts';
import { letterForm } from '#capabilities/procurements/form.ts';
import {
	accessRound,
	decisionOf,
	leadEvaluation,
	lettersOf,
	saveLetter
} from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { roundOf, roundPath } from '../../../../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { letters, tenders, faulty, round } = await lettersOf(ctx, roundOf(params));
	const letter = letters.find((one) => one.tenderId === params.tender);
	if (!letter) throw notFound();
	const decision = await decisionOf(ctx.db, round.id);
	return {
		letter,
		organisation: [...tenders, ...faulty].find((one) => one.id === letter.tenderId)!.organisationName,
		decision: decision && {
			decidedBody: decision.decided_body,
			decidedByName: decision.decided_by_name,
			decidedOn: decision.decided_on,
			paragraph: decision.paragraph,
			diaryNumber: decision.diary_number,
			standstillUntil: decision.standstill_until,
			standstill: decision.standstill
		}
	};
};

export const actions = {
	default: formAction({
		schema: letterForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, data, { params }) => {
			await saveLetter(ctx, roundOf(params), params.tender!, data);
			return { to: roundPath(ctx.lang, params, `/letters/${params.tender}`), flash: 'procurement.saved' };
		}
	})
};
