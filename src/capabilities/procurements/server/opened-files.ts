import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { AppError, notFound } from '#platform/errors/index.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import { openStream } from '#platform/sealing/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Db, DbOrTx, Tx } from '#platform/server/db/index.ts';
import { defineFileOwner, openFile } from '#platform/server/files/index.ts';
import { defineJob, enqueue } from '#platform/server/jobs/index.ts';
import type { RoundRef } from './access.ts';
import { readTender } from './reading.ts';
import { readSealed } from './sealed-files.ts';
import { accessTender, auditTender, loadTender, readOwnTender } from './tender-access.ts';
import { fileKey } from './vault.ts';

// Files of opened tenders stay sealed on disk; each reading opens them anew, piece by piece.

export interface OpenedFile {
	name: string;
	/** Bytes of the file itself, as the tender says. */
	size: number;
	/** Fails at its end where the file was damaged. */
	stream: ReadableStream<Uint8Array>;
}

/** A file of an opened tender, for those whose door stands open. Every download is written into its chain. */
export async function tenderFile(
	ctx: Context,
	ref: RoundRef,
	tenderId: string,
	fileId: string
): Promise<OpenedFile> {
	const { tender } = await readTender(ctx, ref, tenderId);
	const shown = tender.solution.files.find((one) => one.id === fileId);
	const file = await fileKey(ctx.db, tenderId, fileId);
	if (!file) throw notFound();
	await ctx.db
		.transaction()
		.execute((tx) => auditTender(tx, ctx, tenderId, 'tender.file-read', { file: fileId }));
	const { name, size, key } = file;
	return { name: shown?.name ?? name, size, stream: await contentOf(ctx, fileId, key) };
}

/** Files of tenders from before tenders were sealed have no key; they lie among all other files. */
async function contentOf(
	ctx: Context,
	fileId: string,
	key: string | undefined
): Promise<ReadableStream<Uint8Array>> {
	if (key) return openStream(key, await receivedOnly(ctx.db, fileId));
	const found = await openFile(ctx, fileId);
	if (!found) throw notFound();
	return found.stream;
}

defineFileOwner('tender', async (ctx, tenderId, { id }) => {
	const tender = await loadTender(ctx.db, tenderId);
	if (!tender) return false;
	if (readOwnTender.rule(ctx.actor, tender) === null) return true;
	const ref = { slug: tender.slug, id: tender.procurement.id, number: tender.round.number };
	try {
		const { tender: read, sight } = await readTender(ctx, ref, tenderId);
		// The address holds the name that it was sent with.
		return sight === 'names' && read.solution.files.some((one) => one.id === id);
	} catch (error) {
		if (error instanceof AppError) return false;
		throw error;
	}
});

/** The same, for the tender's own side, after the opening. */
export async function ownTenderFile(
	ctx: Context,
	tenderId: string,
	fileId: string
): Promise<{ name: string; stream: ReadableStream<Uint8Array> }> {
	await accessTender(ctx, tenderId, readOwnTender);
	const file = await fileKey(ctx.db, tenderId, fileId).catch(() => null);
	if (!file) throw notFound();
	return { name: file.name, stream: await contentOf(ctx, fileId, file.key) };
}

const checkFiles = defineJob({
	name: 'procurement.check-files',
	queue: 'work',
	schema: z.object({ roundId: z.uuid() }),
	run: async ({ roundId }, db) => {
		const { rows } = await sql<{ tenderId: string; fileId: string }>`
			select s.tender_id as "tenderId", sf.file_id as "fileId" from opened_tender ot
			join opening o on o.id = ot.opening_id and o.round_id = ${roundId}
			join tender_submission s on s.id = ot.submission_id
			join submission_file sf on sf.submission_id = s.id
			join sealed_file f on f.id = sf.file_id and f.checked_at is null`.execute(db);
		for (const { tenderId, fileId } of rows) await checkFile(db, tenderId, fileId);
	}
});

/** Reads every file once after the opening, so that a damaged one is known before somebody needs it. */
export const checkOpenedFiles = (tx: Tx, roundId: string): Promise<void> =>
	enqueue(tx, checkFiles, { roundId });

async function checkFile(db: Db, tenderId: string, fileId: string): Promise<void> {
	const { fault } = await inspectFile(db, tenderId, fileId);
	await sql`update sealed_file set checked_at = now(), fault = ${fault} where id = ${fileId}`.execute(db);
}

export interface Inspection {
	/** What is wrong with it; null where nothing is. */
	fault: MessageKey | null;
	/** Of the file itself, in hex. */
	sha256: string;
}

const checksumOf = async (db: DbOrTx, fileId: string): Promise<string | null> => {
	const { rows } = await sql<{ sha256: string | null }>`
		select sha256 from sealed_file where id = ${fileId}`.execute(db);
	return rows[0]?.sha256 ?? null;
};

/** Ciphertext as it was received: the stream fails at its end where another lies in its place. */
async function receivedOnly(db: DbOrTx, fileId: string): Promise<ReadableStream<Uint8Array>> {
	const expected = await checksumOf(db, fileId);
	const digest = createHash('sha256');
	const checked = new TransformStream<Uint8Array, Uint8Array>({
		transform(chunk, controller) {
			digest.update(chunk);
			controller.enqueue(chunk);
		},
		flush() {
			if (digest.digest('hex') !== expected) throw new Error(`file ${fileId} is not what was received`);
		}
	});
	return readSealed(fileId).pipeThrough(checked);
}

/** Reads a file of an opened tender whole: as it was received, and as it was meant. */
export async function inspectFile(db: DbOrTx, tenderId: string, fileId: string): Promise<Inspection> {
	const file = await fileKey(db, tenderId, fileId).catch(() => null);
	if (!file) return { fault: 'procurement.file.fault.unlisted', sha256: '' };
	if (!file.key) return { fault: null, sha256: file.sha256 ?? '' };
	const inspected = await readWhole(file.key, fileId).catch(() => null);
	if (!inspected) return { fault: 'procurement.file.fault.unreadable', sha256: '' };
	const { received, meant } = inspected;
	const same = received === (await checksumOf(db, fileId)) && (file.sha256 ?? meant) === meant;
	return { fault: same ? null : 'procurement.file.fault.altered', sha256: meant };
}

/** SHA-256 of what lies here and of what it opens to. @throws Error where it does not open */
async function readWhole(key: string, fileId: string): Promise<{ received: string; meant: string }> {
	const [received, meant] = [createHash('sha256'), createHash('sha256')];
	const noted = new TransformStream<Uint8Array, Uint8Array>({
		transform(chunk, controller) {
			received.update(chunk);
			controller.enqueue(chunk);
		}
	});
	for await (const chunk of await openStream(key, readSealed(fileId).pipeThrough(noted))) meant.update(chunk);
	return { received: received.digest('hex'), meant: meant.digest('hex') };
}
