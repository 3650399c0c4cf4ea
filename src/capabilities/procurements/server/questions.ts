import { sql } from 'kysely';
import type { z } from 'zod';
import { addToDossier, procureForInitiative, workInInitiative } from '#capabilities/initiatives/index.ts';
import { requirePerson } from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { newText, toText, writeText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import { json } from '#platform/server/db/json.ts';
import { consume } from '#platform/server/limits/index.ts';
import type { answerForm, questionForm } from '../form.ts';
import { accessRound, type RoundRef } from './access.ts';
import { auditRun, refuseIfCancelled, tell } from './common.ts';
import { mailDrafters } from './mail.ts';

export interface Question {
	id: string;
	body: string;
	lang: string;
	answer: LocalText | null;
	publishedAt: Date | null;
}

/** A signed-in person asks. Nobody at the buyer, and nobody else, sees who it was. */
export async function askQuestion(
	ctx: Context,
	ref: RoundRef,
	input: z.output<typeof questionForm>
): Promise<void> {
	const { procurement, round } = await accessRound(ctx, ref);
	const personId = requirePerson(ctx);
	refuseIfCancelled(procurement);
	await consume(ctx.db, { name: 'procurement.question', points: 20, seconds: 3600 }, personId);
	const row = await sql<{ id: string }>`
		insert into procurement_question (round_id, body, lang, asked_by)
		select r.id, ${input.body}, ${ctx.lang}, ${personId}::uuid from procurement_round r
		where r.id = ${round.id} and r.published_at is not null and clock_timestamp() <= r.questions_until
		returning id`.execute(ctx.db);
	if (row.rows.length === 0) throw new AppError('conflict', 'procurement.refuse.questions-closed');
}

/** Writes or rewrites an answer; nobody outside sees it before all answers are sent. */
export async function writeAnswer(
	ctx: Context,
	ref: RoundRef,
	input: z.output<typeof answerForm>
): Promise<void> {
	const { round } = await accessRound(ctx, ref, procureForInitiative);
	const question = await ctx.db
		.selectFrom('procurement_question')
		.select(['id', 'answer', 'published_at'])
		.where('id', '=', input.questionId)
		.where('round_id', '=', round.id)
		.executeTakeFirst();
	if (!question) throw notFound();
	if (question.published_at) throw new AppError('conflict', 'procurement.refuse.answered');
	await ctx.db
		.updateTable('procurement_question')
		.set({ answer: json(writeText(toText(question.answer), ctx.lang, input.answer)) })
		.where('id', '=', question.id)
		.execute();
}

/** Sends every written answer to everybody at the same moment. Gives how many. */
export async function publishAnswers(ctx: Context, ref: RoundRef): Promise<number> {
	const { run, procurement, round } = await accessRound(ctx, ref, procureForInitiative);
	refuseIfCancelled(procurement);
	return ctx.db.transaction().execute(async (tx) => {
		const { rows } = await sql<{ id: string; body: string; lang: 'sv' | 'en'; answer: unknown }>`
			update procurement_question set published_at = now(), published_by = ${ctx.actor.personId}::uuid
			where round_id = ${round.id} and answer is not null and published_at is null
			returning id, body, lang, answer`.execute(tx);
		if (rows.length === 0) throw new AppError('conflict', 'procurement.refuse.no-answers');
		for (const row of rows) {
			await addToDossier(tx, ctx, {
				initiativeId: run.id,
				activityId: procurement.id,
				kind: 'answer',
				title: newText(row.lang, row.body.slice(0, 200)),
				body: toText(row.answer),
				audience: 'public',
				source: { kind: 'procurement_question', id: row.id }
			});
		}
		await tell(tx, ctx, run, procurement, {
			kind: 'question',
			key: 'procurement.news.answers',
			params: { count: rows.length }
		});
		await mailDrafters(tx, procurement.id, 'answers');
		await auditRun(tx, ctx, run, 'procurement.answers-published', `procurement_round:${round.id}`, {
			count: rows.length
		});
		return rows.length;
	});
}

/** Answered questions, for everybody. */
export async function publicQuestions(
	ctx: Context,
	roundIds: string[]
): Promise<(Question & { roundId: string })[]> {
	if (roundIds.length === 0) return [];
	const rows = await ctx.db
		.selectFrom('procurement_question')
		.select(['id', 'round_id as roundId', 'body', 'lang', 'answer', 'published_at as publishedAt'])
		.where('round_id', 'in', roundIds)
		.where('published_at', 'is not', null)
		.orderBy('published_at')
		.orderBy('asked_at')
		.execute();
	return rows.map((row) => ({ ...row, answer: toText(row.answer) }));
}

/** All questions of a round for the buyer, without a trace of who asked. */
export async function questionsToAnswer(ctx: Context, ref: RoundRef): Promise<Question[]> {
	const { round } = await accessRound(ctx, ref, workInInitiative);
	const rows = await ctx.db
		.selectFrom('procurement_question')
		.select(['id', 'body', 'lang', 'answer', 'published_at as publishedAt'])
		.where('round_id', '=', round.id)
		.orderBy('asked_at')
		.execute();
	return rows.map((row) => ({ ...row, answer: toText(row.answer) }));
}
