import { plainText } from '#platform/i18n/text.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { issueReceipt, receiptsIn, type SignedReceipt } from '#platform/server/receipts/index.ts';
import type { OwnAnswer } from './answer-access.ts';

/** Receipts of an answer are numbered by themselves; the call's own records must not tell that there are any. */
const chainOf = (answerId: string) => `rfi-answer:${answerId}`;

/** What a receipt is given for. */
interface Sent {
	kind: 'submission' | 'replacement' | 'withdrawal' | 'refusal';
	/** Number of the submission; of a refusal, what it would have become. */
	number: number;
	sha256: string;
	bytes: number;
	at: Date;
}

/** Signs that an answer came in, replaced another, was taken back or came too late; in the transaction that says so. */
export async function signSent(tx: Tx, own: OwnAnswer, sent: Sent): Promise<SignedReceipt> {
	const { title } = own.rfi.version!.content;
	return issueReceipt(tx, {
		chain: chainOf(own.id!),
		kind: sent.kind,
		version: sent.number,
		sha256: sent.sha256,
		bytes: sent.bytes,
		at: sent.at.toISOString(),
		about: {
			call: plainText(title, title.o),
			callId: own.rfi.id,
			callVersion: own.rfi.version!.number,
			answer: own.id!,
			organisation: own.organisation.name
		}
	});
}

/** The signed receipt of a submission: of its coming, or of its being taken back. Null from before they were signed. */
export async function signedFor(
	db: DbOrTx,
	{ answerId, number, withdrawn }: { answerId: string; number: number; withdrawn: boolean }
): Promise<SignedReceipt | null> {
	const all = (await receiptsIn(db, chainOf(answerId))).filter((one) => one.version === number);
	return all.find((one) => one.kind !== 'refusal' && (one.kind === 'withdrawal') === withdrawn) ?? null;
}

/** Receipts for answers that came too late, the latest first. Says nothing about who may see them. */
export async function refusalsOf(db: DbOrTx, answerId: string): Promise<SignedReceipt[]> {
	return (await receiptsIn(db, chainOf(answerId))).filter((one) => one.kind === 'refusal');
}

/** Of which answer a receipt is; null where it is of something else. */
export async function answerOfReceipt(db: DbOrTx, receiptId: string): Promise<string | null> {
	const row = await db
		.selectFrom('receipt')
		.select('chain')
		.where('id', '=', receiptId)
		.where('kind', '=', 'refusal')
		.where('chain', 'like', 'rfi-answer:%')
		.executeTakeFirst();
	return row ? row.chain.slice('rfi-answer:'.length) : null;
}
