import { plainText } from '#platform/i18n/text.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { issueReceipt, receiptsIn, type SignedReceipt } from '#platform/server/receipts/index.ts';
import type { OwnAnswer } from './answer-access.ts';

/** Receipts of an answer are numbered by themselves; the call's own records must not tell that there are any. */
const chainOf = (answerId: string) => `rfi-answer:${answerId}`;

/** What a receipt is given for. */
interface Sent {
	kind: 'submission' | 'replacement' | 'withdrawal';
	/** Number of the submission. */
	number: number;
	sha256: string;
	bytes: number;
	at: Date;
}

/** Signs that an answer came in, replaced another or was taken back; in the transaction that says so. */
export async function signSent(tx: Tx, own: OwnAnswer, sent: Sent): Promise<void> {
	const { title } = own.rfi.version!.content;
	await issueReceipt(tx, {
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
	return all.find((one) => (one.kind === 'withdrawal') === withdrawn) ?? null;
}
