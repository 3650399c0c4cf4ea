import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { fileTypeFromBuffer } from 'file-type';
import { AppError } from '#platform/errors/index.ts';
import { newText } from '#platform/i18n/text.ts';
import { config } from '../config.ts';
import type { Context } from '../context.ts';
import type { DbOrTx, Tx } from '../db/index.ts';
import { json } from '../db/json.ts';
import { cleanImage, isImage } from './images.ts';

/** Media types taken in, by what the bytes say; text types have no signature and are checked as UTF-8. */
export const DOCUMENT_TYPES: Record<string, string> = {
	pdf: 'application/pdf',
	docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
	odt: 'application/vnd.oasis.opendocument.text',
	ods: 'application/vnd.oasis.opendocument.spreadsheet',
	png: 'image/png',
	jpg: 'image/jpeg',
	webp: 'image/webp',
	txt: 'text/plain',
	csv: 'text/csv'
};

export const MAX_FILE_BYTES = 25 * 1024 * 1024;

export interface StoredFile {
	id: string;
	name: string;
	type: string;
	size: number;
	sha256: string;
}

export interface NewFile {
	/** Which kind of record it belongs to; that kind decides who may read it. */
	subjectKind: string;
	subjectId: string;
	file: File;
	/** Words for those who cannot see a picture; pictures need it. */
	alt?: string;
	published?: boolean;
}

/**
 * Takes in an uploaded file: size, type by content, pictures re-encoded without position data, stored outside
 * the web root under its hash and synced to disk before the row is written. @throws AppError on a bad file.
 */
export async function storeFile(tx: Tx, ctx: Context, input: NewFile): Promise<StoredFile> {
	const checked = await checkFile(input);
	const sha256 = createHash('sha256').update(checked.bytes).digest('hex');
	await writeOnce(pathOf(sha256), checked.bytes);
	const row = await tx
		.insertInto('file')
		.values({
			subject_kind: input.subjectKind,
			subject_id: input.subjectId,
			name: safeName(input.file.name),
			type: checked.type,
			size: checked.bytes.length,
			sha256,
			alt: input.alt ? json(newText(ctx.lang, input.alt)) : null,
			uploaded_by: ctx.actor.personId,
			published_at: input.published ? new Date() : null
		})
		.returning(['id', 'name', 'type', 'size', 'sha256'])
		.executeTakeFirstOrThrow();
	return row;
}

async function checkFile({ file, alt }: NewFile): Promise<{ bytes: Buffer; type: string }> {
	if (file.size === 0) throw new AppError('invalid', 'file.error.empty');
	if (file.size > MAX_FILE_BYTES) {
		throw new AppError('too-large', 'error.too-large', {
			params: { max: `${MAX_FILE_BYTES / 1024 / 1024} MB` }
		});
	}
	const bytes = Buffer.from(await file.arrayBuffer());
	const type = await contentType(bytes, file.name);
	if (!type)
		throw new AppError('invalid', 'file.error.type', {
			params: { types: Object.keys(DOCUMENT_TYPES).join(', ') }
		});
	if (!isImage(type)) return { bytes, type };
	if (!alt?.trim()) throw new AppError('invalid', 'file.error.alt', { fields: { alt: 'file.error.alt' } });
	return { bytes: await cleanImage(bytes, type), type };
}

async function contentType(bytes: Buffer, name: string): Promise<string | null> {
	const found = await fileTypeFromBuffer(bytes);
	if (found) return Object.values(DOCUMENT_TYPES).includes(found.mime) ? found.mime : null;
	// No signature: only plain text, and only when it really is text.
	const ending = name.toLowerCase().match(/\.(txt|csv)$/)?.[1];
	if (!ending || bytes.includes(0)) return null;
	try {
		new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return null;
	}
	return DOCUMENT_TYPES[ending]!;
}

function safeName(name: string): string {
	const base = name
		.split(/[\\/]/)
		.pop()!
		.replace(/[\p{Cc}"<>|:*?]/gu, '_')
		.trim();
	return base.slice(-150) || 'fil';
}

function pathOf(sha256: string): string {
	return join(config().DATA_DIR, 'files', sha256.slice(0, 2), sha256);
}

async function writeOnce(path: string, bytes: Buffer): Promise<void> {
	await mkdir(dirname(path), { recursive: true, mode: 0o700 });
	const temporary = `${path}.${randomUUID()}`;
	const handle = await open(temporary, 'wx', 0o600);
	try {
		await handle.writeFile(bytes);
		await handle.sync();
	} finally {
		await handle.close();
	}
	await rename(temporary, path);
}

type CanRead = (
	ctx: Context,
	subjectId: string,
	file: { id: string; published: boolean; uploadedBy: string | null }
) => Promise<boolean>;
const owners = new Map<string, CanRead>();

/** A capability says who may read the files of its records. Without one, nobody may. */
export function defineFileOwner(subjectKind: string, canRead: CanRead): void {
	owners.set(subjectKind, canRead);
}

/** Opens a file for the asker, or answers null for what one may not know of. */
export async function openFile(
	ctx: Context,
	id: string
): Promise<{ file: StoredFile; stream: ReadableStream } | null> {
	ctx.access.decided = true;
	const row = await ctx.db
		.selectFrom('file')
		.selectAll()
		.where('id', '=', id)
		.where('removed_at', 'is', null)
		.executeTakeFirst();
	if (!row) return null;
	const canRead = owners.get(row.subject_kind);
	const facts = { id: row.id, published: row.published_at !== null, uploadedBy: row.uploaded_by };
	if (!canRead || !(await canRead(ctx, row.subject_id, facts))) return null;
	const stream = Readable.toWeb(createReadStream(pathOf(row.sha256))) as ReadableStream;
	return { file: row, stream };
}

/** Files of a record, oldest first. */
export async function listFiles(db: DbOrTx, subjectKind: string, subjectIds: string[]) {
	if (subjectIds.length === 0) return [];
	return db
		.selectFrom('file')
		.select(['id', 'subject_id', 'name', 'type', 'size', 'sha256', 'alt', 'created_at', 'published_at'])
		.where('subject_kind', '=', subjectKind)
		.where('subject_id', 'in', subjectIds)
		.where('removed_at', 'is', null)
		.orderBy('created_at')
		.execute();
}
