import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { noticeOutage } from '#platform/server/outages/index.ts';
import {
	issueReceipt,
	receiptsIn,
	type ReceiptKind,
	type SignedReceipt
} from '#platform/server/receipts/index.ts';
import { namedPerson } from './access.ts';
import { receiptMail, representativesOf } from './mail.ts';
import { accessTender, auditTender, tenderChain, type Tender } from './tender-access.ts';

/** When something arrived, by the database's clock, and whether that was in time. */
export interface Moment {
	at: Date;
	/** UTC with microseconds. */
	exact: string;
	inTime: boolean;
	until: Date;
}

/**
 * Locks the round for share, then reads the clock: whoever closes the round locks it for update, and so waits
 * for those who came in time. One microsecond late is late.
 */
export async function momentOf(tx: Tx, roundId: string): Promise<Moment> {
	await noticeOutage(tx);
	await sql`select 1 from procurement_round where id = ${roundId} for share`.execute(tx);
	// A statement of its own: it sees a deadline moved while we waited for the lock.
	const { rows } = await sql<Moment>`
		select c.at, r.published_at is not null and c.at <= r.tenders_until as "inTime", r.tenders_until as until,
			to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as exact
		from procurement_round r, (select clock_timestamp() as at) c where r.id = ${roundId}`.execute(tx);
	return rows[0]!;
}

/** What a receipt is given for. */
export interface Delivery {
	kind: ReceiptKind;
	version: number;
	sha256: string;
	bytes: number;
}

/** Audits, signs the receipt and sends it to whoever may act for the organisation. */
export async function giveReceipt(
	tx: Tx,
	ctx: Context,
	tender: Tender,
	moment: Pick<Moment, 'exact' | 'until'>,
	delivery: Delivery,
	about: Record<string, string> = {}
): Promise<SignedReceipt> {
	const { kind, version, sha256 } = delivery;
	await auditTender(tx, ctx, tender.id, `tender.${ACTION[kind]}`, { version, sha256 });
	const receipt = await issueReceipt(tx, {
		...delivery,
		chain: tenderChain(tender.id),
		at: moment.exact,
		about: {
			procurement: plainText(tender.procurement.title, tender.lang),
			procurementId: tender.procurement.id,
			...(tender.round.lot ? { lot: tender.round.lot.position } : {}),
			phase: tender.round.step,
			deadline: moment.until.toISOString(),
			tender: tender.id,
			organisation: tender.organisationName,
			...about
		}
	});
	const others = await representativesOf(tx, tender.organisationId);
	for (const personId of new Set([namedPerson(ctx).id, ...others])) {
		await sendMail(tx, receiptMail, { receiptId: receipt.id, tenderId: tender.id, personId });
	}
	return receipt;
}

const ACTION = {
	submission: 'submitted',
	replacement: 'submitted',
	withdrawal: 'withdrawn',
	refusal: 'refused',
	answer: 'answered',
	'late-answer': 'answer-refused'
} as const;

/**
 * Too late. That, too, is put in writing, once for what was sent; the caller commits it and then refuses.
 * @returns the refusal to throw after the transaction
 */
export async function refuseLate(
	tx: Tx,
	ctx: Context,
	tender: Tender,
	moment: Moment,
	delivery: Omit<Delivery, 'kind'>
): Promise<AppError> {
	const [last] = await receiptsIn(tx, tenderChain(tender.id));
	const said = last?.kind === 'refusal' && last.version === delivery.version;
	if (!said) await giveReceipt(tx, ctx, tender, moment, { ...delivery, kind: 'refusal' });
	return new AppError('conflict', 'procurement.refuse.late', { params: { until: moment.until } });
}

/** The tender as it stands submitted. */
export interface Submission {
	submissionId: string;
	version: number;
	receivedAt: Date;
	sha256: string;
	bytes: number;
	/** 'rule' where it was handed in before tenders were sealed. */
	way: string;
	/** Versions of documents that had been published then. */
	documents: number | null;
	submittedName: string;
}

/** The last version, unless it was withdrawn. */
export async function lastSubmission(db: DbOrTx, tenderId: string): Promise<Submission | null> {
	const row = await db
		.selectFrom('tender_submission')
		.selectAll()
		.where('tender_id', '=', tenderId)
		.orderBy('version', 'desc')
		.executeTakeFirst();
	if (!row || row.withdrawn_at) return null;
	return {
		submissionId: row.id,
		version: row.version,
		receivedAt: row.received_at,
		sha256: row.sha256,
		bytes: row.bytes,
		way: row.way,
		documents: row.documents,
		submittedName: row.submitted_name
	};
}

/** Every receipt of a tender, newest first: for its own side. */
export async function receiptsOf(
	ctx: Context,
	tenderId: string
): Promise<{ tender: Tender; receipts: SignedReceipt[] }> {
	const tender = await accessTender(ctx, tenderId);
	return { tender, receipts: await receiptsIn(ctx.db, tenderChain(tenderId)) };
}
