import { sql } from 'kysely';
import type { Db } from '#platform/server/db/index.ts';
import { followed, markNow, writtenSince } from '#platform/server/db/followed.ts';
import { facetColumn, type FacetTable } from '#platform/server/search/facets.ts';
import { TextIndex } from '#platform/server/search/text-index.ts';
import { Vocabulary } from '#platform/server/search/vocabulary.ts';
import { FACETS, type Facet } from '../query.ts';

/**
 * Every listed organisation in the order of names, with its facets and the words it is found by; small enough
 * to lie in each process. Searching and counting among ten thousand takes under a millisecond here, and tens
 * of them in the database when the words are common.
 */
export interface DirectoryIndex extends FacetTable<Facet> {
	mark: string;
	ids: string[];
	/** organisation.num by place in `ids`. */
	nums: Int32Array;
	createdAt: Float64Array;
	/** Kept from look to look, by organisation.num; may know more than is listed. */
	texts: TextIndex;
	/** Words that occur, for guessing. */
	words: Vocabulary;
}

/** Organisations whose words are fetched at once: more would hold up everybody else for too long. */
const AT_ONCE = 1_000;

export const directoryIndex = followed<DirectoryIndex>(look);

/** Something was written: the next reader loads it. */
export const forgetDirectory = directoryIndex.forget;

async function look(db: Db, before: DirectoryIndex | undefined): Promise<DirectoryIndex> {
	const since = before?.mark ?? null;
	const { rows } = await sql<{ mark: string; listed: number; written: number }>`
		select ${markNow} as mark, count(*) filter (where hidden_at is null)::int as listed,
			count(*) filter (where ${writtenSince('o', since)})::int as written from organisation o`.execute(db);
	const { mark, listed, written } = rows[0]!;
	if (before && written === 0 && listed === before.size) return Object.assign(before, { mark });
	return load(db, before, mark);
}

interface Slim {
	num: number;
	id: string;
	created: number;
	sector: string;
	county: string | null;
	themes: string[];
	targets: string[];
	written: boolean;
}

async function load(db: Db, before: DirectoryIndex | undefined, mark: string): Promise<DirectoryIndex> {
	const since = before?.mark ?? null;
	const { rows } = await sql<Slim>`
		select num, id, extract(epoch from created_at)::float8 as created, sector, county, themes, target_groups as targets,
			${writtenSince('o', since)} as written
		from organisation o where hidden_at is null order by name collate "sv-SE-x-icu", id`.execute(db);
	const { texts, words } = before ?? { texts: new TextIndex(), words: new Vocabulary() };
	await learnWords(db, words, since);
	const written = rows.filter((row) => row.written).map((row) => row.num);
	for (let at = 0; at < written.length; at += AT_ONCE)
		texts.put(await textsOf(db, written.slice(at, at + AT_ONCE)));
	return {
		mark,
		size: rows.length,
		ids: rows.map((row) => row.id),
		nums: Int32Array.from(rows, (row) => row.num),
		createdAt: Float64Array.from(rows, (row) => row.created),
		facets: {
			sector: facetColumn(
				rows.map((row) => [row.sector]),
				FACETS.sector
			),
			county: facetColumn(
				rows.map((row) => [row.county]),
				FACETS.county
			),
			theme: facetColumn(
				rows.map((row) => row.themes),
				FACETS.theme
			),
			target: facetColumn(
				rows.map((row) => row.targets),
				FACETS.target
			)
		},
		texts,
		words
	};
}

async function learnWords(db: Db, words: Vocabulary, since: string | null): Promise<void> {
	const { rows } = await sql<{ words: string | null }>`
		select string_agg(word, ' ') as words from organisation_word w where ${writtenSince('w', since)}`.execute(db);
	words.add(rows[0]!.words?.split(' ') ?? []);
}

/** As strings, since arrays take ten times as long to read. */
async function textsOf(db: Db, nums: number[]) {
	const { rows } = await sql<{ num: number; title: string; text: string }>`
		select num, array_to_string(tsvector_to_array(name_vector), ' ') as title,
			array_to_string(tsvector_to_array(search_vector), ' ') as text
		from organisation where num = any(${nums}::int[])`.execute(db);
	return rows.map(({ num, title, text }) => ({ num, title: title.split(' '), text: text.split(' ') }));
}
