/** Things in some order, with what they can be narrowed by. Small enough to keep in each process. */
export interface FacetTable<F extends string> {
	size: number;
	facets: Record<F, FacetColumn>;
}

export interface FacetColumn {
	/** All values there are, in the order in which they are counted. */
	values: readonly string[];
	placeOf: ReadonlyMap<string, number>;
	/** Per thing: places in `values`. */
	of: readonly (readonly number[])[];
}

export interface Counted<F extends string> {
	/** Places of the things that fit everything, in their order. */
	places: number[];
	/** Value → how many, among those that fit all the other facets; only what there is any of. */
	facets: Record<F, Map<string, number>>;
}

/** @param things per thing, its values; what is not among `values` is left out */
export function facetColumn(
	things: readonly (readonly (string | null)[])[],
	values: readonly string[] = [...new Set(things.flat())].filter((value) => value !== null)
): FacetColumn {
	const placeOf = new Map(values.map((value, place) => [value, place]));
	const places = (own: readonly (string | null)[]) =>
		own.map((value) => placeOf.get(value ?? '')).filter((place) => place !== undefined);
	return { values, placeOf, of: things.map(places) };
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
	const wanted = names.map((name) => wantedOf(facets[name], chosen[name]));
	const counts = names.map((name) => new Uint32Array(facets[name].values.length));
	const lists = names.map((name) => facets[name].of);
	const places: number[] = [];
	const add = (facet: number, place: number) => {
		for (const value of lists[facet]![place]!) counts[facet]![value]! += 1;
	};
	const look = (place: number) => {
		let missed = -1;
		for (let facet = 0; facet < wanted.length; facet++) {
			const mask = wanted[facet];
			if (!mask || lists[facet]![place]!.some((value) => mask[value])) continue;
			// A second facet that does not fit: it counts nowhere.
			if (missed >= 0) return;
			missed = facet;
		}
		if (missed >= 0) return add(missed, place);
		places.push(place);
		for (let facet = 0; facet < wanted.length; facet++) add(facet, place);
	};
	if (among) among.forEach(look);
	else for (let place = 0; place < size; place++) look(place);
	const maps = names.map((name, facet) => [name, toMap(facets[name], counts[facet]!)] as const);
	return { places, facets: Object.fromEntries(maps) as Record<F, Map<string, number>> };
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
