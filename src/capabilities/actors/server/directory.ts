import { sql } from 'kysely';
import { authorize, definePermission } from '#platform/access/index.ts';
import { readText, toText } from '#platform/i18n/text.ts';
import type { Lang } from '#platform/i18n/index.ts';
import { placeLabel } from '#platform/places/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Db } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { countFacets, type Counted, type FacetColumn } from '#platform/server/search/facets.ts';
import { widenHere } from '#platform/server/search/stems.ts';
import type { Widened } from '#platform/server/search/words.ts';
import type { DirectoryItem, Sector } from '../words.ts';
import { facetNames, type DirectoryQuery, type Facet } from '../query.ts';
import { directoryIndex, type DirectoryIndex } from './directory-index.ts';
import { hasNumber, numberIn } from './search.ts';

export const PAGE_SIZE = 24;

export const browseDirectory = definePermission<null>('organisation.browse', () => null);

export type DirectoryRow = DirectoryItem;

/** Value → how many, for each facet, counted among those that fit all the other filters. */
export type FacetCounts = Record<Facet, Map<string, number>>;

export interface Directory {
	rows: DirectoryRow[];
	total: number;
	pages: number;
	/** The page shown: never beyond the last. */
	page: number;
	facets: FacetCounts;
	guessed: Widened['guessed'];
}

/** One page of the directory, with counts. Hidden organisations are never in it. */
export async function directory(ctx: Context, query: DirectoryQuery): Promise<Directory> {
	authorize(ctx, browseDirectory, null);
	const index = await directoryIndex(ctx.db, ctx.freshness);
	const { tiers, guessed } = await search(ctx, index, query.q);
	const { places, facets } = tiers ? countFacets(index, query, fitting(tiers)) : counted(index, query);
	const ordered = inOrder(index, places, query, tiers);
	const pages = Math.max(1, Math.ceil(ordered.length / PAGE_SIZE));
	const page = Math.min(query.page, pages);
	const ids = ordered.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map((place) => index.ids[place]!);
	const rows = (await rowsOf(ctx.db, ids)).map((row) => toRow(row, ctx.lang));
	return { rows, total: ordered.length, pages, page, facets, guessed };
}

// Without a search the same few lists are turned over and over, and stay the same while the index does.
const remembered = new WeakMap<FacetColumn, Map<string, Counted<Facet>>>();
const MOST_REMEMBERED = 50;

function counted(index: DirectoryIndex, query: DirectoryQuery): Counted<Facet> {
	// The index keeps its columns for as long as nothing is written.
	const known = remembered.get(index.facets.sector) ?? new Map<string, Counted<Facet>>();
	remembered.set(index.facets.sector, known);
	const key = facetNames.map((name) => query[name].join()).join('&');
	let found = known.get(key);
	if (!found) {
		found = countFacets(index, query);
		if (known.size < MOST_REMEMBERED) known.set(key, found);
	}
	return found;
}

interface Search {
	/** How well each fits, by place in the index, as TextIndex tells. Null: no search. */
	tiers: Uint8Array | null;
	guessed: Widened['guessed'];
}

async function search(ctx: Context, index: DirectoryIndex, q: string): Promise<Search> {
	const number = numberIn(q);
	if (number) return { tiers: byPlace(index, await withNumber(ctx.db, number)), guessed: [] };
	const widened = await widenHere(ctx.db, q, index.words, ['swedish']);
	if (!widened) return { tiers: null, guessed: [] };
	return { tiers: byPlace(index, index.texts.find(widened)), guessed: widened.guessed };
}

/** Numbers lie in the database alone, where it is decided which of them may be asked for. */
async function withNumber(db: Db, number: string): Promise<Uint8Array> {
	const { rows } = await sql<{ num: number }>`
		select o.num from organisation o where ${hasNumber(number)}`.execute(db);
	const tiers = new Uint8Array(Math.max(0, ...rows.map(({ num }) => num)) + 1);
	for (const { num } of rows) tiers[num] = 1;
	return tiers;
}

// A plain loop: `Uint8Array.from` with a function takes ten times as long, for ten thousand at each search.
function byPlace({ nums }: DirectoryIndex, tiers: Uint8Array): Uint8Array {
	const own = new Uint8Array(nums.length);
	for (let place = 0; place < nums.length; place++) own[place] = tiers[nums[place]!] ?? 0;
	return own;
}

function fitting(tiers: Uint8Array): number[] {
	const places: number[] = [];
	for (let place = 0; place < tiers.length; place++) if (tiers[place]! > 0) places.push(place);
	return places;
}

/** Places come in the order of names, and every other order keeps it where it is even. */
function inOrder(
	index: DirectoryIndex,
	places: readonly number[],
	query: DirectoryQuery,
	tiers: Uint8Array | null
): readonly number[] {
	const sign = query.dir === 'desc' ? -1 : 1;
	if (query.sort === 'relevance' && tiers)
		return [4, 3, 2, 1].flatMap((tier) => places.filter((place) => tiers[place] === tier));
	if (query.sort === 'newest')
		return places.toSorted((a, b) => sign * (index.createdAt[b]! - index.createdAt[a]!));
	if (query.sort === 'sector' || query.sort === 'place') {
		const { starts, own } = index.facets[query.sort === 'sector' ? 'sector' : 'county'];
		const key = (place: number) => (starts[place]! < starts[place + 1]! ? own[starts[place]!]! : Infinity);
		return places.toSorted((a, b) => (key(a) === key(b) ? 0 : sign * (key(a) - key(b))));
	}
	return sign < 0 ? places.toReversed() : places;
}

interface ListRow {
	id: string;
	slug: string;
	name: string;
	sector: Sector;
	country: string;
	municipality: string | null;
	county: string | null;
	region: string | null;
	themes: string[];
	about: unknown;
	claimed: boolean;
}

async function rowsOf(db: Db, ids: string[]): Promise<ListRow[]> {
	if (ids.length === 0) return [];
	const { rows } = await sql<ListRow>`
		select o.id, o.slug, o.name, o.sector, o.country, o.municipality, o.county, o.region, o.themes, o.about,
			o.claimed_at is not null as claimed
		from unnest(${uuids(ids)}) with ordinality as wanted(id, place) join organisation o on o.id = wanted.id
		where o.hidden_at is null order by wanted.place`.execute(db);
	return rows;
}

function toRow(row: ListRow, lang: Lang): DirectoryRow {
	return {
		id: row.id,
		slug: row.slug,
		name: row.name,
		sector: row.sector,
		place: placeLabel(row, lang),
		themes: row.themes,
		about: readText(toText(row.about), lang),
		claimed: row.claimed
	};
}
