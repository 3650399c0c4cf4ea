import { describe, expect, it } from 'vitest';
import { attributes, faultsOf, html, words } from '../testing/render.ts';
import BarList from './BarList.svelte';
import { COUNTIES, shadeLimits, shadeOf, thin } from './counties.ts';
import CountyMap from './CountyMap.svelte';
import LikertBar from './LikertBar.svelte';
import { placeLabels, placeLines, PLOT } from './line.ts';
import LineChart from './LineChart.svelte';
import { likertShade, placeLikert, placeStack } from './stack.ts';

const points = [
	{ date: '2026-03-01', value: 50, n: 10 },
	{ date: '2024-03-01', value: 0, n: 8 },
	{ date: '2025-03-01', value: 100, n: 9 }
];

describe('placeLines', () => {
	it('puts points in order of time and leaves the given list alone', () => {
		const given = [...points];
		const { series, xTicks } = placeLines([{ name: 'a', points: given }]);
		expect(series[0]!.points.map((point) => point.n)).toEqual([8, 9, 10]);
		expect(given).toEqual(points);
		expect(xTicks.map((tick) => tick.x)).toEqual(series[0]!.points.map((point) => point.x));
	});

	it('draws higher values higher, within the plot, and makes room for the target', () => {
		const { series, yOf } = placeLines([{ name: 'a', points }], { target: 180 });
		const [low, high, middle] = series[0]!.points;
		expect(low!.y).toBe(PLOT.top + PLOT.height);
		expect(high!.y).toBeLessThan(middle!.y);
		expect(yOf(180)).toBeGreaterThanOrEqual(PLOT.top);
	});

	it('draws a band only where two points know their uncertainty', () => {
		const ranged = points.map((point) => ({ ...point, low: point.value - 1, high: point.value + 1 }));
		expect(placeLines([{ name: 'a', points: ranged }]).series[0]!.band).toMatch(/^M/);
		expect(placeLines([{ name: 'a', points: [ranged[0]!, points[1]!] }]).series[0]!.band).toBeNull();
	});

	it('manages one point and equal values', () => {
		const { series } = placeLines([{ name: 'a', points: [{ date: '2026-01-01', value: 0 }] }]);
		expect(series[0]!.points[0]).toMatchObject({ x: 50, y: PLOT.top + PLOT.height });
	});

	it('moves a figure below its point where the target line would cross it', () => {
		const placed = placeLines([{ name: 'a', points }], { target: 52 });
		const last = placed.series[0]!.points.at(-1)!;
		const label = (marks: Parameters<typeof placeLabels>[1]) =>
			placeLabels(placed.series, marks).ends.find((one) => one.value === 50)!;
		expect(label([{ kind: 'target', value: 52, y: placed.yOf(52) }]).y).toBeGreaterThan(last.y);
		expect(label([]).y).toBeLessThan(last.y);
	});

	// Every pair of target and baseline around the last value, and values at both ends of the scale.
	const marks = [0, 20, 40, 44, 46, 48, 49, 50, 51, 52, 54, 56, 60, 80, 100];
	it.each(marks)('never lays words on words at the right edge, with the target at %i', (target) => {
		for (const baseline of marks) {
			const placed = placeLines([{ name: 'a', points }], { target, baseline });
			const { marks: lines, ends } = placeLabels(placed.series, [
				{ kind: 'target', value: target, y: placed.yOf(target) },
				{ kind: 'baseline', value: baseline, y: placed.yOf(baseline) }
			]);
			const right = [...lines.map((line) => line.y), ...ends.filter((end) => end.x > 85).map((end) => end.y)];
			const gaps = right.toSorted((a, b) => a - b).map((y, index, all) => y - (all[index - 1] ?? -Infinity));
			expect(Math.min(...gaps), `baseline ${baseline}`).toBeGreaterThanOrEqual(16);
			expect(Math.min(...right)).toBeGreaterThanOrEqual(13);
			expect(Math.max(...right)).toBeLessThanOrEqual(PLOT.top + PLOT.height + 2);
		}
	});

	it('keeps the target’s words off the last point, just above the target’s line', () => {
		const falling = [38.3, 31, 25, 26.7].map((value, year) => ({ date: `${2022 + year}-12-31`, value }));
		const placed = placeLines([{ name: 'a', points: falling }], { target: 25, baseline: 38.3 });
		const last = placed.series[0]!.points.at(-1)!;
		const marks = [
			{ kind: 'target' as const, value: 25, y: placed.yOf(25) },
			{ kind: 'baseline' as const, value: 38.3, y: placed.yOf(38.3) }
		];
		const words = placeLabels(placed.series, marks).marks.find((mark) => mark.kind === 'target')!;
		expect(words.y - 13 >= last.y + 5 || words.y + 4 <= last.y - 5).toBe(true);
	});

	it('keeps the last figures of three series apart', () => {
		const flat = (name: string, value: number) => ({
			name,
			points: points.map((point) => ({ ...point, value }))
		});
		const placed = placeLines([flat('a', 50), flat('b', 51), flat('c', 52)]);
		const ys = placeLabels(placed.series, []).ends.map((end) => end.y);
		expect(Math.abs(ys[0]! - ys[1]!)).toBeGreaterThanOrEqual(16);
		expect(Math.abs(ys[1]! - ys[2]!)).toBeGreaterThanOrEqual(16);
		expect(Math.abs(ys[0]! - ys[2]!)).toBeGreaterThanOrEqual(16);
	});
});

describe('placeStack and placeLikert', () => {
	it('fills the width and leaves empty parts out', () => {
		expect(placeStack([1, 0, 3])).toMatchObject([
			{ index: 0, x: 0, width: 25 },
			{ index: 2, x: 25, width: 75 }
		]);
		expect(placeStack([0, 0])).toEqual([]);
	});

	it('lays rows around one middle, the neutral answer split over it', () => {
		const { middle, rows } = placeLikert([
			[2, 4, 4],
			[4, 4, 2]
		]);
		expect(middle).toBe(50);
		for (const row of rows) {
			const neutral = row.find((part) => part.index === 1)!;
			expect(neutral.x + neutral.width / 2).toBeCloseTo(middle);
		}
	});

	it('gives the ends of any scale the strongest shades', () => {
		expect([0, 1, 2, 3].map((index) => likertShade(index, 4))).toEqual([0, 1, 3, 4]);
		expect([0, 1].map((index) => likertShade(index, 2))).toEqual([0, 4]);
	});
});

describe('counties', () => {
	it('are the 21, with thinned outlines that stay closed', () => {
		expect(COUNTIES).toHaveLength(21);
		expect(COUNTIES.every((county) => /^\d\d$/.test(county.code) && /^M.+z$/.test(county.path))).toBe(true);
		expect(COUNTIES.map((county) => county.path).join('').length).toBeLessThan(27_000);
	});

	it('rounds each point by itself, so that small steps do not add up', () => {
		expect(thin('m 0,0 2.4,0 2.4,0 2.4,0 0,-5.2 z')).toBe('M0 0l2 0 3 0 2 0 0-5z');
	});

	it('counts each outline from where the one before began', () => {
		expect(thin('m 10,10 5,0 0,5 z m 100,0 5,0 0,5 z')).toBe('M10 10l5 0 0 5zM110 10l5 0 0 5z');
	});

	it.each([
		[14, [3, 6, 9, 12, 14], [0, 1, 3, 4, 14], [0, 1, 1, 2, 5]],
		[2, [1, 2], [1, 2], [4, 5]],
		[0, [0], [0], [0]]
	])('shades counts up to %i', (highest, limits, counts, shades) => {
		expect(shadeLimits(highest)).toEqual(limits);
		expect(counts.map((count) => shadeOf(count, limits))).toEqual(shades);
	});
});

describe('charts as pages show them', () => {
	it('a line chart has a name, a description and every figure with its n in a table', async () => {
		const markup = await html(LineChart, { idPrefix: 'x', title: 'Trygghet', points, unit: '%', target: 70 });
		expect(faultsOf(markup)).toEqual([]);
		expect(markup).toMatch(/<svg role="img" aria-labelledby="x-t x-d"/);
		expect(markup).toMatch(/<desc id="x-d">3 mätningar, från 0\s%.*till 50\s%.*Målet är 70\s%\.<\/desc>/);
		expect([...markup.matchAll(/<td class="num">(\d+)<\/td>/g)].map((match) => match[1])).toEqual([
			'8',
			'9',
			'10'
		]);
	});

	it('a line chart without measurements says so', async () => {
		expect(words(await html(LineChart, { idPrefix: 'x', title: 'Trygghet' }, 'en'))).toBe(
			'Trygghet No measurements yet.'
		);
	});

	it('bars stand with their figures in words', async () => {
		const bars = [
			{ label: 'Resor', value: 46, note: 'n = 31' },
			{ label: 'Tider', value: 0 }
		];
		const markup = await html(BarList, { title: 'Teman', bars });
		expect(words(markup)).toBe('Teman Resor 46 n = 31 Tider 0');
		expect(attributes(markup, 'width')).toEqual(['100%', '100%', '100%', '0%']);
	});

	it('answers on a scale are told with their shares and n', async () => {
		const markup = await html(LikertBar, {
			idPrefix: 'l',
			title: 'T',
			answers: ['Nej', 'Ja'],
			rows: [{ label: 'Hörd', counts: [1, 3] }]
		});
		expect(attributes(markup, 'aria-label')[0]!.replaceAll('\u00a0', ' ')).toBe('Hörd: Nej 25 %, Ja 75 %');
		expect(words(markup)).toContain('Hörd n = 4');
	});

	it('the map’s list says all that the map shows, and the map takes no keyboard stops', async () => {
		const markup = await html(CountyMap, {
			title: 'Var',
			counts: { '12': 9 },
			href: (code: string) => `?county=${code}`,
			onlyFilled: true
		});
		expect(words(markup)).toContain('Skåne 9');
		expect(markup).toMatch(/<svg viewBox[^>]*aria-hidden="true"/);
		expect(markup).toMatch(/<a href="\?county=12" tabindex="-1"/);
		expect(markup).toContain('creativecommons.org/licenses/by/4.0');
	});
});
