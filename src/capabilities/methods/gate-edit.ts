import type { MessageKey } from '#platform/i18n/index.ts';
import { phaseOf, swappedAt, withPhase, type Direction, type Edited } from './edit.ts';
import type { FactDefinition } from './facts.ts';
import type { Condition, FactValue, MethodDefinition } from './form.ts';
import { evaluate, factsOf } from './rules.ts';

export type Leaf = Extract<Condition, { fact: string }>;

/** How a fact is compared: yes and no for facts that are so or not, at least and at most for numbers. */
export const COMPARISONS = ['yes', 'no', 'at-least', 'at-most'] as const;
export type Comparison = (typeof COMPARISONS)[number];

export const comparisonsFor = (fact: FactDefinition): Comparison[] =>
	fact.type === 'boolean' ? ['yes', 'no'] : ['at-least', 'at-most'];

/** Most that may be asked for in one gate, and as alternatives in one line. */
const MAX_LINES = 20;
const MAX_PARTS = 6;
export const MAX_VALUE = 100_000;

/** A gate as it is edited: lines that must all hold, each a choice of one or more conditions. */
export function gateParts(gate: Condition): Condition[][] {
	return lines(gate).map((line) => ('any' in line ? line.any : [line]));
}

function lines(condition: Condition): Condition[] {
	return 'all' in condition ? condition.all.flatMap(lines) : [condition];
}

export function gateOf(parts: readonly (readonly Condition[])[]): Condition {
	return { all: parts.map((line) => (line.length === 1 ? line[0]! : { any: [...line] })) };
}

/** What a form says of one condition, or why it cannot be said. Null value where a fact is so or not. */
export function leafOf(
	fact: FactDefinition | undefined,
	how: Comparison,
	value: number | null
): Leaf | { reason: MessageKey; field: 'fact' | 'how' | 'value' } {
	if (!fact) return { reason: 'methods.error.fact', field: 'fact' };
	if (!comparisonsFor(fact).includes(how)) return { reason: 'form.error.pick-one', field: 'how' };
	if (fact.type === 'boolean') return { fact: fact.key, is: how === 'yes' };
	if (value === null) return { reason: 'form.error.required', field: 'value' };
	// "At least none" asks for nothing.
	const least = how === 'at-least' ? 1 : 0;
	if (value < least || value > MAX_VALUE) return { reason: 'methods.error.value', field: 'value' };
	return how === 'at-least' ? { fact: fact.key, atLeast: value } : { fact: fact.key, atMost: value };
}

/** How a condition would be filled in in the form; null for one that is more than a comparison. */
export function formOf(condition: Condition): { fact: string; how: Comparison; value: number | null } | null {
	if (!('fact' in condition)) return null;
	const { fact } = condition;
	if ('is' in condition) return { fact, how: condition.is ? 'yes' : 'no', value: null };
	return 'atLeast' in condition
		? { fact, how: 'at-least', value: condition.atLeast }
		: { fact, how: 'at-most', value: condition.atMost };
}

/** Where in a gate: `line` null for a new line, `part` null for a new alternative in the line. */
export interface Place {
	line: number | null;
	part: number | null;
}

interface GateEdit {
	phase: string;
	/** Mark of the gate that was seen. */
	was: string;
	mark: (value: unknown) => string;
}

/** Changes the lines of a gate, if it still is what was seen. */
function editGate(
	definition: MethodDefinition,
	{ phase: key, was, mark }: GateEdit,
	edit: (parts: Condition[][]) => { parts: Condition[][] } | { reason: MessageKey }
): Edited {
	const phase = phaseOf(definition, key);
	if (!phase) return { reason: 'methods.error.gone' };
	if (mark(phase.gate) !== was) return { reason: 'methods.error.gate-changed' };
	const edited = edit(gateParts(phase.gate));
	if ('reason' in edited) return edited;
	return { definition: withPhase(definition, { ...phase, gate: gateOf(edited.parts) }) };
}

export function setCondition(
	definition: MethodDefinition,
	{ place, leaf, ...seen }: GateEdit & { place: Place; leaf: Leaf }
): Edited {
	return editGate(definition, seen, (parts) => putLeaf(parts, place, leaf));
}

function putLeaf(
	parts: Condition[][],
	{ line, part }: Place,
	leaf: Leaf
): { parts: Condition[][] } | { reason: MessageKey } {
	const same = (one: Condition) => JSON.stringify(one) === JSON.stringify(leaf);
	const asked = parts.some((one, at) => at !== line && one.length === 1 && same(one[0]!));
	const alone = line === null || (part !== null && parts[line]?.length === 1);
	if (asked && alone) return { reason: 'methods.error.condition-twice' };
	if (line === null) {
		if (parts.length >= MAX_LINES) return { reason: 'methods.error.many-conditions' };
		return { parts: [...parts, [leaf]] };
	}
	const own = parts[line];
	if (!own || (part !== null && !own[part])) return { reason: 'methods.error.gone' };
	if (own.some((one, at) => at !== part && same(one))) return { reason: 'methods.error.condition-twice' };
	if (part === null && own.length >= MAX_PARTS) return { reason: 'methods.error.many-conditions' };
	const next = part === null ? [...own, leaf] : own.map((one, at) => (at === part ? leaf : one));
	return { parts: parts.map((one, at) => (at === line ? next : one)) };
}

export function removeCondition(
	definition: MethodDefinition,
	{ line, part, ...seen }: GateEdit & { line: number; part: number }
): Edited {
	return editGate(definition, seen, (parts) => {
		if (!parts[line]?.[part]) return { reason: 'methods.error.gone' };
		const left = parts
			.map((one, at) => (at === line ? one.filter((_part, index) => index !== part) : one))
			.filter((one) => one.length > 0);
		return { parts: left };
	});
}

/** Moves a line with its alternatives; the order is how teams read the gate, and nothing else. */
export function moveLine(
	definition: MethodDefinition,
	{ line, to, ...seen }: GateEdit & { line: number; to: Direction }
): Edited {
	return editGate(definition, seen, (parts) => {
		const moved = swappedAt(parts, line, to);
		return moved ? { parts: moved } : { reason: 'methods.error.at-the-end' };
	});
}

/** Moves one alternative within its line. */
export function movePart(
	definition: MethodDefinition,
	{ line, part, to, ...seen }: GateEdit & { line: number; part: number; to: Direction }
): Edited {
	return editGate(definition, seen, (parts) => {
		const moved = swappedAt(parts[line] ?? [], part, to);
		if (!moved) return { reason: 'methods.error.at-the-end' };
		return { parts: parts.map((one, at) => (at === line ? moved : one)) };
	});
}

/** Facts of which a gate asks what can never be: at least five and at most two, so and not so. */
export function impossibleFacts(gate: Condition): string[] {
	const single = gateParts(gate).flatMap((line) =>
		line.length === 1 && 'fact' in line[0]! ? [line[0] as Leaf] : []
	);
	return factsOf(gate).filter((fact) => {
		const asked = single.filter((leaf) => leaf.fact === fact);
		if (asked.length < 2) return false;
		const values = asked.flatMap((leaf): FactValue[] =>
			'is' in leaf ? [true, false] : [0, 'atLeast' in leaf ? leaf.atLeast : leaf.atMost]
		);
		return !values.some((value) => evaluate({ all: asked }, { [fact]: value }) === true);
	});
}
