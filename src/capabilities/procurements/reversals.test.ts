import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankTenders, total, type EvaluationModel, type RawTender } from './ranking.ts';
import { exampleReversal, reversals } from './reversals.ts';

const RELATIVE: EvaluationModel = {
	scaleMax: 4,
	priceModel: 'relative',
	priceWeight: 40,
	priceBands: [],
	criteria: [
		{ id: 'effect', weight: 40 },
		{ id: 'plan', weight: 20 }
	]
};
const MONEY = { supplierBudgetMinor: 100_000_00, qualityValueMinor: 50_000_00 };
const tender = (tenderId: string, effect: number, plan: number, kronor: number): RawTender => ({
	tenderId,
	points: { effect, plan },
	priceMinor: kronor * 100
});

describe('points that depend on the lowest price', () => {
	// By hand: quality is 40 × effect/4 + 20 × plan/4, price is 40 × lowest/own.
	it.each([
		[tender('a', 4, 4, 100_000), 50_000, '80.00'],
		[tender('a', 4, 2, 50_000), 50_000, '90.00'],
		[tender('a', 0, 0, 200_000), 50_000, '10.00'],
		[tender('a', 2, 1, 75_000), 50_000, '51.67']
	])('are a share of the weight', (one, lowest, expected) =>
		expect(total(RELATIVE, { ...MONEY, lowestMinor: lowest * 100 }, one).toFixed(2)).toBe(expected)
	);

	it('give the whole weight to what costs nothing, and none to others beside it', () => {
		const [free, paid] = rankTenders(RELATIVE, MONEY, [tender('paid', 4, 4, 10), tender('free', 4, 4, 0)]);
		expect([free!.tenderId, free!.priceShare, free!.total]).toEqual(['free', '100.00', '100.00']);
		expect([paid!.priceShare, paid!.total]).toEqual(['0.00', '60.00']);
	});
});

describe('the rank-reversal test', () => {
	const tenders = [tender('A', 3, 2, 100_000), tender('B', 2, 2, 70_000), tender('C', 0, 0, 30_000)];

	it('finds the third that decides between two others', () => {
		// With C: A 30+10+12 = 52, B 20+10+17.14 = 47.14. Without: A 30+10+28 = 68, B 20+10+40 = 70.
		expect(rankTenders(RELATIVE, MONEY, tenders).map((one) => one.tenderId)).toEqual(['A', 'B', 'C']);
		expect(reversals(RELATIVE, MONEY, tenders)).toEqual([{ without: 'C', above: 'A', below: 'B' }]);
		expect(reversals(RELATIVE, MONEY, tenders.slice(0, 2))).toEqual([]);
	});

	it('never finds one where price counts on its own', () => {
		const any = fc.array(fc.tuple(fc.nat(4), fc.nat(4), fc.integer({ min: 1, max: 100_000 })), {
			maxLength: 6
		});
		for (const priceModel of ['scale', 'deduction'] as const)
			fc.assert(
				fc.property(any, (list) => {
					const some = list.map(([effect, plan, kronor], at) => tender(String(at), effect, plan, kronor));
					expect(reversals({ ...RELATIVE, priceModel }, MONEY, some)).toEqual([]);
				})
			);
	});

	it('has an example for usual weights, which is one', () => {
		for (const priceWeight of [20, 30, 40, 50, 60]) {
			const rest = 100 - priceWeight;
			const criteria = [
				{ id: 'effect', weight: rest - 10 },
				{ id: 'plan', weight: 10 }
			];
			const model = { ...RELATIVE, priceWeight, criteria };
			const found = exampleReversal(model, MONEY);
			expect(found, `price ${priceWeight} %`).not.toBeNull();
			expect(reversals(model, MONEY, found!.tenders)).toContainEqual(found!.reversal);
		}
		expect(exampleReversal({ ...RELATIVE, priceWeight: 0 }, MONEY)).toBeNull();
	});
});
