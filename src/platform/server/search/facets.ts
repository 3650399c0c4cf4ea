/** Things in some order, with what they can be narrowed by. Small enough to keep in each process. */
export interface FacetTable<F extends string> {
	size: number;
	facets: Record<F, FacetColumn>;
}

export interface FacetColumn {
	/** All values there are, in the order in which they are counted. */
	values: readonly string[];
	placeOf: ReadonlyMap<string, number>;
	/** The values of thing n, as places in `values`, are `own[starts[n]]` up to `own[starts[n + 1]]`. */
	starts: Uint32Array;
	own: Uint16Array;
}

export interface Counted<F extends string> {
	/** Places of the things that fit everything, in their order. */
	places: readonly number[];
	/** Value → how many, among those that fit all the other facets; only what there is any of. */
	facets: Record<F, Map<string, number>>;
}

/** @param things per thing, its values; what is not among `values` is left out */
export function facetColumn(
	things: readonly (readonly (string | null)[])[],
	values: readonly string[] = [...new Set(things.flat())].filter((value) => value !== null)
): FacetColumn {
	const placeOf = new Map(values.map((value, place) => [value, place]));
	const own: number[] = [];
	const starts = new Uint32Array(things.length + 1);
	for (const [at, thing] of things.entries()) {
		for (const value of thing) {
			const place = placeOf.get(value ?? '');
			if (place !== undefined) own.push(place);
		}
		starts[at + 1] = own.length;
	}
	return { values, placeOf, starts, own: Uint16Array.from(own) };
}

/**
 * Filters and counts in one pass: within a facet any chosen value will do, between facets all must.
 * @param chosen per facet, the values chosen; none: everything fits
 * @param among places to look at, in order; all when absent
 */
export function countFacets<F extends string>(
	{ size, facets }: FacetTable<F>,
	chosen: Record<F, readonly string[]>,
	among?: readonly number[]
): Counted<F> {
	const names = Object.keys(facets) as F[];
	const columns = names.map((name) => facets[name]);
	const wanted = names.map((name) => wantedOf(facets[name], chosen[name]));
	const counts = columns.map(({ values }) => new Uint32Array(values.length));
	const places: number[] = [];
	const look = (place: number) => {
		const missed = missedBy(place, columns, wanted);
		if (missed === SEVERAL) return;
		if (missed !== NONE) return count(columns[missed]!, counts[missed]!, place);
		places.push(place);
		for (let facet = 0; facet < columns.length; facet++) count(columns[facet]!, counts[facet]!, place);
	};
	if (among) among.forEach(look);
	else for (let place = 0; place < size; place++) look(place);
	const maps = names.map((name, facet) => [name, toMap(facets[name], counts[facet]!)] as const);
	return { places, facets: Object.fromEntries(maps) as Record<F, Map<string, number>> };
}

const NONE = -1;
/** What fits two facets badly counts nowhere. */
const SEVERAL = -2;

/** The only facet that the thing does not fit. */
function missedBy(place: number, columns: FacetColumn[], wanted: (Uint8Array | null)[]): number {
	let missed = NONE;
	for (let facet = 0; facet < columns.length; facet++) {
		const mask = wanted[facet];
		if (!mask || fits(columns[facet]!, mask, place)) continue;
		if (missed !== NONE) return SEVERAL;
		missed = facet;
	}
	return missed;
}

// Loops by number, since ten thousand things go through here for each page.
function fits({ starts, own }: FacetColumn, mask: Uint8Array, place: number): boolean {
	for (let at = starts[place]!; at < starts[place + 1]!; at++) if (mask[own[at]!]) return true;
	return false;
}

function count({ starts, own }: FacetColumn, counts: Uint32Array, place: number): void {
	for (let at = starts[place]!; at < starts[place + 1]!; at++) counts[own[at]!]! += 1;
}

function wantedOf({ values, placeOf }: FacetColumn, chosen: readonly string[]): Uint8Array | null {
	if (chosen.length === 0) return null;
	const mask = new Uint8Array(values.length);
	for (const value of chosen) {
		const place = placeOf.get(value);
		if (place !== undefined) mask[place] = 1;
	}
	return mask;
}

function toMap({ values }: FacetColumn, counts: Uint32Array): Map<string, number> {
	const all = values.map((value, place) => [value, counts[place]!] as const);
	return new Map(all.filter(([, n]) => n > 0));
}
