import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { accessRfi, manageCalls, type Rfi } from './access.ts';
import type { SentAnswer } from './content.ts';
import { openAnswers, type OpenedAnswer } from './opened.ts';

/** A request to read answers. Nobody has to say who they are or why, so it is not asked. */
export interface ReadingRequest {
	id: string;
	number: number;
	receivedOn: string;
	wanted: string;
	registeredAt: Date;
	assessment: Assessment | null;
}

export interface Assessment {
	outcome: 'released' | 'partly' | 'refused';
	/** The law's paragraph that was applied, as text. */
	paragraph: string;
	reason: string;
	appeal: string;
	diaryNumber: string | null;
	assessedByName: string;
	assessedAt: Date;
	parts: AssessedPart[];
}

export interface AssessedPart {
	submissionId: string;
	question: string;
	outcome: 'open' | 'secret';
	reason: string | null;
}

export async function listRequests(
	ctx: Context,
	slug: string,
	id: string
): Promise<{ rfi: Rfi; requests: ReadingRequest[] }> {
	const { rfi } = await openAnswers(ctx, slug, id);
	return { rfi, requests: await readRequests(ctx.db, id) };
}

async function readRequests(db: DbOrTx, rfiId: string): Promise<ReadingRequest[]> {
	const rows = await db
		.selectFrom('rfi_request as r')
		.leftJoin('rfi_assessment as a', 'a.request_id', 'r.id')
		.select(['r.id', 'r.number', 'r.received_on', 'r.wanted', 'r.registered_at'])
		.select(['a.id as assessment_id', 'a.outcome', 'a.paragraph', 'a.reason', 'a.appeal', 'a.diary_number'])
		.select(['a.assessed_by_name', 'a.assessed_at'])
		.where('r.rfi_id', '=', rfiId)
		.orderBy('r.number')
		.execute();
	const parts = await db
		.selectFrom('rfi_assessed_part as p')
		.innerJoin('rfi_assessment as a', 'a.id', 'p.assessment_id')
		.innerJoin('rfi_request as r', 'r.id', 'a.request_id')
		.selectAll('p')
		.where('r.rfi_id', '=', rfiId)
		.execute();
	return rows.map((row) => ({
		id: row.id,
		number: row.number,
		receivedOn: row.received_on,
		wanted: row.wanted,
		registeredAt: row.registered_at,
		assessment: row.assessment_id
			? {
					outcome: row.outcome as Assessment['outcome'],
					paragraph: row.paragraph!,
					reason: row.reason!,
					appeal: row.appeal!,
					diaryNumber: row.diary_number,
					assessedByName: row.assessed_by_name!,
					assessedAt: row.assessed_at!,
					parts: parts
						.filter((part) => part.assessment_id === row.assessment_id)
						.map((part) => ({
							submissionId: part.submission_id,
							question: part.question,
							outcome: part.outcome as AssessedPart['outcome'],
							reason: part.reason
						}))
				}
			: null
	}));
}

/** Writes a request into the register. @returns its id */
export async function registerRequest(
	ctx: Context,
	slug: string,
	id: string,
	input: { receivedOn: string; wanted: string }
): Promise<string> {
	await accessRfi(ctx, slug, id, manageCalls);
	await openAnswers(ctx, slug, id);
	return ctx.db.transaction().execute(async (tx) => {
		await tx.selectFrom('rfi').select('id').where('id', '=', id).forUpdate().execute();
		const { rows } = await sql<{
			late: boolean;
		}>`select ${input.receivedOn}::date > current_date as late`.execute(tx);
		if (rows[0]!.late)
			throw new AppError('invalid', 'form.error.failed', { fields: { receivedOn: 'rfi.error.future' } });
		const row = await tx
			.insertInto('rfi_request')
			.values({
				rfi_id: id,
				number: sql<number>`(select count(*) + 1 from rfi_request where rfi_id = ${id})`,
				received_on: input.receivedOn,
				wanted: input.wanted,
				registered_by: ctx.actor.personId
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await audit(tx, ctx.actor, {
			chain: `call:${id}`,
			action: 'rfi.request-registered',
			subject: `rfi_request:${row.id}`
		});
		return row.id;
	});
}

export interface AssessmentInput {
	paragraph: string;
	reason: string;
	appeal: string;
	diaryNumber?: string;
	/** Every part that the request is about, with what was found. A secret one needs its reason. */
	parts: AssessedPart[];
}

/** Records what was found, part by part. It stands: a new request gets a new assessment. */
export async function assess(
	ctx: Context,
	slug: string,
	id: string,
	requestId: string,
	input: AssessmentInput
): Promise<void> {
	await accessRfi(ctx, slug, id, manageCalls);
	const { answers } = await openAnswers(ctx, slug, id);
	await requestOf(ctx, slug, id, requestId);
	refuseBadParts(answers, input.parts);
	await ctx.db.transaction().execute(async (tx) => {
		await insertAssessment(tx, ctx, requestId, input);
		const data = { outcome: outcomeOf(input.parts), parts: input.parts.length };
		await audit(tx, ctx.actor, {
			chain: `call:${id}`,
			action: 'rfi.request-assessed',
			subject: `rfi_request:${requestId}`,
			data
		});
	});
}

function refuseBadParts(answers: OpenedAnswer[], parts: AssessedPart[]): void {
	if (parts.length === 0) throw new AppError('invalid', 'rfi.error.assess-nothing');
	for (const part of parts) {
		const answer = answers.find((candidate) => candidate.submissionId === part.submissionId);
		const known = answer?.content.answers.some((candidate) => candidate.key === part.question);
		if (!known) throw new AppError('invalid', 'form.error.invalid');
		if (part.outcome === 'secret' && !part.reason?.trim()) {
			const field = `reason.${part.submissionId}.${part.question}`;
			throw new AppError('invalid', 'form.error.failed', { fields: { [field]: 'rfi.error.assess-reason' } });
		}
	}
}

export function outcomeOf(parts: readonly Pick<AssessedPart, 'outcome'>[]): Assessment['outcome'] {
	const secret = parts.filter((part) => part.outcome === 'secret').length;
	if (secret === 0) return 'released';
	return secret === parts.length ? 'refused' : 'partly';
}

async function insertAssessment(
	tx: Tx,
	ctx: Context,
	requestId: string,
	input: AssessmentInput
): Promise<void> {
	const row = await tx
		.insertInto('rfi_assessment')
		.values({
			request_id: requestId,
			outcome: outcomeOf(input.parts),
			paragraph: input.paragraph,
			reason: input.reason,
			appeal: input.appeal,
			diary_number: input.diaryNumber ?? null,
			assessed_by: ctx.actor.personId,
			assessed_by_name: ctx.actor.name ?? ''
		})
		.onConflict((c) => c.doNothing())
		.returning('id')
		.executeTakeFirst();
	if (!row) throw new AppError('conflict', 'rfi.error.assessed');
	const values = input.parts.map((part) => ({
		assessment_id: row.id,
		submission_id: part.submissionId,
		question: part.question,
		outcome: part.outcome,
		reason: part.reason
	}));
	await tx.insertInto('rfi_assessed_part').values(values).execute();
}

export async function requestOf(ctx: Context, slug: string, id: string, requestId: string) {
	const { rfi, answers } = await openAnswers(ctx, slug, id);
	const request = (await readRequests(ctx.db, id)).find((candidate) => candidate.id === requestId);
	if (!request) throw new AppError('not-found', 'error.not-found');
	return { rfi, answers, request };
}

export interface MaskedAnswer {
	organisation: string;
	/** Null where the part is masked; parts that the request was not about are left out. */
	answers: { question: string; answer: SentAnswer | null; reason: string | null }[];
}

/** The copy that may be handed out: made from the recorded assessment and nothing else. */
export function maskedCopy(answers: readonly OpenedAnswer[], assessment: Assessment): MaskedAnswer[] {
	return answers.flatMap((opened) => {
		const found = opened.content.answers.flatMap((answer) => {
			const part = assessment.parts.find(
				(candidate) => candidate.submissionId === opened.submissionId && candidate.question === answer.key
			);
			if (!part) return [];
			const open = part.outcome === 'open';
			// The wish and its reason are about the secret: they go with it only when it is open.
			const shown = open ? { ...answer, secret: null } : null;
			return [{ question: answer.question, answer: shown, reason: part.reason }];
		});
		return found.length > 0 ? [{ organisation: opened.organisation.name, answers: found }] : [];
	});
}
