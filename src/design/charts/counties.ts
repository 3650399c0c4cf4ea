import map from '@svg-maps/sweden';

export interface County {
	/** Official county code. */
	code: string;
	/** Name without "län", as on the map. */
	name: string;
	path: string;
}

const CODES: Record<string, string> = {
	stockholm: '01',
	uppsala: '03',
	sodermanland: '04',
	ostergotland: '05',
	jonkoping: '06',
	kronoberg: '07',
	kalmar: '08',
	gotland: '09',
	blekinge: '10',
	skane: '12',
	halland: '13',
	'vastra gotaland': '14',
	varmland: '17',
	orebro: '18',
	vastmanland: '19',
	dalarna: '20',
	gavleborg: '21',
	vasternorrland: '22',
	jamtland: '23',
	vasterbotten: '24',
	norrbotten: '25'
};

export const VIEW_BOX = map.viewBox;

/** The 21 counties in order of code. Outlines are thinned once: a point per two units is plenty at this size. */
export const COUNTIES: readonly County[] = map.locations
	.map(({ id, name, path }) => ({ code: CODES[id] ?? id, name, path: thin(path) }))
	.sort((a, b) => a.code.localeCompare(b.code));

/**
 * Polylines with fewer points, in whole units: at the size shown a unit is less than a pixel, and the outlines are
 * a third of the page that has them.
 */
export function thin(path: string, distance = 1.8): string {
	let x = 0;
	let y = 0;
	return path
		.split(/[zZ]/)
		.filter((part) => part.trim())
		.map((part) => {
			const steps = pairs(part);
			const points: [number, number][] = steps.map(([dx, dy]) => [(x += dx), (y += dy)]);
			// "z" leads back to where the outline began; the next one is counted from there.
			[x, y] = points[0]!;
			return outline(keep(points, distance));
		})
		.join('');
}

/** From whole point to whole point, so that neighbours still meet. */
function outline(points: [number, number][]): string {
	let [x, y] = points[0]!.map(Math.round) as [number, number];
	const steps = points.slice(1).map((point) => {
		const [nx, ny] = point.map(Math.round) as [number, number];
		const step = `${nx - x}${ny < y ? '' : ' '}${ny - y}`;
		[x, y] = [nx, ny];
		return step;
	});
	return `M${points[0]!.map(Math.round).join(' ')}l${steps.join(' ').replaceAll(' -', '-')}z`;
}

function pairs(part: string): [number, number][] {
	const numbers = part.match(/-?\d*\.?\d+(?:e-?\d+)?/g)!.map(Number);
	return Array.from({ length: numbers.length / 2 }, (_, index) => [
		numbers[index * 2]!,
		numbers[index * 2 + 1]!
	]);
}

function keep(points: [number, number][], distance: number): [number, number][] {
	let last = points[0]!;
	const kept = points.filter((point, index) => {
		const far = Math.hypot(point[0] - last[0], point[1] - last[1]) >= distance;
		if (far || index === 0) last = point;
		return far || index === 0;
	});
	return kept.length >= 3 ? kept : points;
}

/** Upper limits of at most five shades for counts up to `highest`. */
export function shadeLimits(highest: number): number[] {
	const steps = Math.min(5, Math.max(1, highest));
	return Array.from({ length: steps }, (_, index) => Math.ceil((highest * (index + 1)) / steps));
}

/** Shade of a count, 1–5 with the darkest for the highest; 0 for none. */
export function shadeOf(count: number, limits: readonly number[]): number {
	if (count <= 0) return 0;
	const step = limits.findIndex((limit) => count <= limit);
	return 5 - limits.length + (step === -1 ? limits.length : step + 1);
}
