import { sql } from 'kysely';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import { COUNTIES } from '#platform/places/index.ts';
import type { Db } from '#platform/server/db/index.ts';
import { followed, markNow, writtenSince } from '#platform/server/db/followed.ts';
import { facetColumn, type FacetTable } from '#platform/server/search/facets.ts';
import { TextIndex } from '#platform/server/search/text-index.ts';
import { Vocabulary } from '#platform/server/search/vocabulary.ts';
import { THEMES } from '#platform/themes/index.ts';
import { LIST_STATES, type ListFacet, type ListSort } from '../list.ts';
import { passedPhases } from './passed.ts';

/**
 * Every published initiative with what the list shows, narrows and finds by; it lies in each process. What is
 * asked for again at each look is only what was written since, and what is open now.
 */
export interface ListIndex extends FacetTable<ListFacet> {
	entries: Entry[];
	/** Places in `entries`, in each order. */
	orders: Record<ListSort, number[]>;
	/** Names by slug, in the order of names. */
	owners: Map<string, string>;
	/** A method version that has the phase, by the phase's key. */
	methodOf: Map<string, string>;
	texts: TextIndex;
	words: Vocabulary;
	kept: Kept;
}

/** Kept from look to look. */
interface Kept {
	mark: string;
	known: Map<string, Entry>;
	texts: TextIndex;
	words: Vocabulary;
	numbers: number;
}

export interface Entry {
	num: number;
	id: string;
	slug: string;
	title: LocalText;
	summary: LocalText | null;
	ownerSlug: string;
	owner: string;
	municipality: string | null;
	county: string | null;
	placeName: string | null;
	themes: string[];
	method: string;
	phase: string;
	passed: string[];
	closedAs: 'finished' | 'stopped' | null;
	publishedAt: Date;
	/** What can be answered now; at each look as the database's clock has it. */
	open: Open | null;
}

interface Open {
	id: string;
	kind: string;
	until: Date;
}

export const listIndex = followed<ListIndex>(look);

async function look(db: Db, before: ListIndex | undefined): Promise<ListIndex> {
	const kept = before?.kept ?? fresh();
	// First where the database stands: what is written from here on is read again the next time.
	const { rows } = await sql<{ mark: string; listed: string[]; open: Record<string, Open> | null }>`
		select ${markNow} as mark, array(select i.id from initiative i where ${shown}
				order by coalesce(i.title #>> '{t,sv}', i.title #>> '{t,en}') collate "sv-SE-x-icu", i.id)::text[] as listed,
			(select json_object_agg(initiative_id, json_build_object('id', id, 'kind', kind, 'until', ends_at)) from (
				select distinct on (a.initiative_id) a.initiative_id, a.id, a.kind, a.ends_at from activity a
				where a.published_at is not null and a.closed_at is null and a.cancelled_at is null and a.ends_at > now()
				order by a.initiative_id, a.ends_at) as first) as open`.execute(db);
	const { mark, listed, open } = rows[0]!;
	await takeIn(db, kept, kept.mark || null);
	kept.mark = mark;
	const entries = listed.flatMap((id) => {
		const entry = kept.known.get(id);
		return entry ? [{ ...entry, open: entry.closedAs ? null : toOpen(open?.[id]) }] : [];
	});
	return arranged(entries, kept);
}

const fresh = (): Kept => ({
	mark: '',
	known: new Map(),
	texts: new TextIndex(),
	words: new Vocabulary(),
	numbers: 0
});

const shown = sql<boolean>`i.published_at is not null and i.parent_activity_id is null`;

const toOpen = (open: Open | undefined): Open | null =>
	open ? { ...open, until: new Date(open.until) } : null;

interface Row {
	id: string;
	slug: string;
	title: unknown;
	summary: unknown;
	owner_slug: string;
	owner: string;
	municipality: string | null;
	county: string | null;
	place_name: string | null;
	themes: string[];
	method: string;
	phase: string;
	passed: string[];
	closed_as: Entry['closedAs'];
	published_at: Date;
	title_words: string;
	text_words: string;
	said: string;
}

/** Reads what was written since `since`: also where only the owner's name has changed. */
async function takeIn(db: Db, kept: Kept, since: string | null): Promise<void> {
	const { rows } = await sql<Row>`
		select i.id, i.slug, i.title, i.summary, o.slug as owner_slug, o.name as owner, i.municipality, i.county, i.place_name,
			i.themes, i.method_version_id as method, i.current_phase as phase, i.closed_as, i.published_at,
			${passedPhases} as passed,
			array_to_string(tsvector_to_array(ts_filter(i.found_by, '{a}')), ' ') as title_words,
			array_to_string(tsvector_to_array(i.found_by || o.name_vector), ' ') as text_words,
			i.search_text || ' ' || lower(o.name) as said
		from initiative i join organisation o on o.id = i.organisation_id
		where ${shown} and (${writtenSince('i', since)} or ${writtenSince('o', since)})`.execute(db);
	const texts = rows.map((row) => {
		const num = kept.known.get(row.id)?.num ?? kept.numbers++;
		kept.known.set(row.id, toEntry(row, num));
		return { num, title: row.title_words.split(' '), text: row.text_words.split(' ') };
	});
	kept.texts.put(texts);
	for (const { said } of rows) kept.words.add(said.match(/[\p{L}\p{N}]{3,40}/gu) ?? []);
}

const toEntry = (row: Row, num: number): Entry => ({
	num,
	id: row.id,
	slug: row.slug,
	title: toText(row.title)!,
	summary: toText(row.summary),
	ownerSlug: row.owner_slug,
	owner: row.owner,
	municipality: row.municipality,
	county: row.county,
	placeName: row.place_name,
	themes: row.themes,
	method: row.method,
	phase: row.phase,
	passed: row.passed,
	closedAs: row.closed_as,
	publishedAt: row.published_at,
	open: null
});

/** @param entries in the order of their titles */
function arranged(entries: Entry[], kept: Kept): ListIndex {
	const places = entries.map((_, place) => place);
	const published = (place: number) => entries[place]!.publishedAt.getTime();
	const until = (place: number) => entries[place]!.open?.until.getTime() ?? Infinity;
	const newest = places.toSorted((a, b) => published(b) - published(a));
	// Infinity minus itself is no number, and means the same here: keep the order they have.
	const deadline = newest.toSorted((a, b) => until(a) - until(b) || 0);
	const owners = byName(entries);
	const column = (of: (entry: Entry) => readonly (string | null)[], values?: readonly string[]) =>
		facetColumn(entries.map(of), values);
	return {
		entries,
		size: entries.length,
		orders: { newest, deadline, title: places },
		facets: {
			theme: column((entry) => entry.themes, THEMES),
			county: column((entry) => [entry.county], COUNTY_CODES),
			phase: column((entry) => [entry.closedAs ? null : entry.phase]),
			state: column((entry) => [stateOf(entry)], LIST_STATES),
			owner: column((entry) => [entry.ownerSlug], [...owners.keys()])
		},
		owners,
		methodOf: new Map(entries.map(({ phase, method }) => [phase, method])),
		texts: kept.texts,
		words: kept.words,
		kept
	};
}

const COUNTY_CODES = COUNTIES.map(({ code }) => code);
const SWEDISH = new Intl.Collator('sv');

function byName(entries: readonly Entry[]): Map<string, string> {
	const owners = new Map(entries.map(({ ownerSlug, owner }) => [ownerSlug, owner]));
	return new Map([...owners].sort(([, a], [, b]) => SWEDISH.compare(a, b)));
}

const stateOf = ({ closedAs, open }: Entry) => closedAs ?? (open ? 'open' : 'ongoing');
