import { describe, expect, test } from 'vitest';
import {
	fateOf,
	isLanguageTag,
	looksPersonal,
	makeCode,
	maskPassages,
	readCode,
	readPaper
} from './rules.ts';

describe('codes', () => {
	test('no letter can be taken for another', () => {
		for (let n = 0; n < 25; n++) expect(makeCode(() => n)).toMatch(/^[^01258BILOSZ]{6}$/);
	});
	test.each([
		['k7m 4pq', 'K7M4PQ'],
		['K7M-4PQ', 'K7M4PQ'],
		['  k7m4pq ', 'K7M4PQ'],
		['K7M4P', null],
		['K0M4PQ', null],
		["K7M'--", null]
	])('%s', (typed, code) => expect(readCode(typed)).toBe(code));
});

describe('masking', () => {
	test('every occurrence, whatever the case', () => {
		expect(maskPassages('Lisa sa till LISA i 4B', ['lisa', '4B'])).toBe('█████ sa till █████ i █████');
	});
	test('special signs are taken as they stand', () => {
		expect(maskPassages('ring (08) 123', ['(08) 123'])).toBe('ring █████');
	});
	test('a passage that is not there is told of, not passed over', () => {
		expect(maskPassages('Lisa', ['Lisa', 'Kalle'])).toBeNull();
	});
});

test.each([
	['mejla anna@skolan.se', true],
	['ring 070-123 45 67', true],
	['ring +46 70 123 45 67', true],
	['20120304-1234', true],
	['Bussen går 2 gånger om dagen', false],
	['2021 kom 146 personer', false],
	['klockan 09.00 till 12.30', false]
])('%s may tell of a person: %s', (text, personal) => expect(looksPersonal(text)).toBe(personal));

test('paper: one line is one insight, markers say the kind', () => {
	expect(
		readPaper('- Hinder: ingen buss\n\nIdé: cykel\n• fler vuxna\nFråga:  vem betalar?\nHinder:', 'need')
	).toEqual([
		{ kind: 'obstacle', words: 'Ingen buss' },
		{ kind: 'idea', words: 'Cykel' },
		{ kind: 'need', words: 'fler vuxna' },
		{ kind: 'question', words: 'Vem betalar?' }
	]);
});

test.each([
	['sv', true],
	['zh-Hant', true],
	['', false],
	['"><script>', false],
	['x'.repeat(40), false]
])('%s is a language: %s', (tag, is) => expect(isLanguageTag(tag)).toBe(is));

test('what became of it: the most telling first', () => {
	const none = {
		usedElsewhere: false,
		inSummary: false,
		mergedInto: null,
		publishedAt: null,
		releasedAt: null,
		hiddenAt: null
	};
	expect(fateOf(none)).toBe('received');
	expect(fateOf({ ...none, releasedAt: new Date() })).toBe('shown');
	expect(fateOf({ ...none, hiddenAt: new Date(), publishedAt: new Date() })).toBe('hidden');
	expect(fateOf({ ...none, mergedInto: 'x', inSummary: true })).toBe('in-summary');
	expect(fateOf({ ...none, mergedInto: 'x', usedElsewhere: true })).toBe('used');
});
