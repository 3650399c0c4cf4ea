import type { Widened } from './words.ts';

/** What can be found: lexemes of its title, and of all its text with the title. */
export interface IndexedText {
	/** A small whole number that is the thing's own. */
	num: number;
	title: readonly string[];
	text: readonly string[];
}

/**
 * Texts by the lexemes that the database made of them, in the process: a search costs the same whether its
 * words are rare or everywhere, and finds exactly what the database would.
 */
export class TextIndex {
	#title = new Postings();
	#text = new Postings();
	#nums = new Set<number>();
	#highest = 0;

	/** Adds texts, or takes them in anew where they are known. */
	put(texts: readonly IndexedText[]): void {
		this.#drop(texts.map(({ num }) => num));
		for (const { num, title, text } of texts) {
			this.#nums.add(num);
			this.#highest = Math.max(this.#highest, num);
			this.#title.add(num, title);
			this.#text.add(num, text);
		}
	}

	#drop(nums: Iterable<number>): void {
		const gone = new Set([...nums].filter((num) => this.#nums.delete(num)));
		if (gone.size === 0) return;
		this.#title.drop(gone);
		this.#text.drop(gone);
	}

	/**
	 * How well each thing fits, by its num: 4 whole words in the title, 3 in the text, 2 guesses in the title, 1 in
	 * the text, 0 not at all. May end before the highest num.
	 */
	find({ parts }: Widened): Uint8Array {
		const exact = parts.map(({ stems, word }) => ({ words: stems.length > 0 ? stems : [word] }));
		const near = parts.map(({ stems, word, near }) => ({ words: [...stems, ...near], beginning: word }));
		const found = [
			this.#text.all(near),
			this.#title.all(near),
			this.#text.all(exact),
			this.#title.all(exact)
		];
		const tiers = new Uint8Array(this.#highest + 1);
		for (const [tier, nums] of found.entries()) for (const num of nums) tiers[num] = tier + 1;
		return tiers;
	}
}

interface Choice {
	words: readonly string[];
	/** Whatever begins like this fits as well. */
	beginning?: string;
}

class Postings {
	#nums = new Map<string, number[]>();
	#sorted: string[] | null = null;
	#highest = 0;

	add(num: number, lexemes: readonly string[]): void {
		this.#highest = Math.max(this.#highest, num);
		for (const lexeme of lexemes) {
			const nums = this.#nums.get(lexeme);
			if (nums) nums.push(num);
			else {
				this.#nums.set(lexeme, [num]);
				this.#sorted = null;
			}
		}
	}

	/** Rare enough that looking through everything costs less than remembering what each text holds. */
	drop(gone: ReadonlySet<number>): void {
		for (const [lexeme, nums] of this.#nums) {
			const left = nums.filter((num) => !gone.has(num));
			if (left.length < nums.length) this.#nums.set(lexeme, left);
		}
	}

	/** Those that fit one choice of each group. */
	all(groups: readonly Choice[]): number[] {
		const met = new Uint8Array(this.#highest + 1);
		let found: number[] = [];
		for (const [at, group] of groups.entries()) {
			found = [];
			for (const lexeme of this.#fitting(group))
				for (const num of this.#nums.get(lexeme) ?? []) {
					if (met[num] !== at) continue;
					met[num] = at + 1;
					found.push(num);
				}
		}
		return found;
	}

	#fitting({ words, beginning }: Choice): Set<string> {
		const fitting = new Set(words);
		if (beginning === undefined) return fitting;
		const sorted = (this.#sorted ??= [...this.#nums.keys()].sort());
		for (let at = firstFrom(sorted, beginning); sorted[at]?.startsWith(beginning); at++)
			fitting.add(sorted[at]!);
		return fitting;
	}
}

function firstFrom(sorted: readonly string[], beginning: string): number {
	let [low, high] = [0, sorted.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (sorted[middle]! < beginning) low = middle + 1;
		else high = middle;
	}
	return low;
}
