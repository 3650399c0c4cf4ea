import { THEMES } from '#platform/themes/index.ts';
import { countyOf } from '#platform/places/index.ts';

/** What the list of challenges can be narrowed by. */
export const LIST_FACETS = ['theme', 'county', 'phase', 'state', 'owner'] as const;
export type ListFacet = (typeof LIST_FACETS)[number];
export const LIST_SORTS = ['newest', 'deadline', 'title'] as const;
export type ListSort = (typeof LIST_SORTS)[number];
export const LIST_STATES = ['open', 'ongoing', 'finished', 'stopped'] as const;

export interface ListQuery extends Record<ListFacet, string[]> {
	q: string;
	sort: ListSort;
	page: number;
}

const KNOWN: Record<ListFacet, (value: string) => boolean> = {
	theme: (value) => (THEMES as readonly string[]).includes(value),
	county: (value) => countyOf(value) !== null,
	phase: (value) => /^[a-z][a-z0-9-]{0,40}$/.test(value),
	state: (value) => (LIST_STATES as readonly string[]).includes(value),
	owner: (value) => /^[a-z0-9-]{1,120}$/.test(value)
};

/** Reads an address; what is not known is left out rather than refused, so that old links still work. */
export function readListQuery(params: URLSearchParams): ListQuery {
	const facet = (name: ListFacet) => [...new Set(params.getAll(name))].filter(KNOWN[name]).slice(0, 30);
	const sort = params.get('sort') as ListSort;
	return {
		q: (params.get('q') ?? '').trim().slice(0, 120),
		sort: LIST_SORTS.includes(sort) ? sort : 'newest',
		page: Math.max(1, Math.min(10_000, Math.trunc(Number(params.get('page'))) || 1)),
		theme: facet('theme'),
		county: facet('county'),
		phase: facet('phase'),
		state: facet('state'),
		owner: facet('owner')
	};
}

/** The address of the same list with something changed; the page starts over unless it is what changes. */
export function listAddress(query: ListQuery, change: Partial<ListQuery> = {}): string {
	const next = { ...query, page: 1, ...change };
	const params = new URLSearchParams();
	if (next.q) params.set('q', next.q);
	for (const name of LIST_FACETS) for (const value of next[name]) params.append(name, value);
	if (next.sort !== 'newest') params.set('sort', next.sort);
	if (next.page > 1) params.set('page', String(next.page));
	const text = params.toString();
	return text ? `?${text}` : '?';
}
