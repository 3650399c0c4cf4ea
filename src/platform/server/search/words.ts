import { sql } from 'kysely';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { searchWords } from '#platform/forms/search-words.ts';

/** A search made ready: what must match, and what matches word for word (that comes first). */
export interface ReadySearch {
	/** tsquery as text */
	match: string;
	exact: string;
	/** Words nobody has used, and what was looked for instead. */
	guessed: { word: string; instead: string[] }[];
	/** For each word what it may look like in a text: as written, its stems, and words near it. */
	shapes: string[];
}

/** What is searched: tables of words that occur, and languages whose endings are understood. */
export interface Vocabulary {
	/** Each with a column `word` under a trigram index. */
	tables: readonly string[];
	stems: readonly ('swedish' | 'english')[];
}

interface WordRow {
	word: string;
	/** Stems as tsquery, one per language; '' for a word like "och". */
	stems: string[];
	near: { word: string; likeness: number }[] | null;
}

// A word that occurs may stand for words much like it (arbetsintegration, arbetsintegrerande); one that does
// not is misspelt, and more is forgiven.
const LIKE_KNOWN = 0.45;
const LIKE_UNKNOWN = 0.3;
// A word of four letters is too easily like another one.
const LIKE_SHORT = 0.5;

/**
 * Widens a search with the words that occur: endings by stemmers, beginnings and parts of compounds, and
 * misspellings by trigrams. Null where there is nothing to look for.
 */
export async function readySearch(
	db: DbOrTx,
	q: string,
	vocabulary: Vocabulary
): Promise<ReadySearch | null> {
	const words = searchWords(q);
	if (words.length === 0) return null;
	const rows = (await lookUp(db, words, vocabulary)).filter(
		(row, _i, all) => !isStop(row) || all.every(isStop)
	);
	const guessed: ReadySearch['guessed'] = [];
	const shapes = new Set<string>();
	const parts = rows.map((row) => {
		const near = nearWords(row);
		if (near.guess) guessed.push({ word: row.word, instead: near.words.slice(0, 3) });
		const choices = [...row.stems, `${quoted(row.word)}:*`, ...near.words.map(quoted)].filter(Boolean);
		for (const shape of [row.word, ...row.stems.map(bare), ...near.words]) if (shape) shapes.add(shape);
		return `( ${choices.join(' | ')} )`;
	});
	return {
		match: parts.join(' & '),
		exact: rows.map(exactly).join(' & '),
		guessed,
		shapes: [...shapes]
	};
}

const isStop = (row: WordRow) => row.stems.includes('');
const exactly = ({ stems, word }: WordRow) => {
	const known = [...new Set(stems.filter(Boolean))];
	return known.length > 0 ? `( ${known.join(' | ')} )` : quoted(word);
};
/** A lexeme without its quotes. */
const bare = (stem: string) => stem.replaceAll("'", '');

/** A lexeme as tsquery writes it. */
const quoted = (word: string) => `'${word.replaceAll("'", "''")}'`;

async function lookUp(db: DbOrTx, words: string[], { tables, stems }: Vocabulary): Promise<WordRow[]> {
	const known = sql.join(
		tables.map(
			(
				table
			) => sql`(select known.word, similarity(known.word, asked.word) as likeness from ${sql.table(table)} known
			where length(asked.word) > 3 and (known.word % asked.word or known.word like '%' || asked.word || '%')
			order by likeness desc, known.word limit 20)`
		),
		sql` union `
	);
	const { rows } = await sql<WordRow>`
		select asked.word,
			array[${sql.join(stems.map((stem) => sql`plainto_tsquery(${stem}::regconfig, asked.word)::text`))}] as stems,
			(select json_agg(json_build_object('word', near.word, 'likeness', near.likeness) order by likeness desc, word)
				from (select * from (${known}) as found order by likeness desc, word limit 20) near) as near
		from unnest(${words}::text[]) with ordinality as asked(word, place) order by asked.place`.execute(db);
	return rows;
}

function nearWords({ word, near }: WordRow): { words: string[]; guess: boolean } {
	const all = near ?? [];
	const known = all.some((each) => each.word.includes(word));
	const unknown = word.length > 4 ? LIKE_UNKNOWN : LIKE_SHORT;
	const least = known ? LIKE_KNOWN : Math.max(unknown, (all[0]?.likeness ?? 0) * 0.75);
	const words = all
		.filter((each) => each.word.includes(word) || each.likeness >= least)
		.map((each) => each.word);
	return { words: known ? words : words.slice(0, 6), guess: !known && words.length > 0 && word.length > 3 };
}
