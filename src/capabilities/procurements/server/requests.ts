import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { AppError, notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { listFiles } from '#platform/server/files/index.ts';
import type { RequestKind } from '../written-facts.ts';
import type { RequestInput } from '../written-form.ts';
import { leadEvaluation, namedPerson, readTenders, type RoundAccess, type RoundRef } from './access.ts';
import { refuseNeutral } from './anonymous.ts';
import { auditRun, invalid, refuseIfCancelled, swedishTime } from './common.ts';
import { mailTenderer } from './mail.ts';
import { refuseShut, tendersWithDoors, type TenderRow, type WithTenders } from './reading.ts';
import { refusedDoor } from './scoring.ts';
import { waitingBatches } from './negotiated.ts';
import { auditTender } from './tender-access.ts';

/** Files of an answer belong to the request. */
export const ANSWER_FILES = 'tender-answer';

/** A written question to a tenderer, without what was answered. */
export interface TenderRequest {
	id: string;
	batch: string;
	tenderId: string;
	kind: RequestKind;
	conditionId: string | null;
	/** Key of a ground for exclusion that came up after the check was closed. */
	exclusion: string | null;
	question: string;
	lang: string;
	reason: string;
	ground: string;
	othersReason: string | null;
	/** Of a negotiation: what concerns this tender alone. */
	ownPart: string | null;
	answerUntil: Date;
	/** By the clock of the database. */
	over: boolean;
	askedName: string;
	askedAt: Date;
	answeredAt: Date | null;
}

/** Whether the one who was asked has had their say: answered, or let the time pass. */
export const isHeard = (request: Pick<TenderRequest, 'over' | 'answeredAt'>): boolean =>
	request.over || request.answeredAt !== null;

/** Requests to the given tenders, oldest first. Says nothing about who may see them. */
export async function requestsTo(db: DbOrTx, tenderIds: string[]): Promise<TenderRequest[]> {
	if (tenderIds.length === 0) return [];
	const rows = await db
		.selectFrom('tender_request as q')
		.leftJoin('tender_answer as a', 'a.request_id', 'q.id')
		.select(['q.id', 'q.batch', 'q.tender_id as tenderId', 'q.kind', 'q.condition_id as conditionId'])
		.select(['q.exclusion', 'q.own_part as ownPart'])
		.select(['q.question', 'q.lang', 'q.reason', 'q.ground', 'q.others_reason as othersReason'])
		.select(['q.answer_until as answerUntil', 'q.asked_name as askedName', 'q.asked_at as askedAt'])
		.select(['a.answered_at as answeredAt', sql<boolean>`clock_timestamp() > q.answer_until`.as('over')])
		.where('q.tender_id', 'in', tenderIds)
		.orderBy('q.asked_at')
		.execute();
	return rows.map((row) => ({ ...row, kind: row.kind as RequestKind }));
}

/** Requests of a round to tenders whose door stands open to the asker, oldest first. */
export async function listRequests(
	ctx: Context,
	ref: RoundRef
): Promise<WithTenders & { requests: TenderRequest[] }> {
	const access = await tendersWithDoors(ctx, ref, readTenders);
	refuseNeutral(access);
	const rows = [...access.tenders, ...access.refused];
	const [first] = rows.filter((one) => one.door === 'open');
	// Whoever is assigned no longer is refused, as everywhere.
	if (first) await refuseShut(ctx, access, first);
	const open = rows.filter((one) => one.door === 'open').map((one) => one.id);
	return { ...access, requests: await requestsTo(ctx.db, open) };
}

/**
 * Asks one or several tenderers the same in writing, with the same time to answer. Each gets a mail. Who else is in
 * the round and is not asked needs a reason.
 */
export async function askTenderers(ctx: Context, ref: RoundRef, input: RequestInput): Promise<void> {
	const access = await tendersWithDoors(ctx, ref, leadEvaluation);
	refuseNeutral(access);
	const person = namedPerson(ctx);
	const asked = askedOf(access, input);
	refuseState(access, input);
	await ctx.db.transaction().execute(async (tx) => {
		await sql`select 1 from procurement_round where id = ${access.round.id} for share`.execute(tx);
		await refuseLate(tx, access, input);
		const batch = randomUUID();
		for (const tender of asked) {
			await insertRequest(tx, ctx, { batch, tender, input, person });
			await mailTenderer(tx, tender.id, 'asked');
			await auditTender(tx, ctx, tender.id, 'tender.asked', { kind: input.kind, batch });
		}
		await auditRun(tx, ctx, access.run, 'procurement.asked', `procurement_round:${access.round.id}`, {
			kind: input.kind,
			batch,
			asked: asked.length
		});
	});
}

/** Those who are asked. @throws where a door is shut, or others are left out without a reason */
function askedOf(access: WithTenders, { tenderIds, othersReason }: RequestInput): TenderRow[] {
	const rows = [...access.tenders, ...access.refused];
	const wanted = new Set(tenderIds);
	const asked = [...wanted].map((id) => {
		const row = rows.find((one) => one.id === id);
		if (!row || row.door !== 'open') throw refusedDoor(rows, id);
		return row;
	});
	const others = access.tenders.filter((one) => !wanted.has(one.id));
	if (others.length > 0 && (othersReason ?? '').trim().length < 10)
		throw invalid('written.refuse.others', 'othersReason');
	return asked;
}

function refuseState({ procurement, round }: RoundAccess, { kind, conditionId }: RequestInput): void {
	refuseIfCancelled(procurement);
	if (!round.openedAt) throw new AppError('conflict', 'procurement.refuse.not-opened');
	if (conditionId && !procurement.conditions.some((one) => one.id === conditionId)) throw notFound();
	// Its price is what it is about, and nobody has seen one yet.
	if (kind === 'low' && !round.frozenAt) throw new AppError('conflict', 'procurement.refuse.not-frozen');
	if (kind === 'hearing' && !conditionId) throw invalid('written.refuse.hearing-about', 'conditionId');
}

async function refuseLate(tx: Tx, { round }: RoundAccess, input: RequestInput): Promise<void> {
	const { rows } = await sql<{ decided: boolean; checked: boolean; passed: boolean }>`
		select exists (select 1 from award_decision where round_id = ${round.id}) as decided,
			exists (select 1 from check_freeze where round_id = ${round.id}) as checked,
			${swedishTime(input.answerUntil)} <= clock_timestamp() as passed`.execute(tx);
	const [state] = rows;
	if (state!.decided) throw new AppError('conflict', 'procurement.refuse.decided');
	if (state!.checked && input.conditionId) throw new AppError('conflict', 'written.refuse.checked');
	if (state!.passed) throw invalid('written.refuse.until', 'answerUntil');
}

interface ToAsk {
	batch: string;
	tender: TenderRow;
	input: RequestInput;
	person: { id: string; name: string };
}

async function insertRequest(tx: Tx, ctx: Context, { batch, tender, input, person }: ToAsk): Promise<void> {
	const { id } = await tx
		.insertInto('tender_request')
		.values({
			batch,
			tender_id: tender.id,
			kind: input.kind,
			condition_id: input.conditionId ?? null,
			question: input.question,
			lang: ctx.lang,
			reason: input.reason,
			ground: input.ground,
			others_reason: input.othersReason ?? null,
			answer_until: swedishTime(input.answerUntil)!,
			asked_by: person.id,
			asked_name: person.name
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	if (input.kind !== 'supplement' || !input.conditionId) return;
	await tx
		.insertInto('condition_check')
		.values({
			tender_id: tender.id,
			condition_id: input.conditionId,
			result: 'supplement',
			reason: input.reason,
			request_id: id,
			checked_by: person.id,
			checked_name: person.name
		})
		.execute();
}

export interface TenderAnswer {
	body: string;
	/** Criterion id → the answer as it reads after the negotiation. */
	changes: Record<string, string>;
	sha256: string;
	answeredName: string;
	answeredAt: Date;
	files: { id: string; name: string; size: number }[];
}

/**
 * One request with its answer, for those whose door stands open. Reading the answer is written into the tender's chain.
 * In a negotiation nobody's answer is read before all have answered or the time is out: `locked`.
 */
export async function readRequest(
	ctx: Context,
	ref: RoundRef,
	requestId: string
): Promise<
	WithTenders & { tender: TenderRow; request: TenderRequest; answer: TenderAnswer | null; locked: boolean }
> {
	const access = await tendersWithDoors(ctx, ref, readTenders);
	refuseNeutral(access);
	const rows = [...access.tenders, ...access.refused];
	const request = (
		await requestsTo(
			ctx.db,
			rows.map((one) => one.id)
		)
	).find((one) => one.id === requestId);
	if (!request) throw notFound();
	const tender = rows.find((one) => one.id === request.tenderId)!;
	await refuseShut(ctx, access, tender);
	const locked = (await waitingBatches(ctx.db, [tender.id])).has(request.batch);
	const answer = locked ? null : await answerTo(ctx.db, requestId);
	if (answer)
		await ctx.db
			.transaction()
			.execute((tx) => auditTender(tx, ctx, tender.id, 'tender.answer-read', { request: requestId }));
	return { ...access, tender, request, answer, locked };
}

/** The answer to a request with its files, or null. Says nothing about who may see it. */
export async function answerTo(db: DbOrTx, requestId: string): Promise<TenderAnswer | null> {
	const row = await db
		.selectFrom('tender_answer')
		.select(['body', 'changes', 'sha256', 'answered_name as answeredName', 'answered_at as answeredAt'])
		.where('request_id', '=', requestId)
		.executeTakeFirst();
	if (!row) return null;
	const files = await listFiles(db, ANSWER_FILES, [requestId]);
	const changes = (row.changes ?? {}) as Record<string, string>;
	return { ...row, changes, files: files.map(({ id, name, size }) => ({ id, name, size })) };
}
