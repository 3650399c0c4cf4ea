import { z } from 'zod';
import { procureForInitiative, workInInitiative } from '#capabilities/initiatives/index.ts';
import { answerForm } from '#capabilities/procurements/form.ts';
import {
	accessProcurement,
	askedRounds,
	publishAnswers,
	questionsToAnswer,
	writeAnswer
} from '#capabilities/procurements/index.ts';
import { notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import { integer } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { pathOf, refOf } from '../../ref.ts';

type Params = Partial<Record<string, string>>;

/** Where questions are asked: the latest round that has begun, or one for each lot that has gone on. */
async function asked(ctx: Context, params: Params) {
	const { procurement } = await accessProcurement(ctx, refOf(params), workInInitiative);
	const rounds = askedRounds(procurement);
	if (rounds.length === 0) throw notFound();
	return rounds.map((round) => ({ round, ref: { ...refOf(params), number: round.number } }));
}

export const load = async ({ locals: { ctx }, params }) => {
	const places = await asked(ctx, params);
	const lists = await Promise.all(
		places.map(async ({ round, ref }) =>
			(await questionsToAnswer(ctx, ref)).map((one) => ({
				...one,
				number: round.number,
				lot: places.length > 1 ? round.lot : null
			}))
		)
	);
	return { round: places[0]!.round, questions: lists.flat() };
};

export const actions = {
	answer: formAction({
		id: 'answer',
		schema: answerForm.extend({ number: integer(1, 80) }),
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, data, { params }) => {
			await writeAnswer(ctx, { ...refOf(params), number: data.number }, data);
			return { to: pathOf(ctx.lang, params, '/questions'), flash: 'procurement.answer.saved' };
		}
	}),
	send: formAction({
		id: 'send',
		schema: z.object({}),
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, _data, { params }) => {
			const places = await asked(ctx, params);
			const written = [];
			for (const { ref } of places)
				if ((await questionsToAnswer(ctx, ref)).some((one) => one.answer && !one.publishedAt))
					written.push(ref);
			let count = 0;
			// With nothing written the service says so.
			for (const ref of written.length > 0 ? written : [places[0]!.ref])
				count += await publishAnswers(ctx, ref);
			return {
				to: pathOf(ctx.lang, params, '/questions'),
				flash: 'procurement.answers.sent',
				params: { count }
			};
		}
	})
};
