import { z } from 'zod';
import { correctionForm, lowDecisionForm, lowMarkForm } from '#capabilities/procurements/written-form.ts';
import {
	accessRound,
	correctPrice,
	decideLow,
	leadEvaluation,
	markLow,
	pricePage
} from '#capabilities/procurements/index.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { roundOf, roundPath } from '../../../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { prices, tenders } = await pricePage(ctx, roundOf(params));
	return { prices, undeclared: tenders.some((one) => one.door === 'undeclared') };
};

type Params = Partial<Record<string, string>>;
const tenderId = z.uuid();
const door = (ctx: App.Locals['ctx'], event: { params: Params }) =>
	accessRound(ctx, roundOf(event.params), leadEvaluation);
const done = (lang: string, params: Params, id: string, flash: MessageKey) => ({
	to: `${roundPath(lang, params, '/prices')}#t-${id}`,
	flash
});

export const actions = {
	correct: formAction({
		id: 'correct',
		schema: correctionForm.extend({ tenderId }),
		door,
		run: async (ctx, { tenderId, ...data }, { params }) => {
			await correctPrice(ctx, roundOf(params), tenderId, data);
			return done(ctx.lang, params, tenderId, 'written.price.corrected.flash');
		}
	}),
	mark: formAction({
		id: 'mark',
		schema: lowMarkForm.extend({ tenderId }),
		door,
		run: async (ctx, { tenderId, ...data }, { params }) => {
			await markLow(ctx, roundOf(params), tenderId, data);
			return done(ctx.lang, params, tenderId, 'written.low.marked.flash');
		}
	}),
	decide: formAction({
		id: 'decide',
		schema: lowDecisionForm.extend({ tenderId }),
		door,
		run: async (ctx, { tenderId, ...data }, { params }) => {
			await decideLow(ctx, roundOf(params), tenderId, data);
			return done(ctx.lang, params, tenderId, 'written.low.decided.flash');
		}
	})
};
