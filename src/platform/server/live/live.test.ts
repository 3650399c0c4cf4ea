import { afterAll, describe, expect, test } from 'vitest';
import { testDb } from '../testing/db.ts';
import { eventStream, lastEventId, poke, stopListening, type LiveEvent } from './index.ts';

await testDb();
afterAll(() => stopListening());

/** Rows that anybody may append to, read by number. */
function source() {
	const rows: string[] = [];
	const read = async (after: number): Promise<LiveEvent[]> =>
		rows.slice(after, after + 3).map((data, index) => ({ id: after + index + 1, event: 'row', data }));
	return { rows, read };
}

function reader(response: Response) {
	const stream = response.body!.getReader();
	const decoder = new TextDecoder();
	let text = '';
	return {
		/** Reads until there are this many events, or the stream ends. */
		async until(count: number): Promise<string[]> {
			while ((text.match(/^data: /gm) ?? []).length < count) {
				const { done, value } = await stream.read();
				if (done) break;
				text += decoder.decode(value);
			}
			return [...text.matchAll(/^data: "(.*)"$/gm)].map((found) => found[1]!);
		},
		ended: () => stream.closed
	};
}

const open = (topic: string, read: (after: number) => Promise<LiveEvent[]>, after = 0, client = 'c') => {
	const abort = new AbortController();
	return { abort, response: eventStream({ signal: abort.signal, topic, after, read, client }) };
};

describe('a stream', () => {
	test('gives what is there, then what comes, in order, however many calls told of it', async () => {
		const { rows, read } = source();
		rows.push('1', '2', '3', '4', '5');
		const { response, abort } = open('a', read);
		const events = reader(response);
		expect(await events.until(5)).toEqual(['1', '2', '3', '4', '5']);
		rows.push('6');
		poke('a');
		rows.push('7');
		poke('a');
		expect(await events.until(7)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
		abort.abort();
		await events.ended();
	});

	test('goes on after the last event that the reader had', async () => {
		const { rows, read } = source();
		rows.push('1', '2', '3');
		const request = new Request('http://x.test/stream?after=1', { headers: { 'last-event-id': '2' } });
		const { response, abort } = open('b', read, lastEventId(request));
		expect(await reader(response).until(1)).toEqual(['3']);
		abort.abort();
	});

	test('news of another topic wakes nobody', async () => {
		let reads = 0;
		const read = async () => (reads++, []);
		const { response, abort } = open('c', read);
		void reader(response).until(1);
		await new Promise((resolve) => setTimeout(resolve, 200));
		const before = reads;
		poke('somewhere-else');
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(reads).toBe(before);
		abort.abort();
	});

	test('a client may hold thirty, and gets new ones when it lets go', async () => {
		const streams = Array.from({ length: 30 }, () => open('d', async () => [], 0, 'greedy'));
		expect(() => open('d', async () => [], 0, 'greedy')).toThrow(/unavailable/);
		const other = open('d', async () => [], 0, 'another');
		for (const { abort } of [...streams, other]) abort.abort();
		open('d', async () => [], 0, 'greedy').abort.abort();
	});

	test('ends when the process is about to stop', async () => {
		const { response } = open('e', async () => []);
		const events = reader(response);
		(process as NodeJS.EventEmitter).emit('motesplats:shutdown');
		await events.until(1);
		expect(() => open('e', async () => [])).toThrow(/unavailable/);
	});
});
