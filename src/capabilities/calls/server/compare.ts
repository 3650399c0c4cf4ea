import { audit } from '#platform/server/audit/index.ts';
import { AppError, refuse } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { accessRfi, manageCalls } from './access.ts';
import { openAnswers, type OpenedAnswer } from './opened.ts';
import { feedbackMail } from './thanks-mail.ts';

/** The team's own words on an answer, or on one part of it. */
export interface Note {
	id: string;
	answerId: string;
	question: string | null;
	text: string;
	tags: string[];
	writtenById: string | null;
	writtenByName: string | null;
	writtenAt: Date;
}

/** Everything the team reads after the deadline: answers, own notes and tags, and what was written back. */
export async function compareAnswers(ctx: Context, slug: string, id: string) {
	const { rfi, answers } = await openAnswers(ctx, slug, id);
	const [notes, feedback] = await Promise.all([readNotes(ctx.db, id), readFeedback(ctx.db, id)]);
	return { rfi, answers, notes, feedback, tags: [...new Set(notes.flatMap((note) => note.tags))].sort() };
}

async function readNotes(db: DbOrTx, rfiId: string): Promise<Note[]> {
	const rows = await db
		.selectFrom('rfi_note as n')
		.innerJoin('rfi_answer as a', 'a.id', 'n.answer_id')
		.leftJoin('person as p', 'p.id', 'n.written_by')
		.selectAll('n')
		.select('p.name')
		.where('a.rfi_id', '=', rfiId)
		.orderBy('n.written_at')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		answerId: row.answer_id,
		question: row.question,
		text: row.text,
		tags: row.tags,
		writtenById: row.written_by,
		writtenByName: row.name,
		writtenAt: row.written_at
	}));
}

async function readFeedback(db: DbOrTx, rfiId: string): Promise<Map<string, { text: string; sentAt: Date }>> {
	const rows = await db
		.selectFrom('rfi_feedback as f')
		.innerJoin('rfi_answer as a', 'a.id', 'f.answer_id')
		.select(['f.answer_id', 'f.text', 'f.sent_at'])
		.where('a.rfi_id', '=', rfiId)
		.execute();
	return new Map(rows.map((row) => [row.answer_id, { text: row.text, sentAt: row.sent_at }]));
}

/** Adds a note of the team's own; never shown to whoever answered. */
export async function addNote(
	ctx: Context,
	slug: string,
	id: string,
	answerId: string,
	input: { text: string; tags: string[]; question?: string }
): Promise<void> {
	const answer = await openedAnswer(ctx, slug, id, answerId);
	await ctx.db
		.insertInto('rfi_note')
		.values({
			answer_id: answer.answerId,
			question: input.question ?? null,
			text: input.text,
			tags: input.tags,
			written_by: ctx.actor.personId
		})
		.execute();
}

/** Removes one's own note. */
export async function removeNote(ctx: Context, slug: string, id: string, noteId: string): Promise<void> {
	await openAnswers(ctx, slug, id);
	await ctx.db
		.deleteFrom('rfi_note')
		.where('id', '=', noteId)
		.where('written_by', '=', ctx.actor.personId)
		.execute();
}

/** Writes back to one organisation, once: what the owner took with it from the answer. */
export async function sendFeedback(
	ctx: Context,
	slug: string,
	id: string,
	answerId: string,
	text: string
): Promise<void> {
	await accessRfi(ctx, slug, id, manageCalls);
	const answer = await openedAnswer(ctx, slug, id, answerId);
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.insertInto('rfi_feedback')
			.values({ answer_id: answer.answerId, text, sent_by: ctx.actor.personId })
			.onConflict((c) => c.doNothing())
			.executeTakeFirst();
		refuse(Number(row.numInsertedOrUpdatedRows) === 1 ? null : 'rfi.error.feedback-sent');
		await sendMail(tx, feedbackMail, { submissionId: answer.submissionId });
		await audit(tx, ctx.actor, {
			chain: `call:${id}`,
			action: 'rfi.feedback-sent',
			subject: `rfi_answer:${answerId}`
		});
	});
}

export async function openedAnswer(
	ctx: Context,
	slug: string,
	id: string,
	answerId: string
): Promise<OpenedAnswer> {
	const { answers } = await openAnswers(ctx, slug, id);
	const answer = answers.find((candidate) => candidate.answerId === answerId);
	if (!answer) throw new AppError('not-found', 'error.not-found');
	return answer;
}
