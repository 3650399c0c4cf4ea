import { sql } from 'kysely';
import { authorize, definePermission } from '#platform/access/index.ts';
import { readText, toText } from '#platform/i18n/text.ts';
import type { Lang } from '#platform/i18n/index.ts';
import { placeLabel } from '#platform/places/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import type { Db } from '#platform/server/db/index.ts';
import type { DirectoryItem, Sector } from '../words.ts';
import type { DirectoryQuery, Facet } from '../query.ts';
import { countFacets, facetIndex, searches, type FacetIndex } from './directory-index.ts';
import { prepare, type Prepared } from './search.ts';
import type { ReadySearch } from './words.ts';

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
	guessed: ReadySearch['guessed'];
}

/** One page of the directory, with counts. Hidden organisations are never in it. */
export async function directory(ctx: Context, query: DirectoryQuery): Promise<Directory> {
	authorize(ctx, browseDirectory, null);
	const index = await facetIndex(ctx.db, ctx.freshness);
	const search = await prepare(ctx.db, query.q, ctx.freshness);
	const tiers = search.searching ? await remembered(ctx, query.q, search) : null;
	const { places, facets } = countFacets(index, query, tiers ? placesOf(index, tiers) : undefined);
	const ordered = inOrder(index, places, query, tiers);
	const pages = Math.max(1, Math.ceil(ordered.length / PAGE_SIZE));
	const page = Math.min(query.page, pages);
	const ids = ordered.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map((place) => index.ids[place]!);
	const rows = (await rowsOf(ctx.db, ids)).map((row) => toRow(row, ctx.lang));
	return { rows, total: ordered.length, pages, page, facets, guessed: search.guessed };
}

/** organisation.num → how well it fits: whole words before guesses, names before texts. */
function remembered({ db, freshness }: Context, q: string, search: Prepared): Promise<Map<number, number>> {
	const key = q.toLowerCase();
	const known = searches.get(key);
	const age = known ? performance.now() - known.at : Infinity;
	if (known && config().CACHE && !freshness?.wanted && age < 4000) {
		if (freshness) freshness.since = Math.min(freshness.since, Date.now() - age);
		return known.tiers;
	}
	const tiers = findTiers(db, search);
	searches.delete(key);
	searches.set(key, { at: performance.now(), tiers });
	if (searches.size > 300) searches.delete(searches.keys().next().value!);
	tiers.catch(() => searches.delete(key));
	return tiers;
}

async function findTiers(db: Db, search: Prepared): Promise<Map<number, number>> {
	const { rows } = search.match
		? await sql<{ tier: number; nums: number[] | null }>`
			select 0 as tier, array_agg(num) as nums from organisation where hidden_at is null and search_vector @@ ${search.match}::tsquery
			union all select 1, array_agg(num) from organisation where hidden_at is null and name_vector @@ ${search.match}::tsquery
			union all select 2, array_agg(num) from organisation where hidden_at is null and search_vector @@ ${search.exact}::tsquery
			union all select 3, array_agg(num) from organisation where hidden_at is null and name_vector @@ ${search.exact}::tsquery`.execute(
				db
			)
		: await sql<{ tier: number; nums: number[] | null }>`
			select 0 as tier, array_agg(o.num) as nums from organisation o where ${search.where}`.execute(db);
	const tiers = new Map<number, number>();
	for (const { tier, nums } of rows.sort((a, b) => a.tier - b.tier))
		for (const num of nums ?? []) tiers.set(num, tier);
	return tiers;
}

function placesOf(index: FacetIndex, tiers: Map<number, number>): number[] {
	const places: number[] = [];
	for (const num of tiers.keys()) {
		const place = index.placeOf.get(num);
		if (place !== undefined) places.push(place);
	}
	return places.sort((a, b) => a - b);
}

/** Places come in the order of names, and every other order keeps it where it is even. */
function inOrder(
	index: FacetIndex,
	places: number[],
	query: DirectoryQuery,
	tiers: Map<number, number> | null
): number[] {
	const sign = query.dir === 'desc' ? -1 : 1;
	if (query.sort === 'relevance' && tiers) {
		const tierAt = new Map([...tiers].map(([num, tier]) => [index.placeOf.get(num), tier]));
		return places.sort((a, b) => tierAt.get(b)! - tierAt.get(a)!);
	}
	if (query.sort === 'newest')
		return places.sort((a, b) => sign * (index.createdAt[b]! - index.createdAt[a]!));
	if (query.sort === 'sector' || query.sort === 'place') {
		const values = index.values[query.sort === 'sector' ? 'sector' : 'county'];
		const key = (place: number) => values[place]![0] ?? Infinity;
		return places.sort((a, b) => (key(a) === key(b) ? 0 : sign * (key(a) - key(b))));
	}
	return sign < 0 ? places.reverse() : places;
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
		from unnest(${ids}::uuid[]) with ordinality as wanted(id, place) join organisation o on o.id = wanted.id
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
