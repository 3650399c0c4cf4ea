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
	/** Bytes and SHA-256 of the file itself, as the tender says. */
	size: number;
	sha256: string;
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
	await readTender(ctx, ref, tenderId);
	const file = await fileKey(ctx.db, tenderId, fileId);
	if (!file) throw notFound();
	await ctx.db
		.transaction()
		.execute((tx) => auditTender(tx, ctx, tenderId, 'tender.file-read', { file: fileId }));
	const { name, size, sha256, key } = file;
	return { name, size, sha256, stream: await contentOf(ctx, fileId, key) };
}

/** Files of tenders from before tenders were sealed have no key; they lie among all other files. */
async function contentOf(
	ctx: Context,
	fileId: string,
	key: string | undefined
): Promise<ReadableStream<Uint8Array>> {
	if (key) return openStream(key, readSealed(fileId));
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
		return (await readTender(ctx, ref, tenderId)).tender.solution.files.some((one) => one.id === id);
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
	const fault = await fileFault(db, tenderId, fileId);
	await sql`update sealed_file set checked_at = now(), fault = ${fault} where id = ${fileId}`.execute(db);
}

/** What is wrong with a file of an opened tender, found by reading it whole; null where nothing is. */
export async function fileFault(db: DbOrTx, tenderId: string, fileId: string): Promise<MessageKey | null> {
	const file = await fileKey(db, tenderId, fileId).catch(() => null);
	if (!file) return 'procurement.file.fault.unlisted';
	return file.key ? faultOf(file.key, file.sha256, fileId) : null;
}

async function faultOf(key: string, sha256: string, fileId: string): Promise<MessageKey | null> {
	const digest = createHash('sha256');
	try {
		for await (const chunk of await openStream(key, readSealed(fileId))) digest.update(chunk);
	} catch {
		return 'procurement.file.fault.unreadable';
	}
	return digest.digest('hex') === sha256 ? null : 'procurement.file.fault.altered';
}
