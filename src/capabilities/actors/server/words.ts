import { sql } from 'kysely';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { searchWords } from '../query.ts';

/** A search made ready: what must match, and what matches word for word (that comes first). */
export interface ReadySearch {
	/** tsquery as text */
	match: string;
	exact: string;
	/** Words nobody has used, and what was looked for instead. */
	guessed: { word: string; instead: string[] }[];
}

interface WordRow {
	word: string;
	/** The Swedish stem as tsquery; '' for a word like "och". */
	stem: string;
	near: { word: string; likeness: number }[] | null;
}

// A word that occurs may stand for words much like it (arbetsintegration, arbetsintegrerande); one that does
// not is misspelt, and more is forgiven.
const LIKE_KNOWN = 0.45;
const LIKE_UNKNOWN = 0.3;

/**
 * Widens a search with the directory's own words: endings by the Swedish stemmer, beginnings and parts of
 * compounds, and misspellings by trigrams. Null where there is nothing to look for.
 */
export async function readySearch(db: DbOrTx, q: string): Promise<ReadySearch | null> {
	const words = searchWords(q);
	if (words.length === 0) return null;
	const rows = (await lookUp(db, words)).filter(
		(row, _i, all) => row.stem !== '' || all.every((r) => r.stem === '')
	);
	const guessed: ReadySearch['guessed'] = [];
	const parts = rows.map((row) => {
		const near = nearWords(row);
		if (near.guess) guessed.push({ word: row.word, instead: near.words.slice(0, 3) });
		const choices = [row.stem, `${quoted(row.word)}:*`, ...near.words.map(quoted)].filter(Boolean);
		return `( ${choices.join(' | ')} )`;
	});
	return {
		match: parts.join(' & '),
		exact: rows.map((row) => row.stem || quoted(row.word)).join(' & '),
		guessed
	};
}

/** A lexeme as tsquery writes it. */
const quoted = (word: string) => `'${word.replaceAll("'", "''")}'`;

async function lookUp(db: DbOrTx, words: string[]): Promise<WordRow[]> {
	const { rows } = await sql<WordRow>`
		select asked.word, plainto_tsquery('swedish', asked.word)::text as stem,
			(select json_agg(json_build_object('word', near.word, 'likeness', near.likeness)) from (
				select known.word, similarity(known.word, asked.word) as likeness from organisation_word known
				where length(asked.word) > 3 and (known.word % asked.word or known.word like '%' || asked.word || '%')
				order by likeness desc, known.word limit 20) near) as near
		from unnest(${words}::text[]) with ordinality as asked(word, place) order by asked.place`.execute(db);
	return rows;
}

function nearWords({ word, near }: WordRow): { words: string[]; guess: boolean } {
	const all = near ?? [];
	const known = all.some((each) => each.word.includes(word));
	const least = known ? LIKE_KNOWN : Math.max(LIKE_UNKNOWN, (all[0]?.likeness ?? 0) * 0.75);
	const words = all
		.filter((each) => each.word.includes(word) || each.likeness >= least)
		.map((each) => each.word);
	return { words: known ? words : words.slice(0, 6), guess: !known && words.length > 0 && word.length > 3 };
}
