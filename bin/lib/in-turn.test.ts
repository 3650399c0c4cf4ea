import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { inTurn } from './in-turn.mjs';

/** A response that remembers when its answer began. */
function response() {
	return Object.assign(new EventEmitter(), { writeHead: () => undefined }) as unknown as ServerResponse;
}

function setUp(most: number) {
	const begun: ServerResponse[] = [];
	const handle = inTurn((_req, res) => void begun.push(res), most);
	const ask = (method = 'GET') => {
		const res = response();
		handle({ method } as IncomingMessage, res);
		return res;
	};
	return { begun, ask };
}

test('works on as many at a time as it may; the next begins when an answer does', () => {
	const { begun, ask } = setUp(2);
	const [first, second, third, fourth] = [ask(), ask(), ask(), ask()];
	expect(begun).toEqual([first, second]);
	second.writeHead(200);
	expect(begun).toEqual([first, second, third]);
	// Its end must not count a second time.
	second.emit('close');
	expect(begun).toHaveLength(3);
	first.emit('close');
	expect(begun).toEqual([first, second, third, fourth]);
});

test('whoever goes away while waiting is left out', () => {
	const { begun, ask } = setUp(1);
	const [first, second, third] = [ask(), ask(), ask()];
	second.emit('close');
	first.writeHead(200);
	expect(begun).toEqual([first, third]);
	third.writeHead(200);
	expect(ask()).toBe(begun[2]);
});

test('forms are not made to wait, and keep nobody waiting', () => {
	const { begun, ask } = setUp(1);
	const [post, page, another] = [ask('POST'), ask(), ask('POST')];
	expect(begun).toEqual([post, page, another]);
});
