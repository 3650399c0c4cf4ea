import { sql, type RawBuilder } from 'kysely';
import { authorize, definePermission } from '#platform/access/index.ts';
import { readText, toText, type ReadText } from '#platform/i18n/text.ts';
import type { Lang } from '#platform/i18n/index.ts';
import { COUNTIES, placeLabel } from '#platform/places/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { shortMemory } from '#platform/server/short-memory.ts';
import { SECTORS, type Sector } from '../form.ts';
import { parseOrgNumber } from '../org-number.ts';
import { facetNames, queryString, type DirectoryQuery, type Facet } from '../query.ts';
import { readySearch, type ReadySearch } from './words.ts';

export const PAGE_SIZE = 24;

export const browseDirectory = definePermission<null>('organisation.browse', () => null);

export interface DirectoryRow {
	id: string;
	slug: string;
	name: string;
	sector: Sector;
	place: string;
	themes: string[];
	about: ReadText;
	claimed: boolean;
}

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
	const search = await prepare(ctx.db, query.q);
	const { total, facets } = await rememberedCounts(countsKey(query), () => count(ctx.db, query, search));
	const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
	const page = Math.min(query.page, pages);
	const rows = total === 0 ? [] : await list(ctx.db, { ...query, page }, search);
	return {
		rows: rows.map((row) => toRow(row, ctx.lang)),
		total,
		pages,
		page,
		facets,
		guessed: search.guessed
	};
}

export interface Prepared {
	where: RawBuilder<boolean>;
	exact: string | null;
	match: string | null;
	guessed: ReadySearch['guessed'];
}

const rememberedWords = shortMemory<ReadySearch | null>(5, 500);
const rememberedCounts = shortMemory<{ total: number; facets: FacetCounts }>(4, 500);

/** The search words as a condition. A whole organisation number finds that one, if it may be shown. */
export async function prepare(db: DbOrTx, q: string): Promise<Prepared> {
	const all = { where: sql<boolean>`o.hidden_at is null`, exact: null, match: null, guessed: [] };
	const number = /\d{6}/.test(q) ? parseOrgNumber(q) : null;
	if (number?.ok) {
		const where = sql<boolean>`o.hidden_at is null and not o.sole_trader and o.org_number = ${number.value.number}`;
		return { ...all, where };
	}
	const search = await rememberedWords(q.toLowerCase(), () => readySearch(db, q));
	if (!search) return all;
	const where = sql<boolean>`o.hidden_at is null and o.search_vector @@ ${search.match}::tsquery`;
	return { where, exact: search.exact, match: search.match, guessed: search.guessed };
}

const COLUMN: Record<Facet, RawBuilder<unknown>> = {
	sector: sql`o.sector`,
	county: sql`o.county`,
	theme: sql`o.themes`,
	target: sql`o.target_groups`
};
const isList = (name: Facet) => name === 'theme' || name === 'target';

/** Within one facet any of the values will do; between facets all must. */
export function fits(query: DirectoryQuery, name: Facet): RawBuilder<boolean> {
	const values = query[name];
	if (values.length === 0) return sql<boolean>`true`;
	return isList(name)
		? sql<boolean>`${COLUMN[name]} && ${values}::text[]`
		: sql<boolean>`${COLUMN[name]} = any(${values}::text[])`;
}

/** All filters at once. */
export function fitsAll(query: DirectoryQuery, search: Prepared): RawBuilder<boolean> {
	const conditions = facetNames.filter((name) => query[name].length > 0).map((name) => fits(query, name));
	return sql<boolean>`${sql.join([search.where, ...conditions], sql` and `)}`;
}

async function count(
	db: DbOrTx,
	query: DirectoryQuery,
	search: Prepared
): Promise<{ total: number; facets: FacetCounts }> {
	const but = (name: Facet | null) =>
		sql.join(
			facetNames.filter((each) => each !== name).map((each) => sql.ref(`fits_${each}`)),
			sql` and `
		);
	const { rows } = await sql<{ facet: Facet | 'total'; value: string; n: number }>`
		with base as materialized (
			select o.sector, o.county, o.themes, o.target_groups,
				${sql.join(facetNames.map((name) => sql`${fits(query, name)} as ${sql.ref(`fits_${name}`)}`))}
			from organisation o where ${search.where})
		select 'total' as facet, '' as value, count(*)::int as n from base where ${but(null)}
		union all select 'sector', sector, count(*)::int from base where ${but('sector')} group by 2
		union all select 'county', county, count(*)::int from base where county is not null and ${but('county')} group by 2
		union all select 'theme', theme, count(*)::int from base, unnest(themes) theme where ${but('theme')} group by 2
		union all select 'target', target, count(*)::int from base, unnest(target_groups) target where ${but('target')} group by 2
	`.execute(db);
	const facets = Object.fromEntries(
		facetNames.map((name) => [name, new Map<string, number>()])
	) as FacetCounts;
	for (const row of rows) if (row.facet !== 'total') facets[row.facet].set(row.value, row.n);
	return { total: rows.find((row) => row.facet === 'total')?.n ?? 0, facets };
}

function countsKey(query: DirectoryQuery): string {
	return queryString({
		...query,
		view: 'cards',
		sort: query.q ? 'relevance' : 'name',
		dir: 'asc',
		page: 1
	}).toLowerCase();
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

async function list(db: DbOrTx, query: DirectoryQuery, search: Prepared): Promise<ListRow[]> {
	const { rows } = await sql<ListRow>`
		select o.id, o.slug, o.name, o.sector, o.country, o.municipality, o.county, o.region, o.themes, o.about,
			o.claimed_at is not null as claimed
		from organisation o where ${fitsAll(query, search)}
		order by ${order(query, search)} limit ${PAGE_SIZE} offset ${(query.page - 1) * PAGE_SIZE}`.execute(db);
	return rows;
}

// By name, not by code.
const COUNTY_ORDER = COUNTIES.map((county) => county.code);
const byName = sql`o.name collate "sv-SE-x-icu"`;

/** Relevance: whole words before guesses, names before texts. Everything ends in a fixed order. */
function order(query: DirectoryQuery, search: Prepared): RawBuilder<unknown> {
	const dir = query.dir === 'desc' ? sql`desc` : sql`asc`;
	if (query.sort === 'relevance' && search.match) {
		return sql`o.search_vector @@ ${search.exact}::tsquery desc,
			ts_rank(o.search_vector, ${search.match}::tsquery) desc, ${byName}, o.id`;
	}
	if (query.sort === 'newest')
		return query.dir === 'desc' ? sql`o.created_at, o.id` : sql`o.created_at desc, o.id`;
	if (query.sort === 'sector')
		return sql`array_position(${[...SECTORS]}::text[], o.sector) ${dir}, ${byName}, o.id`;
	if (query.sort === 'place')
		return sql`array_position(${COUNTY_ORDER}::text[], o.county) ${dir} nulls last, ${byName}, o.id`;
	return sql`${byName} ${dir}, o.id ${dir}`;
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
