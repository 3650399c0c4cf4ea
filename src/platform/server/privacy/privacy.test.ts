import { expect, it } from 'vitest';
import type { Db, Tx } from '../db/index.ts';
import { definePersonalData, erasePersonalData, personalDataKind, showPersonalData } from './index.ts';

const nowhere = {} as Db & Tx;
const erased: string[] = [];
const define = (name: string, held: Record<string, unknown>[]) =>
	definePersonalData(name, {
		label: 'mywork.data.of.comments',
		kept: [],
		show: async () => held,
		erase: async (_tx, personId) => void erased.push(`${name}:${personId}`)
	});

it('gathers what every kind holds and leaves out what is empty', async () => {
	define('first', [{ row: 1 }]);
	define('second', []);
	expect(await showPersonalData(nowhere, 'p', 'sv')).toEqual({ first: [{ row: 1 }] });
	expect(personalDataKind('second').label).toBe('mywork.data.of.comments');
	expect(() => personalDataKind('third')).toThrow();
});

it('erases every kind, those that build on others first', async () => {
	await erasePersonalData(nowhere, 'p');
	expect(erased).toEqual(['second:p', 'first:p']);
});

it('refuses two kinds of one name', () => {
	expect(() => define('first', [])).toThrow('defined twice');
});
