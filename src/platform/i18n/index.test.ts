import { describe, expect, test } from 'vitest';
import { registerMessages, translator, type MessageKey } from './index.ts';

registerMessages('sv', {
	'test.skeleton': 'Öppen till {until, date, ::dMMMM}',
	'test.long': 'Senast {until, date, long} kl. {until, time, short}',
	'test.count': '{count, plural, =0 {Ingen} one {# ort} other {# orter}}',
	'test.plain': 'Utan tecken',
	'test.quoted': "Klockan '{'12'}'"
});
// Not called t: what t is given must be in the files of messages.
const say = (key: string, params?: Parameters<ReturnType<typeof translator>>[1]) =>
	translator('sv')(key as MessageKey, params);

describe('messages', () => {
	// Half past midnight in Sweden is still the day before in Greenwich, where servers tend to live.
	test('give dates in Swedish time, however the date is written', () => {
		const until = new Date('2026-11-22T23:30:00Z');
		expect(say('test.skeleton', { until })).toBe('Öppen till 23 november');
		expect(say('test.long', { until })).toBe('Senast 23 november 2026 kl. 00.30');
	});
	test('count in Swedish', () => {
		expect([0, 1, 12_345].map((count) => say('test.count', { count }))).toEqual([
			'Ingen',
			'1 ort',
			'12\u00a0345 orter'
		]);
	});
	test('never break a page: a missing value shows the message, a missing message its key', () => {
		expect(say('test.skeleton')).toBe('Öppen till {until, date, ::dMMMM}');
		expect(say('test.nowhere')).toBe('test.nowhere');
		expect([say('test.plain'), say('test.quoted')]).toEqual(['Utan tecken', 'Klockan {12}']);
	});
});
