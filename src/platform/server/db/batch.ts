import { setTimeout as sleep } from 'node:timers/promises';

interface Waiting<In, Out> {
	item: In;
	resolve: (out: Out) => void;
	reject: (error: unknown) => void;
}

/**
 * Group commit: while one batch is being written, the next one gathers, so that many small writes share one
 * transaction. The promise resolves only after `flush`, that is after the commit; a batch that fails is tried
 * again one item at a time, so that nobody fails for another's sake.
 * @param flush writes all items in one transaction and answers in their order
 * @param max items per batch
 * @param pause ms at least from the beginning of a batch to that of the next, while somebody waits
 */
export function batched<In, Out>(
	flush: (items: In[]) => Promise<Out[]>,
	{ max = 250, pause = 0 }: { max?: number; pause?: number } = {}
): (item: In) => Promise<Out> {
	const waiting: Waiting<In, Out>[] = [];
	let running = false;

	async function work(): Promise<void> {
		running = true;
		while (waiting.length > 0) {
			const rested = pause > 0 ? sleep(pause) : null;
			await write(waiting.splice(0, max));
			if (waiting.length > 0) await rested;
		}
		running = false;
	}

	async function write(batch: Waiting<In, Out>[]): Promise<void> {
		try {
			const results = await flush(batch.map(({ item }) => item));
			for (const [index, one] of batch.entries()) one.resolve(results[index]!);
		} catch (error) {
			if (batch.length === 1) batch[0]!.reject(error);
			else for (const one of batch) await write([one]);
		}
	}

	return (item) =>
		new Promise((resolve, reject) => {
			waiting.push({ item, resolve, reject });
			// What arrives in the same turn of the loop goes along.
			if (!running) {
				running = true;
				setImmediate(() => void work());
			}
		});
}
