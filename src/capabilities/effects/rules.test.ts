import { describe, expect, test } from 'vitest';
import { isPossibleShare, isPublicFigure, measurementFault, targetState, wilson } from './rules.ts';

const share = (value: number, n: number | null) => ({
	unit: 'share' as const,
	value,
	n,
	periodStart: '2025-01-01',
	periodEnd: '2025-12-31'
});

describe('a figure that is reported', () => {
	test.each([
		[share(43, 210), null],
		[share(43, null), 'effects.fault.share-needs-n'],
		[share(101, 210), 'effects.fault.share-range'],
		[share(37, 4), 'effects.fault.share-impossible'],
		[share(2.2, 46), null],
		[share(60.9, 46), null],
		[share(60.9, 47), 'effects.fault.share-impossible'],
		[{ ...share(5, 100), periodEnd: '2024-01-01' }, 'effects.fault.period'],
		[
			{ unit: 'persons' as const, value: 12, n: null, periodStart: '2025-01-01', periodEnd: '2025-01-01' },
			null
		]
	])('%o → %s', (input, reason) => {
		expect(measurementFault(input)?.reason ?? null).toBe(reason);
	});

	test('the coalition survey needs at least 14 answers: 86, 93 and 100 per cent', () => {
		const possible = (n: number) => [86, 93, 100].every((percent) => isPossibleShare(percent, n));
		expect([...Array(14).keys()].filter((n) => n > 0 && possible(n))).toEqual([]);
		expect(possible(14)).toBe(true);
	});
});

describe('the interval of a share', () => {
	// 7 of 46 and 12, 13, 14 of 14: computed by hand from Wilson's formula.
	test.each([
		[(7 / 46) * 100, 46, 7.6, 28.2],
		[(12 / 14) * 100, 14, 60.1, 96.0],
		[(13 / 14) * 100, 14, 68.5, 98.7],
		[100, 14, 78.5, 100]
	])('%f %% of %i', (percent, n, low, high) => {
		const interval = wilson(percent, n);
		expect(interval.low).toBeCloseTo(low, 0.5);
		expect(interval.high).toBeCloseTo(high, 0.5);
	});
});

test.each([
	['share', 50, 4, false],
	['share', 50, 5, true],
	['persons', 3, null, false],
	['persons', 0, null, true],
	['persons', 5, null, true],
	['money', 1, null, true]
] as const)('%s %d with n %s: public %s', (unit, value, n, shown) => {
	expect(isPublicFigure(unit, value, n)).toBe(shown);
});

test.each([
	[null, 10, 'up', false, 'not-measured'],
	[null, 10, 'up', true, 'missed'],
	[10, 10, 'up', false, 'reached'],
	[9, 10, 'up', false, 'not-yet'],
	[9, 10, 'up', true, 'missed'],
	[9, 10, 'down', true, 'reached'],
	[11, 10, 'down', false, 'not-yet']
] as const)('latest %s against %d (%s), passed %s: %s', (latest, target, direction, passed, state) => {
	expect(targetState(latest, target, direction, passed)).toBe(state);
});
