import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { AppError, notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { defineFileOwner, storeFile } from '#platform/server/files/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { receiptsIn, type SignedReceipt } from '#platform/server/receipts/index.ts';
import { MAX_ANSWER_FILES } from '../written-facts.ts';
import type { RequestAnswerInput } from '../written-form.ts';
import { namedPerson, readTenders } from './access.ts';
import { refuseNeutral } from './anonymous.ts';
import { invalid } from './common.ts';
import { answeredMail } from './mail.ts';
import { checkChanges, standingAnswers, waitingBatches } from './negotiated.ts';
import { refuseShut, tendersWithDoors } from './reading.ts';
import { giveReceipt } from './receipts.ts';
import { ANSWER_FILES, answerTo, requestsTo, type TenderAnswer, type TenderRequest } from './requests.ts';
import {
	accessTender,
	auditTender,
	readOwnTender,
	submitTenderPermission,
	tenderChain,
	type Tender
} from './tender-access.ts';

/** What one's own tender was asked. Why others were not is not for their rivals to read. */
export async function askedOf(db: DbOrTx, tenderId: string): Promise<TenderRequest[]> {
	return (await requestsTo(db, [tenderId])).map((one) => ({ ...one, othersReason: null }));
}

/** The same with what one answered; newest first. */
export async function ownRequests(
	db: DbOrTx,
	tenderId: string
): Promise<(TenderRequest & { answer: TenderAnswer | null })[]> {
	const found = [];
	for (const request of (await askedOf(db, tenderId)).reverse())
		found.push({ ...request, answer: await answerTo(db, request.id) });
	return found;
}

/** One of them, for the tender's own side. */
export async function ownRequest(
	ctx: Context,
	tenderId: string,
	requestId: string
): Promise<{
	tender: Tender;
	request: TenderRequest & { answer: TenderAnswer | null };
	/** How the tender's answers read now, for changing them in a negotiation. */
	standing: Record<string, string>;
}> {
	const tender = await accessTender(ctx, tenderId, readOwnTender);
	const request = (await ownRequests(ctx.db, tenderId)).find((one) => one.id === requestId);
	if (!request) throw notFound();
	return { tender, request, standing: await standingAnswers(ctx.db, tenderId) };
}

/**
 * Answers a written question, once and in time, and gives a signed receipt: also for what came too late and is refused.
 * The answer stands beside the tender and changes nothing in it; of a negotiation it may say how answers to criteria
 * read from now on, and the tender stays as it was sent. @throws AppError conflict when late or answered before
 */
export async function answerRequest(
	ctx: Context,
	tenderId: string,
	requestId: string,
	{ body, changes: typed = {} }: RequestAnswerInput,
	files: File[]
): Promise<SignedReceipt> {
	const tender = await accessTender(ctx, tenderId, submitTenderPermission);
	if (files.length > MAX_ANSWER_FILES) throw invalid('written.refuse.files', 'files');
	const changes = await checkChanges(ctx.db, tender, requestId, typed);
	const received = await checksumOf(body, changes, files);
	const outcome = await ctx.db.transaction().execute(async (tx) => {
		const asked = await lockRequest(tx, tenderId, requestId);
		if (asked.answered) throw new AppError('conflict', 'written.refuse.answered');
		const moment = { exact: asked.exact, until: asked.until };
		const give = (kind: 'answer' | 'late-answer') =>
			giveReceipt(tx, ctx, tender, moment, { kind, version: 1, ...received }, { request: requestId });
		if (!asked.inTime) {
			if (!(await receiptedBefore(tx, tenderId, received.sha256))) await give('late-answer');
			return new AppError('conflict', 'written.refuse.late', { params: { until: asked.until } });
		}
		await putAway(tx, ctx, { requestId, body, changes, received, files, at: asked.at });
		await sendMail(tx, answeredMail, { requestId, personId: asked.askedBy });
		return give('answer');
	});
	// A refusal is thrown only now: its receipt has been committed.
	if (outcome instanceof AppError) throw outcome;
	return outcome;
}

interface Locked {
	at: Date;
	exact: string;
	until: Date;
	inTime: boolean;
	answered: boolean;
	askedBy: string;
}

/** Locks the request, then reads the clock in a statement of its own: whoever waited is as late as they are. */
async function lockRequest(tx: Tx, tenderId: string, requestId: string): Promise<Locked> {
	const { rows: found } = await sql`select 1 from tender_request
		where id = ${requestId} and tender_id = ${tenderId} for update`.execute(tx);
	if (found.length === 0) throw notFound();
	const { rows } = await sql<Locked>`
		select c.at, c.at <= q.answer_until as "inTime", q.answer_until as until, q.asked_by as "askedBy",
			to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as exact,
			exists (select 1 from tender_answer a where a.request_id = q.id) as answered
		from tender_request q, (select clock_timestamp() as at) c where q.id = ${requestId}`.execute(tx);
	return rows[0]!;
}

/** Late and sent again: one receipt is enough. */
async function receiptedBefore(tx: Tx, tenderId: string, sha256: string): Promise<boolean> {
	const [last] = await receiptsIn(tx, tenderChain(tenderId));
	return last?.kind === 'late-answer' && last.sha256 === sha256;
}

interface Received {
	requestId: string;
	body: string;
	changes: Record<string, string>;
	received: { sha256: string; bytes: number };
	files: File[];
	at: Date;
}

async function putAway(tx: Tx, ctx: Context, { requestId, body, changes, received, files, at }: Received) {
	const person = namedPerson(ctx);
	await tx
		.insertInto('tender_answer')
		.values({
			request_id: requestId,
			body,
			changes: Object.keys(changes).length > 0 ? json(changes) : null,
			...received,
			answered_by: person.id,
			answered_name: person.name,
			answered_at: at
		})
		.execute();
	for (const file of files)
		await storeFile(tx, ctx, {
			subjectKind: ANSWER_FILES,
			subjectId: requestId,
			file,
			alt: file.name
		});
}

/** As of a tender: checksum, size and name of the text, of every changed answer and every file as they were sent. */
async function checksumOf(
	body: string,
	changes: Record<string, string>,
	files: File[]
): Promise<{ sha256: string; bytes: number }> {
	const parts = [{ name: 'answer.txt', bytes: Buffer.from(body) }];
	for (const [id, text] of Object.entries(changes))
		parts.push({ name: `criterion-${id}.txt`, bytes: Buffer.from(text) });
	for (const file of files) parts.push({ name: file.name, bytes: Buffer.from(await file.arrayBuffer()) });
	const hash = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
	const lines = parts.map(({ name, bytes }) => `${hash(bytes)}  ${bytes.length}  ${name}\n`);
	return {
		sha256: hash(lines.toSorted().join('')),
		bytes: parts.reduce((sum, one) => sum + one.bytes.length, 0)
	};
}

/** Its own side; and the buyer's, where the tender's door stands open: then the reading is written down. */
defineFileOwner(ANSWER_FILES, async (ctx, requestId, file) => {
	const place = await placeOf(ctx.db, requestId);
	if (!place) return false;
	if (await isOwn(ctx, place.tenderId)) return true;
	if ((await waitingBatches(ctx.db, [place.tenderId])).has(place.batch)) return false;
	return isOpen(ctx, place, file.id);
});

async function placeOf(db: DbOrTx, requestId: string) {
	return db
		.selectFrom('tender_request as q')
		.innerJoin('tender as t', 't.id', 'q.tender_id')
		.innerJoin('procurement_round as r', 'r.id', 't.round_id')
		.innerJoin('procurement as p', 'p.id', 'r.procurement_id')
		.innerJoin('initiative as i', 'i.id', 'p.initiative_id')
		.select(['t.id as tenderId', 'q.batch', 'i.slug', 'p.id', 'r.number'])
		.where('q.id', '=', requestId)
		.executeTakeFirst();
}

const isOwn = (ctx: Context, tenderId: string): Promise<boolean> =>
	accessTender(ctx, tenderId, readOwnTender).then(
		() => true,
		() => false
	);

async function isOpen(
	ctx: Context,
	{ tenderId, ...ref }: { tenderId: string; slug: string; id: string; number: number },
	fileId: string
): Promise<boolean> {
	try {
		const access = await tendersWithDoors(ctx, ref, readTenders);
		const row = [...access.tenders, ...access.refused].find((one) => one.id === tenderId);
		if (!row) return false;
		refuseNeutral(access);
		await refuseShut(ctx, access, row);
	} catch (error) {
		if (error instanceof AppError) return false;
		throw error;
	}
	await ctx.db
		.transaction()
		.execute((tx) => auditTender(tx, ctx, tenderId, 'tender.answer-file-read', { file: fileId }));
	return true;
}
