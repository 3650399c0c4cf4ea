import { Upload } from 'tus-js-client';
import { createIdentity, recipientOf, sealedSize } from '#platform/sealing/index.ts';
import type { TenderFile } from '../sealing/content.ts';
import { ask } from './ask.ts';
import type { Told, ToLock } from './lock-worker.ts';
import { Pieces } from './pieces.ts';

// A file is locked here, laid by as ciphertext in the browser's private storage, and sent piece by piece while the rest
// is being locked. Once laid by it may be interrupted at any point: it is sent on from where the server stopped.

export const MAX_FILE_BYTES = 500 * 1024 * 1024;
const PIECE = 8 * 1024 * 1024;

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
	const locked = lockBeside({ id, recipient: await recipientOf(key), file }, pieces).then(() => ({
		id,
		name,
		size: file.size,
		key
	}));
	locked.catch((error) => pieces.fail(error));
	return { locked, pieces };
}

const inMemory = new Map<string, Blob>();
const storage = () => navigator.storage?.getDirectory?.().catch(() => null) ?? null;

/** Lets a worker lock the file and lay it by; its blocks come in as they are locked. */
async function lockBeside(asked: ToLock, pieces: Pieces): Promise<void> {
	const worker = new Worker(new URL('./lock-worker.ts', import.meta.url), { type: 'module' });
	try {
		const end = await new Promise<string>((resolve, reject) => {
			worker.onmessage = ({ data }: MessageEvent<Told>) => {
				if ('block' in data) pieces.add(data.block);
				else if ('end' in data) resolve(data.end);
				else reject(new Error(data.error));
			};
			worker.onerror = (event) => reject(new Error(event.message));
			worker.postMessage(asked);
		});
		if (end === 'not-laid-by') inMemory.set(asked.id, await pieces.slice(0, pieces.size));
	} finally {
		worker.terminate();
	}
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
