import { describe, expect, test } from 'vitest';
import { contains, cover, findingFaults, outcomeOf, passagesOf, tenderStage, type Part } from './rules.ts';

const text = (text: string, passages: string[]) =>
	cover(text, passages, '#')
		.map((run) => run.text)
		.join('');

describe('covering words', () => {
	test.each([
		['Vi använder Norrmetoden i skolan.', ['Norrmetoden'], 'Vi använder # i skolan.'],
		['NORRMETODEN och norrmetoden', ['Norrmetoden'], '# och #'],
		['priset är\n 300 kr', ['är 300'], 'priset # kr'],
		['a.b och aXb', ['a.b'], '# och aXb'],
		['Åsa Öberg', ['åsa öberg'], '#'],
		['Norrmetoden 2', ['Norrmetoden', 'Norrmetoden 2'], '#'],
		['inget här', [], 'inget här']
	])('%j without %j reads %j', (from, passages, left) => {
		expect(text(from, passages)).toBe(left);
	});

	test('leaves neither the words nor their length', () => {
		const covered = JSON.stringify(cover('a hemligt b', ['hemligt'], '#'));
		expect(covered).toBe(JSON.stringify(cover('a ohyggligt hemligt b', ['ohyggligt hemligt'], '#')));
		expect(covered).not.toContain('hemligt');
	});

	test('passages are lines, cleaned and counted once', () => {
		expect(passagesOf('  ett   två \n\ntre\r\ntre\n')).toEqual(['ett två', 'tre']);
		expect(contains('ett\ntvå', 'ett två')).toBe(true);
	});
});

const part = (key: string, words: string, file = false): Part => ({
	key,
	heading: key,
	text: words,
	file: file ? { id: key, name: words, path: '/files/x' } : null,
	wish: null
});
const found = (part: string, outcome: 'open' | 'masked' | 'secret', passages: string[] = []) => ({
	part,
	outcome,
	passages,
	paragraph: '31 kap. 16 §',
	harm: 'Konkurrenter tar efter.'
});

describe('what is lacking in a finding', () => {
	const parts = [
		part('a', 'Vår metod heter Norrmetoden.'),
		part('b', 'Norrmetoden igen.'),
		part('f', 'x.pdf', true)
	];
	const keys = (...findings: ReturnType<typeof found>[]) =>
		findingFaults(parts, findings).map((fault) => `${fault.part} ${fault.field}`);

	test('a paragraph and a harm for all that is kept back', () => {
		expect(keys({ ...found('a', 'secret'), paragraph: null as never, harm: null as never })).toEqual([
			'a paragraph',
			'a harm'
		]);
		expect(keys({ ...found('a', 'open'), paragraph: null as never, harm: null as never })).toEqual([]);
	});

	test('words that stand in the text, and nowhere else to be read', () => {
		expect(keys(found('a', 'masked'))).toEqual(['a passages']);
		expect(keys(found('a', 'masked', ['x']))).toEqual(['a passages']);
		expect(keys(found('a', 'masked', ['Sydmetoden']))).toEqual(['a passages']);
		expect(keys(found('a', 'masked', ['Norrmetoden']), found('b', 'open'))).toEqual(['b passages']);
		expect(keys(found('a', 'masked', ['Norrmetoden']), found('b', 'secret'))).toEqual([]);
		expect(keys(found('a', 'masked', ['Norrmetoden']), found('b', 'masked', ['norrmetoden']))).toEqual([]);
	});

	test('files are given out or not', () => {
		expect(keys(found('f', 'masked', ['x.pdf']))).toEqual(['f outcome']);
		expect(keys(found('f', 'secret'))).toEqual([]);
	});
});

test.each([
	[[], null],
	[['open', 'open'], 'released'],
	[['secret', 'secret'], 'refused'],
	[['open', 'secret'], 'masked'],
	[['masked'], 'masked']
] as const)('parts %j end in %s', (parts, outcome) => {
	expect(outcomeOf(parts.map((one) => ({ outcome: one })))).toBe(outcome);
});

test.each([
	[{ opened: false, decided: false, cancelled: false }, 'absolute'],
	[{ opened: true, decided: false, cancelled: false }, 'absolute'],
	[{ opened: true, decided: true, cancelled: false }, 'open'],
	[{ opened: true, decided: false, cancelled: true }, 'open'],
	[{ opened: false, decided: false, cancelled: true }, 'never']
] as const)('a round that is %j is %s', (round, stage) => {
	expect(tenderStage(round)).toBe(stage);
});
