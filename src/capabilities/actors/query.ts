import { COUNTIES } from '#platform/places/index.ts';
import { TARGET_GROUPS, THEMES } from '#platform/themes/index.ts';
import { SECTORS } from './words.ts';

export { searchWords } from '#platform/forms/search-words.ts';

/** Facets of the directory: name of the query parameter and what it may hold. */
export const FACETS = {
	sector: SECTORS,
	county: COUNTIES.map((county) => county.code),
	theme: THEMES,
	target: TARGET_GROUPS
} as const satisfies Record<string, readonly string[]>;
export type Facet = keyof typeof FACETS;

export const SORTS = ['relevance', 'name', 'sector', 'place', 'newest'] as const;
export type DirectorySort = (typeof SORTS)[number];

export const VIEWS = ['cards', 'table', 'map'] as const;
export type View = (typeof VIEWS)[number];

/** What somebody looks for in the directory. */
export interface DirectoryQuery extends Record<Facet, string[]> {
	q: string;
	view: View;
	sort: DirectorySort;
	dir: 'asc' | 'desc';
	/** Counted from 1. */
	page: number;
}

/** Reads an address. What it cannot understand it leaves out: a link that somebody shared never breaks. */
export function readQuery(params: URLSearchParams): DirectoryQuery {
	const q = (params.get('q') ?? '').trim().slice(0, 200);
	const sort = pick(SORTS, params.get('sort')) ?? (q ? 'relevance' : 'name');
	return {
		q,
		...(Object.fromEntries(facetNames.map((name) => [name, chosen(params, name)])) as Record<
			Facet,
			string[]
		>),
		view: pick(VIEWS, params.get('view')) ?? 'cards',
		sort: sort === 'relevance' && !q ? 'name' : sort,
		dir: params.get('dir') === 'desc' ? 'desc' : 'asc',
		page: Math.min(Math.max(Math.trunc(Number(params.get('page'))) || 1, 1), 10_000)
	};
}

export const facetNames = Object.keys(FACETS) as Facet[];

function chosen(params: URLSearchParams, name: Facet): string[] {
	const known: readonly string[] = FACETS[name];
	return [...new Set(params.getAll(name))].filter((value) => known.includes(value)).sort();
}

function pick<T extends string>(known: readonly T[], value: string | null): T | undefined {
	return known.find((each) => each === value);
}

/** The address of the same list with some things changed; defaults are left out. Begins with '?' or is ''. */
export function queryString(query: DirectoryQuery, change: Partial<DirectoryQuery> = {}): string {
	const next = { ...query, page: 1, ...change };
	const params = new URLSearchParams();
	if (next.q) params.set('q', next.q);
	for (const name of facetNames) for (const value of next[name]) params.append(name, value);
	if (next.view !== 'cards') params.set('view', next.view);
	if (next.sort !== (next.q ? 'relevance' : 'name')) params.set('sort', next.sort);
	if (next.dir === 'desc') params.set('dir', 'desc');
	if (next.page > 1) params.set('page', String(next.page));
	const text = params.toString();
	return text ? `?${text}` : '';
}

/** Without a facet's value: where the chip of a chosen filter leads. */
export function without(query: DirectoryQuery, name: Facet, value: string): string {
	return queryString(query, { [name]: query[name].filter((each) => each !== value) });
}
