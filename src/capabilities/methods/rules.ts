import type { MessageParams } from '#platform/errors/index.ts';
import type { MessageKey, Translator } from '#platform/i18n/index.ts';
import type { FactDefinition } from './facts.ts';
import type { Condition, Facts, FactValue } from './form.ts';

/** A condition in words. Leaves are sentences of the fact's kind; the rest says how they hang together. */
export type Words =
	| { key: MessageKey; params: MessageParams }
	| { not: Words }
	| { any: Words[] }
	| { all: Words[] }
	| { unknown: string };

/** One line of a gate: what is asked for, whether it is so, and what is lacking. */
export interface GateLine {
	met: boolean;
	/** Keys of the facts it asks for. */
	facts: string[];
	condition: Words;
	/** Null when met. */
	lacking: Words | null;
}

type Leaf = Extract<Condition, { fact: string }>;
type FindFact = (key: string) => FactDefinition | undefined;

/**
 * Is the condition met? Null when a fact is missing that decides it: what is not known is never taken for
 * met, not even behind a "not".
 */
export function evaluate(condition: Condition, facts: Facts): boolean | null {
	if ('all' in condition) return every(condition.all.map((part) => evaluate(part, facts)));
	if ('any' in condition) return some(condition.any.map((part) => evaluate(part, facts)));
	if ('not' in condition) {
		const inner = evaluate(condition.not, facts);
		return inner === null ? null : !inner;
	}
	return compare(condition, facts[condition.fact]);
}

function every(parts: (boolean | null)[]): boolean | null {
	if (parts.includes(false)) return false;
	return parts.includes(null) ? null : true;
}

function some(parts: (boolean | null)[]): boolean | null {
	if (parts.includes(true)) return true;
	return parts.includes(null) ? null : false;
}

function compare(leaf: Leaf, value: FactValue | undefined): boolean | null {
	if (value === undefined) return null;
	if ('is' in leaf) return typeof value === 'boolean' ? value === leaf.is : null;
	if (typeof value !== 'number') return null;
	return 'atLeast' in leaf ? value >= leaf.atLeast : value <= leaf.atMost;
}

/** The gate as lines for people: everything that must hold, one by one. */
export function gateLines(gate: Condition, facts: Facts, find: FindFact): GateLine[] {
	return topLevel(gate).map((condition) => {
		const met = evaluate(condition, facts) === true;
		return {
			met,
			facts: factsOf(condition),
			condition: conditionWords(condition, find),
			lacking: met ? null : lackingWords(condition, facts, find)
		};
	});
}

/** What must all hold, one by one. */
export function topLevel(condition: Condition): Condition[] {
	return 'all' in condition ? condition.all.flatMap(topLevel) : [condition];
}

/** Every fact a condition asks for, once each. */
export function factsOf(condition: Condition): string[] {
	if ('fact' in condition) return [condition.fact];
	if ('not' in condition) return factsOf(condition.not);
	const parts = 'all' in condition ? condition.all : condition.any;
	return [...new Set(parts.flatMap(factsOf))];
}

/** The condition as a sentence that is true when it is met. */
export function conditionWords(condition: Condition, find: FindFact): Words {
	if ('all' in condition) return { all: condition.all.map((part) => conditionWords(part, find)) };
	if ('any' in condition) return { any: condition.any.map((part) => conditionWords(part, find)) };
	if ('not' in condition) return { not: conditionWords(condition.not, find) };
	const fact = find(condition.fact);
	if (!fact) return { unknown: condition.fact };
	if ('is' in condition) {
		const words = { key: fact.condition, params: {} };
		return condition.is ? words : { not: words };
	}
	if ('atLeast' in condition) return { key: fact.condition, params: { n: condition.atLeast } };
	return { not: { key: fact.condition, params: { n: condition.atMost + 1 } } };
}

function lackingWords(condition: Condition, facts: Facts, find: FindFact): Words {
	if ('all' in condition) {
		const left = condition.all.filter((part) => evaluate(part, facts) !== true);
		return { all: left.map((part) => lackingWords(part, facts, find)) };
	}
	if ('any' in condition) return { any: condition.any.map((part) => lackingWords(part, facts, find)) };
	if ('not' in condition) return conditionWords(condition, find);
	const fact = find(condition.fact);
	if (!fact) return { unknown: condition.fact };
	const value = facts[condition.fact];
	if ('is' in condition)
		return condition.is ? { key: fact.lacking, params: {} } : conditionWords(condition, find);
	if ('atMost' in condition) return conditionWords(condition, find);
	return { key: fact.lacking, params: lackingParams(condition.atLeast, value) };
}

function lackingParams(n: number, value: FactValue | undefined): MessageParams {
	const known = typeof value === 'number' ? value : 0;
	return { n, value: known, lacking: n - known };
}

/** Says it aloud in the reader's language. */
export function say(words: Words, t: Translator): string {
	if ('unknown' in words) return t('methods.words.unknown', { fact: words.unknown });
	if ('not' in words) return t('methods.words.not', { sentence: lowerFirst(say(words.not, t)) });
	if ('any' in words) return joined(words.any, t, t('methods.words.or'));
	if ('all' in words) return joined(words.all, t, t('methods.words.and'));
	return t(words.key, words.params);
}

function joined(parts: Words[], t: Translator, between: string): string {
	return parts
		.map((part) => say(part, t))
		.map((text, index) => (index === 0 ? text : lowerFirst(text)))
		.join(` ${between} `);
}

/** Mid-sentence, but abbreviations such as RFI keep their letters. */
function lowerFirst(text: string): string {
	return /^\p{Lu}\p{Ll}/u.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}
