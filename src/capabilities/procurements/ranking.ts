import { Decimal } from 'decimal.js';
import type { PriceBand, PriceModel } from './form.ts';

/** How tenders are compared; published before anyone tenders. */
export interface EvaluationModel {
	scaleMax: number;
	priceModel: PriceModel;
	/** Percent; 0 where price is a deduction. */
	priceWeight: number;
	priceBands: PriceBand[];
	criteria: { id: string; weight: number }[];
}

/** Money side of one round, in öre. */
export interface RoundMoney {
	supplierBudgetMinor: number;
	/** What full marks are worth, where price is a deduction. */
	qualityValueMinor: number;
	/** The lowest price of all, where points depend on it. */
	lowestMinor?: number;
}

export interface RawTender {
	tenderId: string;
	/** Criterion id → consensus points. */
	points: Record<string, number>;
	/** Öre; null until the quality scores are frozen. */
	priceMinor: number | null;
}

export interface Ranked extends RawTender {
	/** 1 is best. Equal tenders share a rank. */
	rank: number;
	/** Percent of the highest possible quality, 0–100 with two decimals. */
	quality: string;
	/** Points of 100 (scale) or comparison price in kronor (deduction), two decimals. */
	total: string;
	pricePoints: number | null;
	/** Percent of the price's weight that it gets where that depends on the lowest price; two decimals. */
	priceShare: string | null;
	/** What finally told it apart from a tender with the same total. */
	tiedBy: 'criterion' | 'price' | 'lot' | null;
}

/** Sum of all weights; 100 when the model is whole. */
export function weightSum(model: EvaluationModel): number {
	const quality = model.criteria.reduce((sum, one) => sum + one.weight, 0);
	return quality + (model.priceModel === 'deduction' ? 0 : model.priceWeight);
}

/** Points that a price gives by the published bands; 0 above the last of them. Exact at the edges. */
export function pricePoints(priceMinor: number, ceilingMinor: number, bands: PriceBand[]): number {
	if (ceilingMinor <= 0) return 0;
	const percent = new Decimal(priceMinor).times(100);
	const fitting = bands.filter((band) => percent.lte(new Decimal(band.upTo).times(ceilingMinor)));
	return fitting.reduce((best, band) => Math.max(best, band.points), 0);
}

/** The lowest price as a share of this one: 1 for the lowest itself. */
function priceShare(priceMinor: number, lowestMinor: number): Decimal {
	return priceMinor === 0 ? new Decimal(1) : new Decimal(lowestMinor).div(priceMinor);
}

/** Weighted quality in percent of the highest possible (0–100), from raw points. */
export function qualityPercent(model: EvaluationModel, points: Record<string, number>): Decimal {
	const weights = model.criteria.reduce((sum, one) => sum.plus(one.weight), new Decimal(0));
	if (weights.isZero()) return new Decimal(0);
	return weightedQuality(model, points).times(100).div(weights);
}

function weightedQuality(model: EvaluationModel, points: Record<string, number>): Decimal {
	return model.criteria.reduce(
		(sum, one) => sum.plus(new Decimal(one.weight).times(points[one.id] ?? 0).div(model.scaleMax)),
		new Decimal(0)
	);
}

/** The figure that tenders are compared by: points of 100, or a comparison price in kronor. */
export function total(model: EvaluationModel, money: RoundMoney, tender: RawTender): Decimal {
	const quality = weightedQuality(model, tender.points);
	const price = tender.priceMinor ?? 0;
	if (model.priceModel === 'deduction') {
		const deduction = new Decimal(money.qualityValueMinor).times(quality).div(100);
		return new Decimal(price).minus(deduction).div(100);
	}
	if (model.priceModel === 'relative')
		return quality.plus(priceShare(price, money.lowestMinor ?? price).times(model.priceWeight));
	const points = pricePoints(price, money.supplierBudgetMinor, model.priceBands);
	return quality.plus(new Decimal(model.priceWeight).times(points).div(model.scaleMax));
}

/**
 * Best first, always computed from raw points and prices. Equal totals are told apart by the heaviest
 * criterion, then by the lower price; those still equal share a rank and are marked for drawing lots.
 */
export function rankTenders(model: EvaluationModel, among: RoundMoney, tenders: RawTender[]): Ranked[] {
	const money = { ...among, lowestMinor: Math.min(...tenders.map((one) => one.priceMinor ?? Infinity)) };
	const known = tenders.map((tender) => ({ tender, total: total(model, money, tender) }));
	const sorted = known.sort((a, b) => compare(model, a, b).order);
	let rank = 0;
	return sorted.map((one, index) => {
		const before = sorted[index - 1];
		if (!before || compare(model, before, one).order !== 0) rank = index + 1;
		return ranked(model, money, one, rank, tie(model, sorted, index));
	});
}

interface Totalled {
	tender: RawTender;
	total: Decimal;
}

function ranked(
	model: EvaluationModel,
	money: RoundMoney,
	{ tender, total }: Totalled,
	rank: number,
	tiedBy: Ranked['tiedBy']
): Ranked {
	const scaled = model.priceModel === 'scale' && tender.priceMinor !== null;
	return {
		...tender,
		rank,
		quality: qualityPercent(model, tender.points).toFixed(2),
		total: total.toFixed(2),
		pricePoints: scaled ? pricePoints(tender.priceMinor!, money.supplierBudgetMinor, model.priceBands) : null,
		priceShare:
			model.priceModel === 'relative' && tender.priceMinor !== null
				? priceShare(tender.priceMinor, money.lowestMinor!).times(100).toFixed(2)
				: null,
		tiedBy
	};
}

/** Order of two tenders (negative: a is better) and what decided it. */
function compare(
	model: EvaluationModel,
	a: Totalled,
	b: Totalled
): { order: number; by: 'total' | 'criterion' | 'price' | 'lot' } {
	const sign = model.priceModel === 'deduction' ? 1 : -1;
	const byTotal = a.total.comparedTo(b.total) * sign;
	if (byTotal !== 0) return { order: byTotal, by: 'total' };
	for (const id of heaviest(model)) {
		const diff = (b.tender.points[id] ?? 0) - (a.tender.points[id] ?? 0);
		if (diff !== 0) return { order: diff, by: 'criterion' };
	}
	const byPrice = (a.tender.priceMinor ?? 0) - (b.tender.priceMinor ?? 0);
	return byPrice === 0 ? { order: 0, by: 'lot' } : { order: byPrice, by: 'price' };
}

function heaviest(model: EvaluationModel): string[] {
	const top = Math.max(0, ...model.criteria.map((one) => one.weight));
	return model.criteria.filter((one) => one.weight === top).map((one) => one.id);
}

function tie(model: EvaluationModel, sorted: Totalled[], index: number): Ranked['tiedBy'] {
	const neighbours = [sorted[index - 1], sorted[index + 1]].filter((one) => one !== undefined);
	const reasons = neighbours.map((one) => compare(model, sorted[index]!, one).by);
	return (['lot', 'price', 'criterion'] as const).find((by) => reasons.includes(by)) ?? null;
}

/** True when equal tenders stand on both sides of the last place, so that lots must be drawn. */
export function drawAtTheLine(ranking: Ranked[], places: number): boolean {
	const last = ranking[places - 1];
	const next = ranking[places];
	return Boolean(last && next && last.rank === next.rank);
}

/**
 * The tenders that get a place: best first, as many as there are places and money for. Where equal tenders stand
 * on the line, those that won the lots go first.
 * @param availableMinor the round's money in öre, rolled-on money included
 */
export function proposeAwards(
	ranking: Ranked[],
	places: number,
	availableMinor: number,
	lots: string[] = []
): Ranked[] {
	const order = [...ranking].sort((a, b) => a.rank - b.rank || lot(lots, a) - lot(lots, b));
	const awarded: Ranked[] = [];
	let left = availableMinor;
	for (const tender of order) {
		if (awarded.length === places || (tender.priceMinor ?? 0) > left) break;
		left -= tender.priceMinor ?? 0;
		awarded.push(tender);
	}
	return awarded;
}

const lot = (lots: string[], tender: Ranked) => (lots.includes(tender.tenderId) ? 0 : 1);
