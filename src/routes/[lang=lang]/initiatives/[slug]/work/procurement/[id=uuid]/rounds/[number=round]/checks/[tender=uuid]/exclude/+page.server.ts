import { exclusionForm, exclusionHearingForm } from '#capabilities/procurements/written-form.ts';
import {
	accessRound,
	exclusionPage,
	excludeTender,
	hearAboutExclusion,
	leadEvaluation
} from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { roundOf, roundPath } from '../../../../../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => exclusionPage(ctx, roundOf(params), params.tender);

export const actions = {
	hear: formAction({
		id: 'hear',
		schema: exclusionHearingForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, data, { params }) => {
			await hearAboutExclusion(ctx, roundOf(params), params.tender!, data);
			return {
				to: roundPath(ctx.lang, params, `/checks/${params.tender}/exclude`),
				flash: 'written.exclude.asked'
			};
		}
	}),
	exclude: formAction({
		id: 'exclude',
		schema: exclusionForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, data, { params }) => {
			await excludeTender(ctx, roundOf(params), params.tender!, data);
			return {
				to: roundPath(ctx.lang, params, `/checks/${params.tender}/exclude`),
				flash: 'written.exclude.done.flash'
			};
		}
	})
};
