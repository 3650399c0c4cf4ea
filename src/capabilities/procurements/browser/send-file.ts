import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { Upload } from 'tus-js-client';
import { createIdentity, recipientOf, sealedSize, sealStream } from '#platform/sealing/index.ts';
import type { TenderFile } from '../sealing/content.ts';
import { ask } from './ask.ts';

// A file is locked here, laid by as ciphertext in the browser's private storage, and sent piece by piece. It may be
// interrupted at any point: what is laid by is sent on from where the server stopped.

export const MAX_FILE_BYTES = 500 * 1024 * 1024;
const PIECE = 8 * 1024 * 1024;
const BLOCK = 4 * 1024 * 1024;

export type Phase = 'encrypting' | 'sending' | 'waiting' | 'done';
export type Progress = (phase: Phase, part: number) => void;

/** Locks a file to a key of its own, ready to be sent. */
export async function lockFile(url: string, file: File, progress: Progress): Promise<TenderFile> {
	const key = await createIdentity();
	const { id } = await ask<{ id: string }>(url, 'POST', { bytes: sealedSize(file.size) });
	const digest = sha256.create();
	let read = 0;
	const noted = new TransformStream<Uint8Array, Uint8Array>({
		transform(chunk, controller) {
			digest.update(chunk);
			read += chunk.length;
			progress('encrypting', file.size === 0 ? 1 : read / file.size);
			controller.enqueue(chunk);
		}
	});
	await layBy(id, await sealStream(await recipientOf(key), file.stream().pipeThrough(noted)));
	return { id, name: file.name, size: file.size, sha256: bytesToHex(digest.digest()), key };
}

const inMemory = new Map<string, Blob>();
const storage = () => navigator.storage?.getDirectory?.().catch(() => null) ?? null;

async function layBy(id: string, stream: ReadableStream<Uint8Array>): Promise<void> {
	const folder = await storage();
	if (!folder) return void inMemory.set(id, await new Response(stream as BodyInit).blob());
	const handle = await folder.getFileHandle(`${id}.age`, { create: true });
	const file = await handle.createWritable();
	// Few large writes: many small ones take three times as long.
	let block = new Uint8Array(BLOCK);
	let filled = 0;
	for await (const chunk of piecesOf(stream)) {
		for (let at = 0; at < chunk.length;) {
			const take = Math.min(BLOCK - filled, chunk.length - at);
			block.set(chunk.subarray(at, at + take), filled);
			[at, filled] = [at + take, filled + take];
			if (filled < BLOCK) continue;
			await file.write(block);
			[block, filled] = [new Uint8Array(BLOCK), 0];
		}
	}
	await file.write(block.subarray(0, filled));
	await file.close();
}

async function* piecesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
	const reader = stream.getReader();
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return;
		yield value;
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
export function sendOn(url: string, id: string, body: Blob, progress: Progress): Promise<void> {
	return new Promise((resolve, reject) => {
		const upload = new Upload(body, {
			uploadUrl: `${url}/${id}`,
			chunkSize: PIECE,
			retryDelays: OFTEN,
			storeFingerprintForResuming: false,
			onShouldRetry: (error) => {
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
