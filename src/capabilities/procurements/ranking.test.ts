import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
	drawAtTheLine,
	pricePoints,
	proposeAwards,
	rankTenders,
	total,
	weightSum,
	type EvaluationModel,
	type RawTender
} from './ranking.ts';
import { countWords, spread } from './rules.ts';

const SCALE: EvaluationModel = {
	scaleMax: 4,
	priceModel: 'scale',
	priceWeight: 20,
	priceBands: [
		{ upTo: 60, points: 4 },
		{ upTo: 80, points: 2 },
		{ upTo: 100, points: 1 }
	],
	criteria: [
		{ id: 'effect', weight: 50 },
		{ id: 'plan', weight: 30 }
	]
};
const DEDUCTION: EvaluationModel = {
	...SCALE,
	priceModel: 'deduction',
	priceWeight: 0,
	criteria: [
		{ id: 'effect', weight: 60 },
		{ id: 'plan', weight: 40 }
	]
};
const MONEY = { supplierBudgetMinor: 500_000_00, qualityValueMinor: 200_000_00 };

const tender = (tenderId: string, effect: number, plan: number, kronor: number): RawTender => ({
	tenderId,
	points: { effect, plan },
	priceMinor: kronor * 100
});

test.each([
	['ett två tre', 3],
	['e-post och IT-stöd', 3],
	['  ', 0],
	['3,5 procent: ja – absolut!', 4],
	['barn’s', 1]
])('words of %j: %i', (text, count) => expect(countWords(text)).toBe(count));

test.each([
	['the whole, with price', SCALE, 100],
	['price is left out of a deduction', DEDUCTION, 100],
	['too little', { ...SCALE, priceWeight: 10 }, 90]
])('weights: %s', (_, model, sum) => expect(weightSum(model)).toBe(sum));

// Percent of a ceiling of 300 000 kronor; edges belong to the better band.
test.each([
	[0, 4],
	[180_000, 4],
	[180_000.01, 2],
	[240_000, 2],
	[240_001, 1],
	[300_000, 1],
	[300_000.01, 0]
])('price %d kronor gives %i', (kronor, points) => {
	expect(pricePoints(Math.round(kronor * 100), 300_000_00, SCALE.priceBands)).toBe(points);
});

test('price points never depend on what others offer, and never rise with the price', () => {
	fc.assert(
		fc.property(fc.nat(60_000_000), fc.nat(60_000_000), (a, b) => {
			const [low, high] = [Math.min(a, b), Math.max(a, b)];
			const [pl, ph] = [low, high].map((price) => pricePoints(price, 50_000_000, SCALE.priceBands));
			return pl! >= ph!;
		})
	);
});

describe('totals', () => {
	test.each([
		// 50 × 4/4 + 30 × 3/4 + 20 × 4/4
		[tender('a', 4, 3, 300_000), '92.50'],
		// 50 × 2/4 + 30 × 1/4 + 20 × 2/4
		[tender('b', 2, 1, 400_000), '42.50'],
		[tender('c', 0, 0, 600_000), '0.00']
	])('scale %#', (one, expected) => expect(total(SCALE, MONEY, one).toFixed(2)).toBe(expected));

	test.each([
		// 300 000 − 200 000 × (60 × 4/4 + 40 × 2/4)/100
		[tender('a', 4, 2, 300_000), '140000.00'],
		[tender('b', 0, 0, 300_000), '300000.00'],
		[tender('c', 1, 1, 100_000), '50000.00']
	])('deduction %#', (one, expected) => expect(total(DEDUCTION, MONEY, one).toFixed(2)).toBe(expected));

	it('is exact where floating point is not', () => {
		const model = { ...SCALE, priceWeight: 0, criteria: [1, 2, 3].map((n) => ({ id: `${n}`, weight: 1 })) };
		const points = { 1: 1, 2: 1, 3: 1 };
		const raw = { tenderId: 'x', points, priceMinor: 0 };
		expect(total({ ...model, scaleMax: 5 }, MONEY, raw).toString()).toBe('0.6');
	});
});

describe('ranking', () => {
	it('lists the best first, either way', () => {
		const tenders = [tender('low', 1, 1, 200_000), tender('high', 4, 4, 400_000)];
		expect(rankTenders(SCALE, MONEY, tenders).map((one) => one.tenderId)).toEqual(['high', 'low']);
		expect(rankTenders(DEDUCTION, MONEY, tenders).map((one) => one.tenderId)).toEqual(['low', 'high']);
	});

	it('adding or removing a tender never turns two others round', () => {
		const points = fc.integer({ min: 0, max: 4 });
		const any = fc.record({ effect: points, plan: points, price: fc.integer({ min: 0, max: 500_000 }) });
		fc.assert(
			fc.property(fc.array(any, { minLength: 2, maxLength: 6 }), any, (list, extra) => {
				const tenders = list.map((one, at) => tender(String(at), one.effect, one.plan, one.price));
				const more = [...tenders, tender('extra', extra.effect, extra.plan, extra.price)];
				const without = rankTenders(SCALE, MONEY, tenders);
				const left = rankTenders(SCALE, MONEY, more).filter((one) => one.tenderId !== 'extra');
				for (const [at, one] of left.entries()) {
					for (const next of left.slice(at + 1)) {
						const [a, b] = [one, next].map((x) => without.find((y) => y.tenderId === x.tenderId)!.rank);
						if (one.rank < next.rank && !(a! < b!)) return false;
					}
				}
				return true;
			})
		);
	});

	it('tells equals apart by the heaviest criterion, then by price, and says so', () => {
		const model = {
			...SCALE,
			criteria: [
				{ id: 'effect', weight: 40 },
				{ id: 'plan', weight: 40 }
			]
		};
		const heavier = {
			...SCALE,
			criteria: [
				{ id: 'effect', weight: 60 },
				{ id: 'plan', weight: 20 }
			]
		};
		// 60 × 1/4 + 20 × 4/4 = 35 and 60 × 2/4 + 20 × 1/4 = 35
		const equal = [tender('plan', 1, 4, 300_000), tender('effect', 2, 1, 300_000)];
		const byCriterion = rankTenders(heavier, MONEY, equal);
		expect(byCriterion.map((one) => [one.tenderId, one.rank, one.tiedBy])).toEqual([
			['effect', 1, 'criterion'],
			['plan', 2, 'criterion']
		]);
		const byPrice = rankTenders(model, MONEY, [
			tender('dear', 3, 3, 300_000),
			tender('cheap', 3, 3, 250_000)
		]);
		expect(byPrice.map((one) => [one.tenderId, one.tiedBy])).toEqual([
			['cheap', 'price'],
			['dear', 'price']
		]);
	});

	it('shares a rank and asks for lots where nothing tells them apart', () => {
		const ranking = rankTenders(SCALE, MONEY, [
			tender('a', 3, 3, 300_000),
			tender('b', 3, 3, 300_000),
			tender('c', 1, 1, 300_000)
		]);
		expect(ranking.map((one) => [one.rank, one.tiedBy])).toEqual([
			[1, 'lot'],
			[1, 'lot'],
			[3, null]
		]);
		expect(drawAtTheLine(ranking, 1)).toBe(true);
		expect(drawAtTheLine(ranking, 2)).toBe(false);
		expect(proposeAwards(ranking, 1, 9e9, ['b']).map((one) => one.tenderId)).toEqual(['b']);
	});
});

test.each([
	['as many as there are places', 2, 1_000_000_00, ['a', 'b']],
	['as many as there is money for', 3, 500_000_00, ['a']],
	['nobody, where the money is short', 3, 100_000_00, []]
])('awards: %s', (_, places, money, expected) => {
	const ranking = rankTenders(SCALE, MONEY, [
		tender('a', 4, 4, 300_000),
		tender('b', 3, 3, 300_000),
		tender('c', 2, 2, 300_000)
	]);
	expect(proposeAwards(ranking, places, money).map((one) => one.tenderId)).toEqual(expected);
});

test.each([
	[[2, 2], false],
	[[1, 2, 2], false],
	[[1, 3], true]
])('spread of %j is wide: %s', (points, wide) => expect(spread(points).wide).toBe(wide));
