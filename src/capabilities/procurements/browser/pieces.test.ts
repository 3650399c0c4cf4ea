import { describe, expect, it } from 'vitest';
import { blocksOf, Pieces } from './pieces.ts';

const bytes = (size: number) => new Uint8Array(size).map((_, at) => at % 251);
const stream = (...chunks: Uint8Array[]) =>
	new ReadableStream<Uint8Array>({
		start(controller) {
			for (const chunk of chunks) controller.enqueue(chunk);
			controller.close();
		}
	});

describe('blocks of a stream', () => {
	it.each([
		[0, []],
		[1, [1]],
		[10, [10]],
		[11, [10, 1]],
		[35, [10, 10, 10, 5]]
	])('of %i bytes', async (size, expected) => {
		const all = bytes(size);
		const blocks: Uint8Array[] = [];
		for await (const block of blocksOf(stream(all.subarray(0, 7), all.subarray(7)), 10)) blocks.push(block);
		expect(blocks.map((block) => block.length)).toEqual(expected);
		expect(Buffer.concat(blocks)).toEqual(Buffer.from(all));
	});
});

describe('pieces that are still being made', () => {
	it('are waited for, and given across their edges', async () => {
		const pieces = new Pieces('id', 25);
		const all = bytes(25);
		const wanted = pieces.slice(5, 22);
		let given = false;
		void wanted.then(() => (given = true));
		pieces.add(new Blob([all.slice(0, 10)]));
		pieces.add(new Blob([all.slice(10, 20)]));
		await new Promise((resolve) => setTimeout(resolve, 5));
		expect(given).toBe(false);
		pieces.add(new Blob([all.slice(20)]));
		expect(new Uint8Array(await (await wanted).arrayBuffer())).toEqual(all.slice(5, 22));
		// What was asked for once is asked for again after a lost connection.
		expect((await pieces.slice(0, 99)).size).toBe(25);
	});

	it('tell those who wait that nothing more will come', async () => {
		const pieces = new Pieces('id', 25);
		const wanted = pieces.slice(0, 10);
		pieces.fail(new Error('the file is gone'));
		await expect(wanted).rejects.toThrow('the file is gone');
		expect(pieces.broken).toBe(true);
	});
});
