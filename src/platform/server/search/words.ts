import { sql } from 'kysely';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { searchWords } from '#platform/forms/search-words.ts';
import type { Near } from './vocabulary.ts';

/** A search made ready: what must match, and what matches word for word (that comes first). */
export interface ReadySearch {
	/** tsquery as text */
	match: string;
	exact: string;
	/** Words nobody has used, and what was looked for instead. */
	guessed: { word: string; instead: string[] }[];
	/** For each word what it may look like in a text: as written, its stems, and words near it. */
	shapes: string[];
	/** The same, word by word, each with its own tsquery. */
	parts: { match: string; shapes: string[] }[];
}

/** What is searched: tables of words that occur, and languages whose endings are understood. */
export interface WordTables {
	/** Each with a column `word` under a trigram index. */
	tables: readonly string[];
	stems: readonly ('swedish' | 'english')[];
}

// A word that occurs may stand for words much like it (arbetsintegration, arbetsintegrerande); one that does
// not is misspelt, and more is forgiven.
const LIKE_KNOWN = 0.45;
const LIKE_UNKNOWN = 0.3;
// A word of four letters is too easily like another one.
const LIKE_SHORT = 0.5;

/** A search widened: each part wants one of its choices, and all parts are wanted. */
export interface Widened {
	parts: { word: string; stems: string[]; near: string[] }[];
	guessed: ReadySearch['guessed'];
}

/** What is known of a word that somebody typed. */
export interface WordKnown {
	word: string;
	/** Stems as tsquery, one per language; '' for a word like "och". */
	stems: string[];
	/** Best first. */
	near: Near[] | null;
}

/** Endings by stemmers, beginnings and parts of compounds, and misspellings by trigrams. */
export function widen(known: readonly WordKnown[]): Widened {
	const guessed: ReadySearch['guessed'] = [];
	const parts = known
		.filter((row) => !isStop(row) || known.every(isStop))
		.map((row) => {
			const near = nearWords(row);
			if (near.guess) guessed.push({ word: row.word, instead: near.words.slice(0, 3) });
			const stems = [...new Set(row.stems.filter(Boolean).map(bare))];
			return { word: row.word, stems, near: near.words };
		});
	return { parts, guessed };
}

/** Widens a search with the words that the database knows. Null where there is nothing to look for. */
export async function readySearch(db: DbOrTx, q: string, tables: WordTables): Promise<ReadySearch | null> {
	const words = searchWords(q);
	if (words.length === 0) return null;
	const { parts, guessed } = widen(await lookUp(db, words, tables));
	const each = parts.map(({ word, stems, near }) => ({
		match: anyOf([...stems.map(quoted), `${quoted(word)}:*`, ...near.map(quoted)]),
		shapes: [word, ...stems, ...near]
	}));
	const exact = parts.map(({ word, stems }) => anyOf((stems.length > 0 ? stems : [word]).map(quoted)));
	const shapes = new Set(each.flatMap((part) => part.shapes));
	const match = each.map((part) => part.match).join(' & ');
	return { match, exact: exact.join(' & '), guessed, shapes: [...shapes], parts: each };
}

const anyOf = (choices: string[]) => `( ${choices.join(' | ')} )`;
const isStop = (row: WordKnown) => row.stems.includes('');
/** A lexeme without its quotes. */
const bare = (stem: string) => stem.replace(/^'|'$/g, '').replaceAll("''", "'");

/** A lexeme as tsquery writes it. */
const quoted = (word: string) => `'${word.replaceAll("'", "''")}'`;

async function lookUp(db: DbOrTx, words: string[], { tables, stems }: WordTables): Promise<WordKnown[]> {
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
	const { rows } = await sql<WordKnown>`
		select asked.word,
			array[${sql.join(stems.map((stem) => sql`plainto_tsquery(${stem}::regconfig, asked.word)::text`))}] as stems,
			(select json_agg(json_build_object('word', near.word, 'likeness', near.likeness) order by likeness desc, word)
				from (select * from (${known}) as found order by likeness desc, word limit 20) near) as near
		from unnest(${words}::text[]) with ordinality as asked(word, place) order by asked.place`.execute(db);
	return rows;
}

function nearWords({ word, near }: WordKnown): { words: string[]; guess: boolean } {
	const all = near ?? [];
	const known = all.some((each) => each.word.includes(word));
	const unknown = word.length > 4 ? LIKE_UNKNOWN : LIKE_SHORT;
	const least = known ? LIKE_KNOWN : Math.max(unknown, (all[0]?.likeness ?? 0) * 0.75);
	const words = all
		.filter((each) => each.word.includes(word) || each.likeness >= least)
		.map((each) => each.word);
	return { words: known ? words : words.slice(0, 6), guess: !known && words.length > 0 && word.length > 3 };
}
