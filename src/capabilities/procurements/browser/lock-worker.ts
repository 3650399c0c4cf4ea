import { compiled } from '#platform/sealing/compiled.ts';
import { sealStream } from '#platform/sealing/index.ts';
import { blocksOf } from './pieces.ts';

// Locks a file and lays it by, beside the page: the page goes on sending meanwhile, on the other core. Only here does a
// browser let one write to its private storage without a copy of the whole at the end.

/** What the page asks for. */
export interface ToLock {
	id: string;
	recipient: string;
	file: File;
}

/** What it is told: each block as it is locked, then the end; or why there is none. */
export type Told = { block: Blob } | { end: 'laid-by' | 'not-laid-by' } | { error: string };

const BLOCK = 4 * 1024 * 1024;

/** What only workers have; the compiler knows pages. */
interface Worker {
	postMessage(told: Told): void;
	onmessage: (event: MessageEvent<ToLock>) => void;
}
interface Shelf {
	write(block: Uint8Array<ArrayBuffer>): number;
	close(): void;
}
const worker = globalThis as unknown as Worker;
const tell = (told: Told) => worker.postMessage(told);

worker.onmessage = async ({ data }) => {
	try {
		tell({ end: await lock(data) });
	} catch (error) {
		tell({ error: (error as Error).message });
	}
};

async function lock({ id, recipient, file }: ToLock): Promise<'laid-by' | 'not-laid-by'> {
	await compiled;
	let shelf = await openShelf(id);
	for await (const block of blocksOf(await sealStream(recipient, file.stream()), BLOCK)) {
		try {
			shelf?.write(block);
		} catch {
			// Full: what is in memory must do.
			shelf?.close();
			shelf = null;
		}
		tell({ block: new Blob([block]) });
	}
	shelf?.close();
	return shelf ? 'laid-by' : 'not-laid-by';
}

/** Room in the browser's private storage, or null. */
async function openShelf(id: string): Promise<Shelf | null> {
	try {
		const folder = await navigator.storage.getDirectory();
		const handle = await folder.getFileHandle(`${id}.age`, { create: true });
		const here = handle as unknown as { createSyncAccessHandle(): Promise<Shelf> };
		return await here.createSyncAccessHandle();
	} catch {
		return null;
	}
}
