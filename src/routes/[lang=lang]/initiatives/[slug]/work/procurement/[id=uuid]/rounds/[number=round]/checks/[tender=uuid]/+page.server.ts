import { notFound } from '#platform/errors/index.ts';
import { checkForm } from '#capabilities/procurements/written-form.ts';
import {
	accessRound,
	checksOf,
	leadEvaluation,
	readTender,
	saveCheck
} from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { roundOf, roundPath } from '../../../../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { checked, freeze } = await checksOf(ctx, roundOf(params));
	const tender = checked.find((one) => one.id === params.tender);
	if (!tender) {
		// Says why, where the door is shut; otherwise there is no such page.
		await readTender(ctx, roundOf(params), params.tender);
		throw notFound();
	}
	return { tender, freeze };
};

export const actions = {
	default: formAction({
		schema: checkForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, data, { params }) => {
			await saveCheck(ctx, roundOf(params), params.tender!, data);
			return {
				to: `${roundPath(ctx.lang, params, `/checks/${params.tender}`)}#c-${data.conditionId}`,
				flash: 'written.check.saved'
			};
		}
	})
};
