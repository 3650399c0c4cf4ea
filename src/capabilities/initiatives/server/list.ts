import type { MessageKey } from '#platform/i18n/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { countFacets } from '#platform/server/search/facets.ts';
import { widenHere } from '#platform/server/search/stems.ts';
import { methodVersions } from '#capabilities/methods/index.ts';
import { allKinds, type ActivityKind } from '../kind.ts';
import { smallChain } from '../moving.ts';
import { listAddress, type ListFacet, type ListQuery } from '../list.ts';
import { listIndex, type Entry, type ListIndex } from './list-index.ts';

export const LIST_PAGE = 20;

export interface ListRow {
	slug: string;
	title: LocalText;
	summary: LocalText | null;
	owner: string;
	municipality: string | null;
	county: string | null;
	placeName: string | null;
	themes: string[];
	/** The same object for all that stand at the same place of the same method. */
	phases: ReturnType<typeof smallChain>;
	closedAs: 'finished' | 'stopped' | null;
	publishedAt: Date;
	/** What can be done now, and until when. */
	open: { label: MessageKey; path: string; until: Date } | null;
}

export interface FacetOption {
	value: string;
	label: LocalText | string | null;
	count: number;
}

export interface InitiativeList {
	rows: ListRow[];
	total: number;
	page: number;
	pages: number;
	/** Value → how many, counted among those that fit all the other filters; `owner` by slug, most first. */
	facets: Record<ListFacet, FacetOption[]>;
}

/** Published initiatives, narrowed, sorted and paged. */
export async function listInitiatives(ctx: Context, query: ListQuery): Promise<InitiativeList> {
	ctx.access.decided = true;
	const index = await listIndex(ctx.db, ctx.freshness);
	const { entries, counts } = await select(ctx.db, index, query);
	const pages = Math.max(1, Math.ceil(entries.length / LIST_PAGE));
	const page = Math.min(query.page, pages);
	const rows = await toRows(ctx.db, entries.slice((page - 1) * LIST_PAGE, page * LIST_PAGE));
	const facets = await labelled(ctx.db, index, counts);
	return { rows, total: entries.length, page, pages, facets };
}

/** Everything that fits, without paging, for a file. At most 10,000. */
export async function exportInitiatives(ctx: Context, query: ListQuery): Promise<ListRow[]> {
	ctx.access.decided = true;
	const index = await listIndex(ctx.db, ctx.freshness);
	const { entries } = await select(ctx.db, index, query);
	return toRows(ctx.db, entries.slice(0, 10_000));
}

type Counts = Record<ListFacet, Map<string, number>>;

interface Selected {
	entries: Entry[];
	counts: Counts;
}

// All pages of a list are cut from the same selection, for as long as the index is the same.
const selected = new WeakMap<ListIndex, Map<string, Promise<Selected>>>();
const MOST_SELECTIONS = 50;

function select(db: DbOrTx, index: ListIndex, query: ListQuery): Promise<Selected> {
	const key = listAddress(query);
	const known = selected.get(index) ?? new Map<string, Promise<Selected>>();
	selected.set(index, known);
	let found = known.get(key);
	if (!found) {
		found = selectNow(db, index, query);
		found.catch(() => known.delete(key));
		if (known.size < MOST_SELECTIONS) known.set(key, found);
	}
	return found;
}

/** All that fit, in the order asked for; a search puts what fits best first unless an order was chosen. */
async function selectNow(db: DbOrTx, index: ListIndex, query: ListQuery): Promise<Selected> {
	const tiers = await search(db, index, query.q);
	const among = tiers ? index.orders.title.filter((place) => tiers[place]! > 0) : undefined;
	const { places, facets: counts } = countFacets(index, query, among);
	const fits = new Set(places);
	const ordered = index.orders[query.sort].filter((place) => fits.has(place));
	const ranked = tiers && query.sort === 'newest';
	const best = ranked ? ordered.sort((a, b) => tiers[b]! - tiers[a]!) : ordered;
	return { entries: best.map((place) => index.entries[place]!), counts };
}

/** How well each fits, by place, as TextIndex tells. Null where nothing is looked for. */
async function search(db: DbOrTx, index: ListIndex, q: string): Promise<Uint8Array | null> {
	const widened = await widenHere(db, q, index.words, ['swedish', 'english']);
	if (!widened) return null;
	const tiers = index.texts.find(widened);
	// A plain loop: `Uint8Array.from` with a function takes many times as long.
	const own = new Uint8Array(index.entries.length);
	for (let place = 0; place < own.length; place++) own[place] = tiers[index.entries[place]!.num] ?? 0;
	return own;
}

async function labelled(db: DbOrTx, index: ListIndex, counts: Counts): Promise<InitiativeList['facets']> {
	const options = (name: ListFacet, label: (value: string) => FacetOption['label'] = () => null) =>
		[...counts[name]].map(([value, count]) => ({ value, label: label(value), count }));
	return {
		theme: options('theme'),
		county: options('county'),
		state: options('state'),
		owner: options('owner', (slug) => index.owners.get(slug)!).sort((a, b) => b.count - a.count),
		phase: await phaseFacet(db, index, options('phase'))
	};
}

/** Phases in the order of their method, by the name it gives them. */
async function phaseFacet(
	db: DbOrTx,
	{ methodOf }: ListIndex,
	options: FacetOption[]
): Promise<FacetOption[]> {
	const versions = await methodVersions(db, [...methodOf.values()]);
	return options
		.map((option) => {
			const phases = versions.get(methodOf.get(option.value)!)?.definition.phases ?? [];
			const at = phases.findIndex((phase) => phase.key === option.value);
			return { at, option: { ...option, label: (phases[at]?.name as LocalText) ?? option.value } };
		})
		.sort((a, b) => a.at - b.at)
		.map(({ option }) => option);
}

async function toRows(db: DbOrTx, entries: Entry[]): Promise<ListRow[]> {
	const versions = await methodVersions(
		db,
		entries.map((entry) => entry.method)
	);
	const kinds = new Map(allKinds().map((kind) => [kind.key, kind]));
	const chains = new Map<string, ListRow['phases']>();
	const chain = (entry: Entry) => {
		const key = `${entry.method} ${entry.phase} ${entry.closedAs} ${entry.passed.join(' ')}`;
		let known = chains.get(key);
		if (!known)
			chains.set(key, (known = smallChain(versions.get(entry.method)?.definition.phases ?? [], entry)));
		return known;
	};
	return entries.map((entry) => {
		const { open } = entry;
		return {
			slug: entry.slug,
			title: entry.title,
			summary: entry.summary,
			owner: entry.owner,
			municipality: entry.municipality,
			county: entry.county,
			placeName: entry.placeName,
			themes: entry.themes,
			phases: chain(entry),
			closedAs: entry.closedAs,
			publishedAt: entry.publishedAt,
			open: open && toOpen(open, kinds.get(open.kind)?.invites)
		};
	});
}

const toOpen = (
	{ id, until }: NonNullable<Entry['open']>,
	invites: ActivityKind['invites']
): ListRow['open'] => (invites ? { label: invites.label, path: invites.path(id), until } : null);
