import { Upload } from 'tus-js-client';
import { createIdentity, recipientOf, sealedSize, sealStream } from '#platform/sealing/index.ts';
import type { TenderFile } from '../sealing/content.ts';
import { ask } from './ask.ts';
import { blocksOf, Pieces } from './pieces.ts';

// A file is locked here, laid by as ciphertext in the browser's private storage, and sent piece by piece while the rest
// is being locked. Once laid by it may be interrupted at any point: it is sent on from where the server stopped.

export const MAX_FILE_BYTES = 500 * 1024 * 1024;
const PIECE = 8 * 1024 * 1024;
const BLOCK = 4 * 1024 * 1024;

export type Phase = 'encrypting' | 'sending' | 'waiting' | 'done';
export type Progress = (phase: Phase, part: number) => void;

export interface Locking {
	/** What the tender says of it, once all of it is locked and laid by. */
	locked: Promise<TenderFile>;
	/** Its ciphertext as it comes into being, to be sent meanwhile. */
	pieces: Pieces;
}

/** Locks a file to a key of its own. What is locked can be sent at once, while the rest is being locked. */
export async function lockFile(url: string, file: File, progress: Progress): Promise<Locking> {
	const key = await createIdentity();
	const size = sealedSize(file.size);
	const { id } = await ask<{ id: string }>(url, 'POST', { bytes: size });
	const pieces = new Pieces(id, size, (part) => progress('encrypting', part));
	const { name } = file;
	const locked = sealStream(await recipientOf(key), file.stream())
		.then((sealed) => layBy(id, sealed, pieces))
		.then(() => ({ id, name, size: file.size, key }));
	locked.catch((error) => pieces.fail(error));
	return { locked, pieces };
}

const inMemory = new Map<string, Blob>();
const storage = () => navigator.storage?.getDirectory?.().catch(() => null) ?? null;

async function layBy(id: string, sealed: ReadableStream<Uint8Array>, pieces: Pieces): Promise<void> {
	const shelf = await openShelf(id);
	for await (const block of blocksOf(sealed, BLOCK)) {
		// Both refer to the same bytes, which leave the page's memory once.
		const blob = new Blob([block]);
		pieces.add(blob);
		await shelf?.write(blob);
	}
	await shelf?.close();
	if (!shelf || shelf.full) inMemory.set(id, await pieces.slice(0, pieces.size));
}

/** Room in the browser's private storage, or null. Where it fills up, what is in memory must do. */
async function openShelf(id: string) {
	const handle = await (await storage())?.getFileHandle(`${id}.age`, { create: true });
	const file = await handle?.createWritable();
	if (!file) return null;
	const shelf = {
		full: false,
		write: (block: Blob) => attempt(() => file.write(block)),
		close: () => attempt(() => file.close())
	};
	async function attempt(act: () => Promise<void>): Promise<void> {
		if (shelf.full) return;
		await act().catch(async () => {
			shelf.full = true;
			await file!.abort().catch(() => {});
		});
	}
	return shelf;
}

/** What is laid by for a file, or null: it was locked in another browser, or thrown away. */
export async function laidBy(id: string): Promise<Blob | null> {
	const folder = await storage();
	if (!folder) return inMemory.get(id) ?? null;
	return folder.getFileHandle(`${id}.age`).then(
		(handle) => handle.getFile(),
		() => null
	);
}

export async function throwAway(id: string): Promise<void> {
	inMemory.delete(id);
	await (await storage())?.removeEntry(`${id}.age`).catch(() => {});
}

const OFTEN = [0, 1000, 2000, 4000, 8000, ...Array<number>(60).fill(15_000)];

/** Sends what is laid by, from where the server has got to; waits for the network as long as it takes. */
export function sendOn(url: string, id: string, body: Blob | Pieces, progress: Progress): Promise<void> {
	return new Promise((resolve, reject) => {
		const upload = new Upload(body as Blob, {
			fileReader: { openFile: async (from: Blob | Pieces) => sourceOf(from) },
			uploadUrl: `${url}/${id}`,
			chunkSize: PIECE,
			retryDelays: OFTEN,
			storeFingerprintForResuming: false,
			onShouldRetry: (error) => {
				if (body instanceof Pieces && body.broken) return false;
				const status = error.originalResponse?.getStatus() ?? 0;
				if (status >= 400 && status < 500 && status !== 409 && status !== 423) return false;
				progress('waiting', 0);
				return true;
			},
			onProgress: (sent, total) => progress('sending', sent / total),
			onError: (error) => reject(error),
			onSuccess: () => {
				progress('done', 1);
				resolve(throwAway(id));
			}
		});
		upload.start();
	});
}

const sourceOf = (body: Blob | Pieces) => ({
	size: body.size,
	slice: async (start: number, end: number) => ({
		value: await body.slice(start, end),
		done: end >= body.size
	}),
	close: () => {}
});

/** Sends five random megabytes and takes them away again. @returns how many seconds it took */
export async function tryUpload(url: string): Promise<number> {
	const bytes = new Uint8Array(5 * 1024 * 1024);
	for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
	const { id } = await ask<{ id: string }>(url, 'POST', { bytes: bytes.length });
	const from = performance.now();
	await sendOn(url, id, new Blob([bytes]), () => {});
	const seconds = (performance.now() - from) / 1000;
	await ask(`${url}/${id}`, 'DELETE');
	return seconds;
}
