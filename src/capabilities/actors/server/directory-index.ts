import { sql } from 'kysely';
import type { Freshness } from '#platform/server/context.ts';
import type { Db } from '#platform/server/db/index.ts';
import { FACETS, facetNames, type DirectoryQuery, type Facet } from '../query.ts';

/**
 * Facets of every listed organisation, in the order of their names, small enough to keep in each process:
 * counting ten thousand takes under a millisecond here and thirty in the database. At most five seconds old;
 * writes of this process are seen at once.
 */
export interface FacetIndex {
	ids: string[];
	/** Place in `ids` by organisation.num. */
	placeOf: Map<number, number>;
	createdAt: Float64Array;
	/** Per facet and organisation: positions in FACETS[facet]. */
	values: Record<Facet, number[][]>;
}

const FRESH_MS = 2500;
const STALE_MS = 5000;
let kept: { at: number; index: Promise<FacetIndex>; renewing?: boolean } | undefined;

/** The index. A little old it is still given, while a new one is loaded; too old, the reader waits. */
export function facetIndex(db: Db, asker?: Freshness): Promise<FacetIndex> {
	const index = newestIndex(db);
	if (asker && kept) asker.since = Math.min(asker.since, Date.now() - (performance.now() - kept.at));
	return index;
}

function newestIndex(db: Db): Promise<FacetIndex> {
	const age = kept ? performance.now() - kept.at : Infinity;
	if (!kept || age > STALE_MS) return renew(db);
	if (age > FRESH_MS && !kept.renewing) {
		kept.renewing = true;
		const old = kept;
		const at = performance.now();
		load(db).then(
			(index) => kept === old && (kept = { at, index: Promise.resolve(index) }),
			() => (old.renewing = false)
		);
	}
	return kept.index;
}

function renew(db: Db): Promise<FacetIndex> {
	const mine = { at: performance.now(), index: load(db) };
	kept = mine;
	mine.index.catch(() => kept === mine && (kept = undefined));
	return mine.index;
}

/** Something was written: the next reader loads it. */
export function forgetDirectory(): void {
	kept = undefined;
	searches.clear();
}

/** Results of text searches, kept beside the index and forgotten with it. */
export const searches = new Map<string, { at: number; tiers: Promise<Map<number, number>> }>();

interface Slim {
	num: number;
	id: string;
	created: number;
	sector: string;
	county: string | null;
	themes: string[];
	targets: string[];
}

const POSITIONS = Object.fromEntries(
	facetNames.map((name) => [
		name,
		new Map((FACETS[name] as readonly string[]).map((value, at) => [value, at]))
	])
) as Record<Facet, Map<string, number>>;

async function load(db: Db): Promise<FacetIndex> {
	const { rows } = await sql<Slim>`
		select num, id, extract(epoch from created_at)::float8 as created, sector, county, themes, target_groups as targets
		from organisation where hidden_at is null order by name collate "sv-SE-x-icu", id`.execute(db);
	const at = (name: Facet, values: readonly (string | null)[]) =>
		values.map((value) => POSITIONS[name].get(value ?? '')).filter((place) => place !== undefined);
	return {
		ids: rows.map((row) => row.id),
		placeOf: new Map(rows.map((row, place) => [row.num, place])),
		createdAt: Float64Array.from(rows, (row) => row.created),
		values: {
			sector: rows.map((row) => at('sector', [row.sector])),
			county: rows.map((row) => at('county', [row.county])),
			theme: rows.map((row) => at('theme', row.themes)),
			target: rows.map((row) => at('target', row.targets))
		}
	};
}

export interface Counted {
	/** Places in the index that fit everything, in the order of names. */
	places: number[];
	/** Value → how many, among those that fit all the other facets. */
	facets: Record<Facet, Map<string, number>>;
}

/** Filters and counts in one pass. @param among places to look at; all when absent */
export function countFacets(index: FacetIndex, query: DirectoryQuery, among?: readonly number[]): Counted {
	const wanted = facetNames.map((name) => wantedOf(name, query[name]));
	const counts = facetNames.map((name) => new Uint32Array(FACETS[name].length));
	const lists = facetNames.map((name) => index.values[name]);
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
	else for (let place = 0; place < index.ids.length; place++) look(place);
	return { places, facets: toMaps(counts) };
}

function wantedOf(name: Facet, values: readonly string[]): Uint8Array | null {
	if (values.length === 0) return null;
	const mask = new Uint8Array(FACETS[name].length);
	for (const value of values) mask[POSITIONS[name].get(value)!] = 1;
	return mask;
}

function toMaps(counts: Uint32Array[]): Record<Facet, Map<string, number>> {
	const entries = facetNames.map((name, facet) => {
		const values = (FACETS[name] as readonly string[]).map(
			(value, at) => [value, counts[facet]![at]!] as const
		);
		return [name, new Map(values.filter(([, n]) => n > 0))];
	});
	return Object.fromEntries(entries) as Record<Facet, Map<string, number>>;
}
