import { expect, test } from 'vitest';
import { gatheredBy, groupedBy } from './grouped.ts';

const ROWS = [
	{ of: 'b', n: 1 },
	{ of: 'a', n: 2 },
	{ of: 'b', n: 3 }
];

test('each list keeps the order in which things came', () => {
	expect([...groupedBy(ROWS, ({ of, n }) => [of, n])]).toEqual([
		['b', [1, 3]],
		['a', [2]]
	]);
});

test('what things give is put together; what gives nothing is not there', () => {
	const given = gatheredBy(
		ROWS,
		({ of }) => of,
		({ n }) => (n === 2 ? [] : [n, n * 10])
	);
	expect([...given]).toEqual([['b', [1, 10, 3, 30]]]);
});
