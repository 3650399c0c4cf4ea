import { z } from 'zod';
import { procureForInitiative, workInInitiative } from '#capabilities/initiatives/index.ts';
import { answerForm } from '#capabilities/procurements/form.ts';
import {
	accessProcurement,
	publishAnswers,
	questionsToAnswer,
	writeAnswer
} from '#capabilities/procurements/index.ts';
import { notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { pathOf, refOf } from '../../ref.ts';

type Params = Partial<Record<string, string>>;

/** Questions are asked about the latest round that has begun. */
async function latest(ctx: Context, params: Params) {
	const { procurement } = await accessProcurement(ctx, refOf(params), workInInitiative);
	const round = procurement.rounds.findLast((one) => one.publishedAt);
	if (!round) throw notFound();
	return { round, ref: { ...refOf(params), number: round.number } };
}

export const load = async ({ locals: { ctx }, params }) => {
	const { round, ref } = await latest(ctx, params);
	return { round, questions: await questionsToAnswer(ctx, ref) };
};

export const actions = {
	answer: formAction({
		id: 'answer',
		schema: answerForm,
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, data, { params }) => {
			await writeAnswer(ctx, (await latest(ctx, params)).ref, data);
			return { to: pathOf(ctx.lang, params, '/questions'), flash: 'procurement.answer.saved' };
		}
	}),
	send: formAction({
		id: 'send',
		schema: z.object({}),
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, _data, { params }) => {
			const count = await publishAnswers(ctx, (await latest(ctx, params)).ref);
			return {
				to: pathOf(ctx.lang, params, '/questions'),
				flash: 'procurement.answers.sent',
				params: { count }
			};
		}
	})
};
