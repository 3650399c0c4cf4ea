import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { PIECES, type Piece, type SealedTender } from '../sealing/build.ts';
import { forgetFiles } from './sealed-files.ts';

// Ciphertext of tenders. Nothing here can be read without two of the three holders.

/** What a receipt is given for: name, checksum and size of every piece and file, in a fixed order. */
export interface Manifest {
	text: string;
	sha256: string;
	bytes: number;
}

interface Line {
	name: string;
	sha256: string;
	bytes: number;
}

const hash = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

function manifestOf(lines: Line[]): Manifest {
	const sorted = lines.toSorted((a, b) => (a.name < b.name ? -1 : 1));
	const text = sorted.map(({ name, sha256, bytes }) => `${sha256}  ${bytes}  ${name}\n`).join('');
	return { text, sha256: hash(text), bytes: sorted.reduce((sum, one) => sum + one.bytes, 0) };
}

/** The manifest of a tender that is about to be put away. */
export function manifestFor(
	tender: SealedTender,
	files: { id: string; sha256: string; bytes: number }[]
): Manifest {
	const pieces = PIECES.map((name) => ({
		name: `${name}.age`,
		sha256: hash(tender.pieces[name]),
		bytes: tender.pieces[name].length
	}));
	return manifestOf([...pieces, ...files.map(({ id, ...file }) => ({ name: `file-${id}.age`, ...file }))]);
}

/** Puts the pieces away, in the transaction that gives the receipt. */
export async function storePieces(tx: Tx, submissionId: string, tender: SealedTender): Promise<void> {
	await tx
		.insertInto('sealed_piece')
		.values(
			PIECES.map((name) => ({ submission_id: submissionId, name, body: Buffer.from(tender.pieces[name]) }))
		)
		.execute();
	for (const file_id of tender.files)
		await tx.insertInto('submission_file').values({ submission_id: submissionId, file_id }).execute();
}

/** The pieces of a submission, and its manifest computed anew from what lies here now. */
export async function readPieces(
	db: DbOrTx,
	submissionId: string
): Promise<{ pieces: Partial<Record<Piece, Uint8Array>>; manifest: Manifest }> {
	const rows = await db
		.selectFrom('sealed_piece')
		.select(['name', 'body'])
		.where('submission_id', '=', submissionId)
		.execute();
	const files = await db
		.selectFrom('submission_file as s')
		.innerJoin('sealed_file as f', 'f.id', 's.file_id')
		.select(['f.id', 'f.sha256', 'f.bytes'])
		.where('s.submission_id', '=', submissionId)
		.execute();
	const pieces = rows.map(({ name, body }) => ({
		name: `${name}.age`,
		sha256: hash(body),
		bytes: body.length
	}));
	return {
		pieces: Object.fromEntries(rows.map(({ name, body }) => [name, new Uint8Array(body)])),
		manifest: manifestOf([
			...pieces,
			...files.map(({ id, sha256, bytes }) => ({
				name: `file-${id}.age`,
				sha256: sha256 ?? '',
				bytes: Number(bytes)
			}))
		])
	};
}

/** Destroys what was replaced or withdrawn: pieces, wraps, and files that nothing refers to. Hash and receipt stay. */
export async function destroyAll(tx: Tx, tenderId: string, keep: readonly string[] = []): Promise<void> {
	const ofTender = sql`(select id from tender_submission where tender_id = ${tenderId})`;
	await sql`delete from sealed_piece where submission_id in ${ofTender}`.execute(tx);
	await sql`delete from tender_vault where submission_id in ${ofTender}`.execute(tx);
	await sql`delete from submission_file where submission_id in ${ofTender}`.execute(tx);
	await forgetFiles(tx, tenderId, keep);
}
