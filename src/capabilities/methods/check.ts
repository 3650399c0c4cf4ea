import type { MessageParams } from '#platform/errors/index.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { FactDefinition, StepKind } from './facts.ts';
import type { Condition, MethodDefinition } from './form.ts';
import { factsOf } from './rules.ts';

/** Something that keeps a method from being published, or from being taken in. */
export interface Problem {
	/** Key of the phase it is in; null for the method as a whole. */
	phase: string | null;
	key: MessageKey;
	params: MessageParams;
}

export interface Known {
	fact: (key: string) => FactDefinition | undefined;
	kind: (key: string) => StepKind | undefined;
}

/** Everything that is wrong with a method's definition, in its order. Empty when it may be published. */
export function checkDefinition(definition: MethodDefinition, known: Known): Problem[] {
	const phases = definition.phases;
	return [
		...twice(phases.map((phase) => phase.key)).map((name) =>
			problem(name, 'methods.check.phase-twice', { name })
		),
		...twice(phases.flatMap((phase) => phase.steps.map((step) => step.key))).map((name) =>
			problem(null, 'methods.check.step-twice', { name })
		),
		...phases.flatMap((phase) => [
			...phase.steps
				.flatMap((step) => step.kinds)
				.filter((kind) => !known.kind(kind))
				.map((name) => problem(phase.key, 'methods.check.unknown-kind', { name })),
			...checkGate(phase.key, phase.gate, known)
		])
	];
}

function checkGate(phase: string, gate: Condition, known: Known): Problem[] {
	const unknown = factsOf(gate).filter((fact) => !known.fact(fact));
	return [
		...unknown.map((name) => problem(phase, 'methods.check.unknown-fact', { name })),
		...leaves(gate)
			.filter((leaf) => wrongType(leaf, known))
			.map((leaf) => problem(phase, 'methods.check.wrong-type', { name: leaf.fact }))
	];
}

type Leaf = Extract<Condition, { fact: string }>;

function wrongType(leaf: Leaf, known: Known): boolean {
	const fact = known.fact(leaf.fact);
	return fact !== undefined && (fact.type === 'boolean') !== 'is' in leaf;
}

function leaves(condition: Condition): Leaf[] {
	if ('fact' in condition) return [condition];
	if ('not' in condition) return leaves(condition.not);
	return ('all' in condition ? condition.all : condition.any).flatMap(leaves);
}

function twice(keys: string[]): string[] {
	return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];
}

function problem(phase: string | null, key: MessageKey, params: MessageParams): Problem {
	return { phase, key, params };
}
