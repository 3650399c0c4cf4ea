import { max, sum } from 'd3-array';

/** A stretch of a bar, in per cent of the width. */
export interface Segment {
	index: number;
	x: number;
	width: number;
	/** Share of the row's total, 0–1. */
	share: number;
	value: number;
}

/** Parts after one another, filling the width. Empty parts take no room. */
export function placeStack(values: number[]): Segment[] {
	const total = sum(values);
	let x = 0;
	return values.flatMap((value, index) => {
		if (value <= 0 || total === 0) return [];
		const share = value / total;
		const segment = { index, x, width: share * 100, share, value };
		x += share * 100;
		return [segment];
	});
}

/**
 * Answers on a scale, laid out around a common middle: the negative ones to its left, the positive ones to
 * its right, and a neutral answer (odd scales) split over it. All rows share one scale.
 */
export function placeLikert(rows: number[][]): { middle: number; rows: Segment[][] } {
	const shares = rows.map((counts) => {
		const total = sum(counts);
		return counts.map((count) => (total === 0 ? 0 : count / total));
	});
	const left = max(shares, leftOf) ?? 0;
	const right = max(shares, (row) => sum(row) - leftOf(row)) ?? 0;
	const room = left + right || 1;
	const placed = shares.map((row, rowIndex) => {
		let x = left - leftOf(row);
		return row.flatMap((share, index) => {
			const segment = {
				index,
				x: (x / room) * 100,
				width: (share / room) * 100,
				share,
				value: rows[rowIndex]![index]!
			};
			x += share;
			return share > 0 ? [segment] : [];
		});
	});
	return { middle: (left / room) * 100, rows: placed };
}

/** Share of a row that lies left of the middle. */
function leftOf(row: number[]): number {
	const half = Math.floor(row.length / 2);
	return sum(row.slice(0, half)) + (row.length % 2 === 1 ? row[half]! / 2 : 0);
}

/** Colour steps of a scale of `length` answers on the five we have, outermost always strongest. */
export function likertShade(index: number, length: number): number {
	if (length <= 1) return 4;
	return Math.round((index / (length - 1)) * 4);
}
