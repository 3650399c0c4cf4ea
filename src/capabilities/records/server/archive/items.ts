import { inspectFile, tenderFile, type RoundRef } from '#capabilities/procurements/index.ts';
import { translator } from '#platform/i18n/index.ts';
import type { Context } from '#platform/server/context.ts';
import { renderPdf, type Block, type DocumentModel } from '#platform/server/documents/index.ts';
import { openFile } from '#platform/server/files/index.ts';
import type { Item } from './pack.ts';

/** A name that every file system bears, in at most 40 signs; the real one stands as the file's label. */
export function safe(name: string): string {
	const plain = name
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.toLowerCase();
	return (
		plain
			.replace(/[^a-z0-9]+/g, '-')
			.replace(/^-+|-+$/g, '')
			.slice(0, 40) || 'namnlos'
	);
}

export const numbered = (at: number, name: string) => `${String(at + 1).padStart(2, '0')}-${safe(name)}`;

/** What one writes a paper from. */
export interface PaperInput {
	title: string;
	sender: string;
	kind: string;
	meta: { label: string; value: string }[];
	blocks: Block[];
}

export async function paperItem(path: string, created: Date, input: PaperInput): Promise<Item> {
	const model: DocumentModel = { ...input, lang: 'sv', pageWords: { page: 'Sida', of: 'av' } };
	return modelItem(path, created, model);
}

export async function modelItem(path: string, created: Date, model: DocumentModel): Promise<Item> {
	const body = await renderPdf(model, 'a-2a');
	return { path: `${path}.pdf`, label: model.title, type: 'application/pdf', created, body };
}

/** What was stored, as it was stored. Ids of persons stay behind: they say nothing outside this database. */
export function jsonItem(path: string, label: string, created: Date, value: unknown): Item {
	const body = JSON.stringify(
		value,
		(key, one: unknown) => (/(_by|By|personId)$/.test(key) ? undefined : one),
		1
	);
	return { path: `${path}.json`, label, type: 'application/json', created, body };
}

export const textItem = (path: string, label: string, created: Date, body: string): Item => ({
	path: `${path}.txt`,
	label,
	type: 'text/plain',
	created,
	body
});

/** A file as somebody handed it in, read through the door that decides who may. @throws when it is gone */
export async function fileItem(
	ctx: Context,
	folder: string,
	at: number,
	id: string,
	created: Date
): Promise<Item> {
	const found = await openFile(ctx, id);
	if (!found) throw new Error(`file ${id} of an archive package is not there to be read`);
	return fileAt(folder, at, created, found.file, found.stream);
}

function fileAt(
	folder: string,
	at: number,
	created: Date,
	{ name, type, size, sha256 }: { name: string; type: string; size: number; sha256: string },
	stream: ReadableStream
): Item {
	const dot = name.lastIndexOf('.');
	const ending =
		dot > 0
			? name
					.slice(dot)
					.toLowerCase()
					.replace(/[^.a-z0-9]/g, '')
			: '';
	const path = `${folder}/${numbered(at, dot > 0 ? name.slice(0, dot) : name)}${ending}`;
	return { path, label: name, type, created, body: { stream, size, sha256 } };
}

/** A file of an opened tender, opened as it is written. One that was damaged is noted in its place. */
export async function sealedFileItem(
	ctx: Context,
	{ ref, tenderId, fileId }: { ref: RoundRef; tenderId: string; fileId: string },
	folder: string,
	at: number,
	created: Date
): Promise<Item> {
	const { fault, sha256 } = await inspectFile(ctx.db, tenderId, fileId);
	if (fault) return textItem(`${folder}/${numbered(at, fileId)}`, fileId, created, translator('sv')(fault));
	const file = await tenderFile(ctx, ref, tenderId, fileId);
	return fileAt(folder, at, created, { ...file, sha256, type: 'application/octet-stream' }, file.stream);
}

export const heading = (text: string, level: 2 | 3 = 2): Block => ({ kind: 'heading', level, text });
export const paragraphs = (text: string): Block[] =>
	text
		.split(/\n{2,}/)
		.filter((one) => one.trim())
		.map((one) => ({ kind: 'text', text: one }));
/** A heading and its text, or nothing where there is no text. */
export const section = (title: string, text: string | null | undefined, level: 2 | 3 = 2): Block[] =>
	text?.trim() ? [heading(title, level), ...paragraphs(text)] : [];
