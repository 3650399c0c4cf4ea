import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { batched } from './batch.ts';

/** How many batches two hundred items that come one by one are written in, and how long that took. */
async function batches(pause: number): Promise<{ count: number; ms: number }> {
	let count = 0;
	const write = batched<number, number>(
		async (items) => {
			count++;
			// Long enough for somebody to come meanwhile.
			await turn();
			await turn();
			return items;
		},
		{ pause }
	);
	const from = performance.now();
	const all: Promise<number>[] = [];
	for (let item = 0; item < 200; item++) {
		all.push(write(item));
		await turn();
	}
	expect(await Promise.all(all)).toEqual(all.map((_, item) => item));
	return { count, ms: performance.now() - from };
}

test('batches do not begin faster than they may, and nobody is forgotten', async () => {
	const calm = await batches(20);
	expect(calm.count).toBeLessThanOrEqual(calm.ms / 20 + 2);
	const eager = await batches(0);
	expect(eager.count).toBeGreaterThan(eager.ms / 20 + 2);
});
