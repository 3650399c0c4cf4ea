/** Pairs less alike than this are not worth looking at; the same limit as pg_trgm's. */
const LEAST = 0.3;
/** Shorter words are too easily parts of others. */
const SHORTEST = 4;
const MOST = 20;

export interface Near {
	word: string;
	/** 0–1: the share of letter triples that both have. */
	likeness: number;
}

/**
 * Words that occur, in the process: finds those like a word and those that contain it, by the same measure as
 * the database's trigrams, in a fraction of a millisecond.
 */
export class Vocabulary {
	#words: string[] = [];
	#known = new Set<string>();
	#triples: number[] = [];
	#places = new Map<string, number[]>();

	add(words: Iterable<string>): void {
		for (const word of words) {
			if (this.#known.has(word)) continue;
			this.#known.add(word);
			const triples = triplesOf(word);
			const place = this.#words.push(word) - 1;
			this.#triples.push(triples.length);
			for (const triple of triples) {
				const places = this.#places.get(triple);
				if (places) places.push(place);
				else this.#places.set(triple, [place]);
			}
		}
	}

	/** The twenty nearest, best first. */
	near(word: string): Near[] {
		if (word.length < SHORTEST) return [];
		const triples = triplesOf(word);
		const shared = new Uint8Array(this.#words.length);
		const met: number[] = [];
		for (const triple of triples)
			for (const place of this.#places.get(triple) ?? []) {
				if (shared[place] === 0) met.push(place);
				shared[place]! += 1;
			}
		return met
			.map((place) => {
				const both = shared[place]!;
				const likeness = both / (triples.length + this.#triples[place]! - both);
				return { word: this.#words[place]!, likeness };
			})
			.filter((found) => found.likeness >= LEAST || found.word.includes(word))
			.sort((a, b) => b.likeness - a.likeness || (a.word < b.word ? -1 : 1))
			.slice(0, MOST);
	}
}

/** As pg_trgm counts them: two blanks before, one after, each once. */
function triplesOf(word: string): string[] {
	const padded = `  ${word} `;
	const triples = new Set<string>();
	for (let at = 0; at + 3 <= padded.length; at++) triples.add(padded.slice(at, at + 3));
	return [...triples];
}
