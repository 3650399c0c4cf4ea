import { sql } from 'kysely';
import { searchWords } from '#platform/forms/search-words.ts';
import type { DbOrTx } from '../db/index.ts';
import type { Vocabulary } from './vocabulary.ts';
import { widen, type Widened } from './words.ts';

type Stemmer = 'swedish' | 'english';

/** What a word's stems are never changes: kept for as long as there is room. */
const MOST = 5_000;
const known = new Map<string, string[]>();

/** Widens a search with words that lie in this process. Null where there is nothing to look for. */
export async function widenHere(
	db: DbOrTx,
	q: string,
	vocabulary: Vocabulary,
	stemmers: readonly Stemmer[]
): Promise<Widened | null> {
	const words = searchWords(q);
	if (words.length === 0) return null;
	const stems = await stemsOf(db, words, stemmers);
	return widen(words.map((word, at) => ({ word, stems: stems[at]!, near: vocabulary.near(word) })));
}

/** Per word its stem in each language as tsquery, '' for a word like "och"; the database has the stemmers. */
async function stemsOf(db: DbOrTx, words: string[], stemmers: readonly Stemmer[]): Promise<string[][]> {
	const key = (word: string) => `${stemmers.join()}:${word}`;
	const found = new Map(words.map((word) => [word, known.get(key(word))]));
	const unknown = words.filter((word) => !found.get(word));
	if (unknown.length > 0) {
		const { rows } = await sql<{ word: string; stems: string[] }>`
			select word, array[${sql.join(stemmers.map((stemmer) => sql`plainto_tsquery(${stemmer}::regconfig, word)::text`))}] as stems
			from unnest(${unknown}::text[]) as word`.execute(db);
		if (known.size > MOST) known.clear();
		for (const { word, stems } of rows) {
			known.set(key(word), stems);
			found.set(word, stems);
		}
	}
	return words.map((word) => found.get(word)!);
}
