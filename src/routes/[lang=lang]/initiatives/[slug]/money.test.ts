import { describe, expect, it } from 'vitest';
import type { PublicInitiative } from '#capabilities/initiatives/index.ts';
import { moneyLines } from './money.ts';

const page = (budgetMinor: number | null, figures: PublicInitiative['figures'] = []) =>
	({ run: { budgetMinor, currency: 'SEK' }, figures, phases: [] }) as unknown as PublicInitiative;
const agreed = {
	agreements: 1,
	currency: 'SEK',
	cap: null,
	planned: 850,
	paid: 751,
	paidForResults: 351,
	latest: '2026-04-06'
};
const values = (lines: ReturnType<typeof moneyLines>) => lines.map((line) => [line.label, line.value]);

describe('money of an initiative', () => {
	it('says nothing where nothing is known', () => {
		expect(moneyLines(page(null), [])).toEqual([]);
	});

	it('goes from the frame to what was paid for results', () => {
		const figures = [{ label: 'procurement.figure.value' as const, value: 900, kind: 'money' as const }];
		expect(values(moneyLines(page(1000, figures), [agreed]))).toEqual([
			['initiatives.money.frame', 1000],
			['procurement.figure.value', 900],
			['initiatives.money.planned', 850],
			['initiatives.money.paid', 751],
			['initiatives.money.results', 351]
		]);
	});

	it('never lays another currency on the same scale', () => {
		expect(values(moneyLines(page(1000), [{ ...agreed, currency: 'EUR' }]))).toEqual([
			['initiatives.money.frame', 1000]
		]);
	});

	it('shows that nothing is paid yet, but no line for results that were not agreed', () => {
		const unpaid = { ...agreed, paid: 0, paidForResults: 0, latest: null };
		expect(values(moneyLines(page(null), [unpaid]))).toEqual([
			['initiatives.money.planned', 850],
			['initiatives.money.paid', 0]
		]);
	});
});
