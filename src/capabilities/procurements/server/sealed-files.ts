import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { z } from 'zod';
import { AppError, notFound } from '#platform/errors/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import type { Db, DbOrTx, Tx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { defineJob, enqueue } from '#platform/server/jobs/index.ts';
import { invalid } from './common.ts';
import { accessTender, auditTender, draftTender, refuseClosed } from './tender-access.ts';

// Files of tenders, as ciphertext on disk: DATA_DIR/sealed/<id>. They come piece by piece, and may take days.

export const MAX_TENDER_FILES = 20;
export const MAX_SEALED_BYTES = 500 * 1024 * 1024 + 1024 * 1024;

export const sealedFolder = () => join(config().DATA_DIR, 'sealed');
export const sealedPath = (id: string) => join(sealedFolder(), id);

/** Makes room for a file of so many bytes of ciphertext. Gives the id under which it is sent. */
export async function reserveFile(ctx: Context, tenderId: string, bytes: number): Promise<string> {
	const tender = await accessTender(ctx, tenderId, draftTender);
	refuseClosed(tender);
	if (bytes > MAX_SEALED_BYTES)
		throw new AppError('too-large', 'error.too-large', { params: { max: '500 MB' } });
	return ctx.db.transaction().execute(async (tx) => {
		await sql`select 1 from tender where id = ${tenderId} for update`.execute(tx);
		const { rows } = await sql<{ count: number }>`select count(*)::int as count from sealed_file
			where tender_id = ${tenderId} and removed_at is null`.execute(tx);
		if (rows[0]!.count >= MAX_TENDER_FILES) throw invalid('procurement.refuse.files', 'file');
		const { id } = await tx
			.insertInto('sealed_file')
			.values({ tender_id: tenderId, bytes })
			.returning('id')
			.executeTakeFirstOrThrow();
		await auditTender(tx, ctx, tenderId, 'tender.file-begun', { bytes });
		return id;
	});
}

/** A file that is still to be sent by the asker's side. @throws not-found for everybody else, and when it is done */
export async function awaitedFile(
	ctx: Context,
	tenderId: string,
	fileId: string
): Promise<{ id: string; bytes: number }> {
	const tender = await accessTender(ctx, tenderId, draftTender);
	refuseClosed(tender);
	const row = await ctx.db
		.selectFrom('sealed_file')
		.select(['id', 'bytes'])
		.where('id', '=', fileId)
		.where('tender_id', '=', tenderId)
		.where('completed_at', 'is', null)
		.where('removed_at', 'is', null)
		.executeTakeFirst();
	if (!row) throw notFound();
	return { id: row.id, bytes: Number(row.bytes) };
}

/** A file of the asker's side that has come whole, or null. */
export async function doneFile(
	ctx: Context,
	tenderId: string,
	fileId: string
): Promise<{ bytes: number } | null> {
	await accessTender(ctx, tenderId, draftTender);
	const row = await ctx.db
		.selectFrom('sealed_file')
		.select('bytes')
		.where('id', '=', fileId)
		.where('tender_id', '=', tenderId)
		.where('completed_at', 'is not', null)
		.where('removed_at', 'is', null)
		.executeTakeFirst();
	return row ? { bytes: Number(row.bytes) } : null;
}

/** All bytes have come: they are synced to disk, and their checksum is taken from what lies there. */
export async function completeFile(ctx: Context, tenderId: string, fileId: string): Promise<void> {
	const awaited = await awaitedFile(ctx, tenderId, fileId);
	await syncToDisk(fileId);
	const { sha256, bytes } = await checksumOf(fileId);
	if (bytes !== awaited.bytes) throw new AppError('conflict', 'procurement.refuse.file-size');
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.updateTable('sealed_file')
			.set({ sha256, completed_at: sql`now()` })
			.where('id', '=', fileId)
			.execute();
		await auditTender(tx, ctx, tenderId, 'tender.file-added', { sha256, bytes });
	});
}

/** Takes in a whole stream of ciphertext, for those who send without a script. */
export async function receiveWhole(fileId: string, stream: ReadableStream<Uint8Array>): Promise<void> {
	await mkdir(sealedFolder(), { recursive: true, mode: 0o700 });
	const file = await open(sealedPath(fileId), 'w', 0o600);
	try {
		for await (const chunk of Readable.fromWeb(stream as never)) await file.write(chunk as Uint8Array);
	} finally {
		await file.close();
	}
}

/** The file and the folder that names it: after this, pulling the plug loses neither. */
async function syncToDisk(fileId: string): Promise<void> {
	for (const path of [sealedPath(fileId), sealedFolder()]) {
		const handle = await open(path, 'r');
		await handle.sync();
		await handle.close();
	}
}

async function checksumOf(fileId: string): Promise<{ sha256: string; bytes: number }> {
	const digest = createHash('sha256');
	let bytes = 0;
	for await (const chunk of createReadStream(sealedPath(fileId))) {
		digest.update(chunk as Buffer);
		bytes += (chunk as Buffer).length;
	}
	return { sha256: digest.digest('hex'), bytes };
}

/** Ciphertext of a file, as a stream. */
export const readSealed = (fileId: string): ReadableStream<Uint8Array> =>
	Readable.toWeb(createReadStream(sealedPath(fileId))) as unknown as ReadableStream<Uint8Array>;

export interface FileState {
	id: string;
	bytes: number;
	done: boolean;
}

/** Files of a tender's draft, whether all of them has come or not. */
export async function filesOf(db: DbOrTx, tenderId: string): Promise<FileState[]> {
	const rows = await db
		.selectFrom('sealed_file')
		.select(['id', 'bytes', 'completed_at'])
		.where('tender_id', '=', tenderId)
		.where('removed_at', 'is', null)
		.orderBy('created_at')
		.execute();
	return rows.map((row) => ({ id: row.id, bytes: Number(row.bytes), done: row.completed_at !== null }));
}

/** The files named, all there and whole. @throws conflict where one is not */
export async function wholeFiles(db: DbOrTx, tenderId: string, ids: readonly string[]) {
	if (ids.length === 0) return [];
	const rows = await db
		.selectFrom('sealed_file')
		.select(['id', 'sha256', 'bytes'])
		.where('tender_id', '=', tenderId)
		.where('id', 'in', [...ids])
		.where('completed_at', 'is not', null)
		.where('removed_at', 'is', null)
		.execute();
	if (rows.length < new Set(ids).size) throw new AppError('conflict', 'procurement.refuse.file-missing');
	return rows.map((row) => ({ id: row.id, sha256: row.sha256!, bytes: Number(row.bytes) }));
}

/** Takes a file out of the draft. What was handed in with it keeps it until it is replaced. */
export async function removeFile(ctx: Context, tenderId: string, fileId: string): Promise<void> {
	const tender = await accessTender(ctx, tenderId, draftTender);
	refuseClosed(tender);
	await ctx.db.transaction().execute(async (tx) => {
		await sql`select 1 from tender where id = ${tenderId} for update`.execute(tx);
		const { rows } = await sql`select 1 from sealed_file where id = ${fileId} and tender_id = ${tenderId}
			and removed_at is null`.execute(tx);
		if (rows.length === 0) throw notFound();
		const used = sql`select 1 from submission_file where file_id = ${fileId}`;
		await sql`update sealed_file set removed_at = now() where id = ${fileId} and not exists (${used})`.execute(
			tx
		);
		await enqueue(tx, deleteFiles, { tenderId });
	});
}

/** Marks every file of a tender as gone that no submission holds and that is not to be kept. */
export async function forgetFiles(tx: Tx, tenderId: string, keep: readonly string[]): Promise<void> {
	await sql`update sealed_file f set removed_at = now() where tender_id = ${tenderId} and removed_at is null
		and not (f.id = any(${uuids([...keep])}))
		and not exists (select 1 from submission_file s where s.file_id = f.id)`.execute(tx);
	await enqueue(tx, deleteFiles, { tenderId });
}

const deleteFiles = defineJob({
	name: 'procurement.delete-files',
	queue: 'work',
	schema: z.object({ tenderId: z.uuid() }),
	run: async ({ tenderId }, db) => {
		const rows = await db
			.selectFrom('sealed_file')
			.select('id')
			.where('tender_id', '=', tenderId)
			.where('removed_at', 'is not', null)
			.execute();
		for (const { id } of rows) await deleteSealed(id);
	}
});

async function deleteSealed(id: string): Promise<void> {
	for (const path of [sealedPath(id), `${sealedPath(id)}.json`]) await rm(path, { force: true });
}

/** Files whose sending was given up, or whose deadline passed without them, go every night. */
defineJob({
	name: 'procurement.tidy-files',
	queue: 'slow',
	schema: z.object({}),
	cron: '40 3 * * *',
	run: async (_data, db: Db) => {
		const { rows } = await sql<{ id: string }>`
			update sealed_file f set removed_at = now() from tender t, procurement_round r
			where t.id = f.tender_id and r.id = t.round_id and f.removed_at is null
				and clock_timestamp() > r.tenders_until
				and not exists (select 1 from submission_file s where s.file_id = f.id)
			returning f.id`.execute(db);
		for (const { id } of rows) await deleteSealed(id);
	}
});
