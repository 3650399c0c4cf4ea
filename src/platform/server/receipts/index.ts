/**
 * Signed receipts: what came in, when, with which checksum. Each chain (of a tender, say) numbers its receipts,
 * and each names the checksum of the one before, so that none can be taken away unseen.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { config } from '../config.ts';
import type { DbOrTx, Tx } from '../db/index.ts';
import { signText } from '../signing/index.ts';

/** An answer is to a written question about what was submitted; a late one is refused. */
export type ReceiptKind = 'submission' | 'replacement' | 'withdrawal' | 'refusal' | 'answer' | 'late-answer';

export interface ReceiptFacts {
	/** The audit chain of what was received, e.g. `call:<id>`; its head stands in the receipt. */
	chain: string;
	kind: ReceiptKind;
	version: number;
	/** Checksum of what was received, or would have been. */
	sha256: string;
	bytes: number;
	/** When it was received, as the database wrote it: UTC with microseconds. */
	at: string;
	/** What it was received for and from whom. No names of persons: a receipt proves delivery, not authorship. */
	about: Record<string, string | number>;
}

export interface SignedReceipt {
	id: string;
	kind: ReceiptKind;
	number: number;
	version: number;
	sha256: string;
	issuedAt: Date;
	/** The exact text that was signed (JSON). */
	body: string;
	signature: string;
	keyId: string;
}

/** Writes a receipt in the transaction that received or refused; after its audit entry. */
export async function issueReceipt(tx: Tx, facts: ReceiptFacts): Promise<SignedReceipt> {
	const { chain, kind, version, sha256, bytes, at, about } = facts;
	const { number, previous, head } = await standing(tx, chain);
	const signed = await signText(tx, (key) =>
		JSON.stringify({
			format: 'motesplats-receipt/1',
			from: config().PUBLIC_URL,
			kind,
			...about,
			version,
			sha256,
			bytes,
			at,
			number,
			previous,
			auditHead: head,
			key
		})
	);
	const row = await tx
		.insertInto('receipt')
		.values({
			chain,
			number,
			kind,
			version,
			sha256,
			body: signed.text,
			signature: signed.signature,
			key_id: signed.keyId,
			issued_at: sql<Date>`${at}::timestamptz`
		})
		.returningAll()
		.executeTakeFirstOrThrow();
	return shape(row);
}

/** Where a chain stands. Its audit head is locked by the entry just written, so no two take the same number. */
async function standing(tx: Tx, chain: string) {
	const { rows } = await sql<{ last: number | null; body: string | null; head: string }>`
		select r.number as last, r.body, coalesce((select head from audit_chain where id = ${chain}), '') as head
		from (select 1) one left join lateral (
			select number, body from receipt where chain = ${chain} order by number desc limit 1) r on true`.execute(tx);
	const { last, body, head } = rows[0]!;
	return { number: (last ?? 0) + 1, previous: body === null ? null : sha256Of(body), head };
}

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');

/** All receipts of a chain, the newest first. Says nothing about who may see them. */
export async function receiptsIn(db: DbOrTx, chain: string): Promise<SignedReceipt[]> {
	const rows = await db
		.selectFrom('receipt')
		.selectAll()
		.where('chain', '=', chain)
		.orderBy('number', 'desc')
		.execute();
	return rows.map(shape);
}

/** One receipt. Says nothing about who may see it. @throws when there is none */
export async function receiptById(db: DbOrTx, id: string): Promise<SignedReceipt> {
	return shape(await db.selectFrom('receipt').selectAll().where('id', '=', id).executeTakeFirstOrThrow());
}

function shape(row: {
	id: string;
	kind: string;
	number: number;
	version: number;
	sha256: string;
	issued_at: Date;
	body: string;
	signature: string;
	key_id: string;
}): SignedReceipt {
	const { id, number, version, sha256, body, signature } = row;
	return {
		id,
		kind: row.kind as ReceiptKind,
		number,
		version,
		sha256,
		issuedAt: row.issued_at,
		body,
		signature,
		keyId: row.key_id
	};
}

/** A receipt as a text that people read and `verify-receipt.mjs` checks. */
export function receiptText(receipt: SignedReceipt, words: string[]): string {
	return [
		...words,
		'',
		'-----BEGIN RECEIPT-----',
		receipt.body,
		'-----SIGNATURE-----',
		receipt.signature,
		'-----END RECEIPT-----',
		''
	].join('\n');
}
