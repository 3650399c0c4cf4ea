import { z } from 'zod';
import { can } from '#platform/access/index.ts';
import { notFound } from '#platform/errors/index.ts';
import { id } from '#platform/forms/fields.ts';
import { translator } from '#platform/i18n/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	addNote,
	compareAnswers,
	manageCalls,
	openAnswers,
	removeNote,
	sectorWord,
	sendFeedback
} from '#capabilities/calls/index.ts';
import { feedbackForm, noteForm } from '#capabilities/calls/form.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { rfi, answers, notes, feedback } = await compareAnswers(ctx, params.slug, params.id);
	const answer = answers.find((candidate) => candidate.answerId === params.answer);
	if (!answer) throw notFound();
	return {
		answer: {
			organisation: answer.organisation,
			sector: sectorWord(answer.organisation.sector, translator(ctx.lang)),
			submittedAt: answer.submittedAt,
			by: answer.submittedByName,
			sha256: answer.sha256,
			version: answer.content.call.version,
			answers: answer.content.answers
		},
		notes: notes
			.filter((note) => note.answerId === params.answer)
			.map((note) => ({
				...note,
				mine: note.writtenById !== null && note.writtenById === ctx.actor.personId
			})),
		feedback: feedback.get(params.answer) ?? null,
		maySend: can(ctx.actor, manageCalls, rfi.initiative)
	};
};

const here = (ctx: { lang: string }, params: { slug?: string; id?: string; answer?: string }) =>
	`/${ctx.lang}/initiatives/${params.slug}/work/rfi/${params.id}/answers/${params.answer}`;

export const actions = {
	note: formAction({
		id: 'note',
		schema: noteForm,
		door: (ctx, event) => openAnswers(ctx, event.params.slug!, event.params.id!),
		run: async (ctx, data, { params }) => {
			await addNote(ctx, params.slug!, params.id!, params.answer!, data);
			return { to: `${here(ctx, params)}#notes`, flash: 'rfi.saved' };
		}
	}),
	unnote: formAction({
		id: 'unnote',
		schema: z.object({ noteId: id }),
		door: (ctx, event) => openAnswers(ctx, event.params.slug!, event.params.id!),
		run: async (ctx, data, { params }) => {
			await removeNote(ctx, params.slug!, params.id!, data.noteId);
			return { to: `${here(ctx, params)}#notes`, flash: 'rfi.note.removed' };
		}
	}),
	feedback: formAction({
		id: 'feedback',
		schema: feedbackForm,
		door: (ctx, event) => openAnswers(ctx, event.params.slug!, event.params.id!),
		run: async (ctx, data, { params }) => {
			await sendFeedback(ctx, params.slug!, params.id!, params.answer!, data.text);
			return { to: here(ctx, params), flash: 'rfi.feedback.sent' };
		}
	})
};
