import { extent, max, min } from 'd3-array';
import { scaleLinear, scaleTime } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { LinePoint, LineSeries } from './types.ts';

/** Height of the plot in pixels; widths are shares of whatever room there is. */
export const PLOT = { top: 26, height: 220, left: 11, right: 96 };

export interface PlacedPoint extends LinePoint {
	at: Date;
	/** Per cent of the width. */
	x: number;
	/** Pixels from the top. */
	y: number;
}

export interface PlacedSeries {
	name: string;
	points: PlacedPoint[];
	/** Paths in a box 100 wide and as high as the plot. */
	path: string;
	band: string | null;
}

export interface LineOptions {
	target?: number | null;
	baseline?: number | null;
	/** Lets the axis begin above zero, for measures where zero means nothing. */
	fromZero?: boolean;
}

/** Where everything of a line chart goes. Points are put in order of time; the given arrays are left alone. */
export function placeLines(series: LineSeries[], options: LineOptions = {}) {
	const sorted = series.map(({ name, points }) => ({ name, points: inOrder(points) }));
	const all = sorted.flatMap((one) => one.points);
	const x = timeScale(all.map((point) => point.at));
	const y = valueScale(all, options);
	return {
		series: sorted.map((one) => placeSeries(one, x, y)),
		yTicks: y.ticks(4).map((value) => ({ value, y: y(value) })),
		xTicks: timeTicks(all, x),
		yOf: (value: number) => y(value)
	};
}

type Dated = LinePoint & { at: Date };

function inOrder(points: LinePoint[]): Dated[] {
	return points
		.map((point) => ({ ...point, at: toDate(point.date) }))
		.sort((a, b) => a.at.getTime() - b.at.getTime());
}

export function toDate(value: Date | string): Date {
	return value instanceof Date
		? value
		: new Date(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T12:00:00Z` : value);
}

function timeScale(dates: Date[]) {
	const [first, last] = extent(dates);
	if (!first || !last || first.getTime() === last.getTime()) return () => 50;
	return scaleTime().domain([first, last]).range([PLOT.left, PLOT.right]);
}

function valueScale(points: LinePoint[], { target, baseline, fromZero = true }: LineOptions) {
	const values = points.flatMap((point) => [
		point.value,
		point.low ?? point.value,
		point.high ?? point.value
	]);
	const marks = [target, baseline].filter((mark) => mark !== null && mark !== undefined);
	const lowest = min([...values, ...marks]) ?? 0;
	const highest = max([...values, ...marks]) ?? 1;
	const low = fromZero ? Math.min(0, lowest) : lowest;
	return scaleLinear()
		.domain(low === highest ? [low, low + 1] : [low, highest])
		.nice(4)
		.range([PLOT.top + PLOT.height, PLOT.top]);
}

function placeSeries(
	{ name, points }: { name: string; points: Dated[] },
	x: (date: Date) => number,
	y: (value: number) => number
): PlacedSeries {
	const placed = points.map((point) => ({ ...point, x: round(x(point.at)), y: round(y(point.value)) }));
	const drawn = line<PlacedPoint>(
		(point) => point.x,
		(point) => point.y
	);
	const ranged = placed.filter((point) => isRanged(point));
	const between = area<PlacedPoint>(
		(point) => point.x,
		(point) => y(point.low!),
		(point) => y(point.high!)
	);
	return {
		name,
		points: placed,
		path: drawn(placed) ?? '',
		band: ranged.length > 1 ? between(ranged) : null
	};
}

export interface EndLabel {
	x: number;
	y: number;
	value: number;
}

/** A line across the chart with its words: where the line goes and where the letters stand. */
export interface MarkLabel {
	kind: 'target' | 'baseline';
	value: number;
	lineY: number;
	y: number;
}

/** Height of a line of letters. */
const LETTERS = 16;
/** Letters reach so far above and below the line they stand on. */
const ABOVE = 13;
const BELOW = 4;
/** Half a dot with its edge. */
const DOT = 6;

/**
 * Where words and figures stand, so that none covers another: words of the target and the baseline at the right
 * edge, figures at the ends of the lines. Each takes the nearest free place, clear of dots and of the marks' lines if
 * it can.
 * With several series only the last figures are shown.
 */
export function placeLabels(
	series: PlacedSeries[],
	marks: { kind: MarkLabel['kind']; value: number; y: number }[]
): { marks: MarkLabel[]; ends: EndLabel[] } {
	const taken: number[] = [];
	const lasts = series.flatMap(({ points }) => points.slice(-1)).filter((point) => point.x > 85);
	const inTheWay = [
		...marks.map((mark) => ({ from: mark.y, to: mark.y })),
		...lasts.map((point) => ({ from: point.y - DOT, to: point.y + DOT }))
	];
	const take = (places: number[]) => {
		const y = nearest(places, taken, inTheWay);
		taken.push(y);
		return y;
	};
	// The higher line's words stand above it first, so that two lines close to each other part their words.
	const placed = [...marks]
		.sort((a, b) => a.y - b.y)
		.map(({ kind, value, y }) => ({ kind, value, lineY: y, y: take(around(y, 6, LETTERS)) }));
	const ends = series
		.flatMap(({ points }) =>
			series.length === 1 && points.length > 1 ? [points[0]!, points.at(-1)!] : points.slice(-1)
		)
		.sort((a, b) => a.y - b.y)
		.map((point) => ({ x: point.x, y: take(around(point.y, 12, 20)), value: point.value }));
	return { marks: placed, ends };
}

/** Places for letters near `y`, the nearest first: above, below, further above, further below. */
function around(y: number, up: number, down: number): number[] {
	const steps = [0, 1, 2, 3].flatMap((step) => [y - up - step * LETTERS, y + down + step * LETTERS]);
	return steps.filter((place) => place >= ABOVE && place <= PLOT.top + PLOT.height + 2);
}

function nearest(places: number[], taken: number[], inTheWay: { from: number; to: number }[]): number {
	const free = places.filter((place) => taken.every((other) => Math.abs(other - place) >= LETTERS));
	const clear = free.filter((place) =>
		inTheWay.every(({ from, to }) => to <= place - ABOVE || from >= place + BELOW)
	);
	return clear[0] ?? free[0] ?? places[0]!;
}

export function isRanged(point: LinePoint): boolean {
	return typeof point.low === 'number' && typeof point.high === 'number';
}

/** The points' own dates while they are few; otherwise evenly chosen ones among them. */
function timeTicks(points: Dated[], x: (date: Date) => number) {
	const times = [...new Set(points.map((point) => point.at.getTime()))].sort((a, b) => a - b);
	const step = Math.max(1, Math.ceil(times.length / 5));
	return times
		.filter((_, index) => index % step === 0)
		.map((time) => ({ at: new Date(time), x: round(x(new Date(time))) }));
}

const round = (value: number) => Math.round(value * 100) / 100;
