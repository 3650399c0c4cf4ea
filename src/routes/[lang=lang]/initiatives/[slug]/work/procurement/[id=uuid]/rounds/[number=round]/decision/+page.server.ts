import { z } from 'zod';
import { decideForInitiative } from '#capabilities/initiatives/index.ts';
import { decisionForm, endReviewForm, drawForm, reviewForm } from '#capabilities/procurements/form.ts';
import { debriefAnswerForm } from '#capabilities/procurements/written-form.ts';
import {
	accessRound,
	answerDebrief,
	correctionsOf,
	decideRound,
	decisionOf,
	endReview,
	leadEvaluation,
	lettersOf,
	prepareLetters,
	proposedRanking,
	recordDraw,
	registerReview,
	reviewsOf,
	roundDebriefs
} from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { roundOf, roundPath } from '../../../../ref.ts';

type Params = Partial<Record<string, string>>;
const here = (lang: string, params: Params) => roundPath(lang, params, '/decision');

export const load = async ({ locals: { ctx }, params }) => {
	const { rows, availableMinor, drawNeeded, draw, round, waitsFor, reversals } = await proposedRanking(
		ctx,
		roundOf(params)
	);
	const { letters, faulty } = await lettersOf(ctx, roundOf(params));
	return {
		rows,
		availableMinor,
		drawNeeded,
		draw,
		waitsFor,
		reversals,
		faulty: faulty.map(({ id, organisationName, fault }) => ({ id, organisationName, fault })),
		letters: letters.map(({ tenderId }) => tenderId),
		corrections: await correctionsOf(
			ctx.db,
			rows.filter((row) => row.ranked).map((row) => row.tender.id)
		),
		decision: await decisionOf(ctx.db, round.id),
		reviews: await reviewsOf(ctx.db, round.id),
		...(await roundDebriefs(ctx, roundOf(params)))
	};
};

export const actions = {
	lots: formAction({
		id: 'lots',
		schema: drawForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, data, { params }) => {
			await recordDraw(ctx, roundOf(params), data);
			return { to: here(ctx.lang, params), flash: 'procurement.draw.saved' };
		}
	}),
	letters: formAction({
		id: 'letters',
		schema: z.object({}),
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, _data, { params }) => {
			const count = await prepareLetters(ctx, roundOf(params));
			return { to: here(ctx.lang, params), flash: 'procurement.letters.prepared', params: { count } };
		}
	}),
	decide: formAction({
		id: 'decide',
		schema: decisionForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), decideForInitiative),
		run: async (ctx, data, { params }) => {
			await decideRound(ctx, roundOf(params), data);
			return { to: here(ctx.lang, params), flash: 'procurement.decision.sent' };
		}
	}),
	review: formAction({
		id: 'review',
		schema: reviewForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, data, { params }) => {
			await registerReview(ctx, roundOf(params), data);
			return { to: here(ctx.lang, params), flash: 'procurement.review.registered' };
		}
	}),
	debrief: formAction({
		id: 'debrief',
		schema: debriefAnswerForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, data, { params }) => {
			await answerDebrief(ctx, roundOf(params), data);
			return { to: `${here(ctx.lang, params)}#debriefs`, flash: 'written.debrief.sent' };
		}
	}),
	ended: formAction({
		id: 'ended',
		schema: endReviewForm,
		door: (ctx, event) => accessRound(ctx, roundOf(event.params), leadEvaluation),
		run: async (ctx, data, { params }) => {
			await endReview(ctx, roundOf(params), data);
			return { to: here(ctx.lang, params), flash: 'procurement.review.ended' };
		}
	})
};
