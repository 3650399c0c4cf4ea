import type { MessageParams } from '#platform/errors/index.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import type { Known } from './facts.ts';
import { MAX_ROUND_PHASES, type Condition, type MethodDefinition, type MethodPhase } from './form.ts';
import { impossibleFacts } from './gate-edit.ts';
import { factsOf } from './rules.ts';

/** Something that keeps a method from being published, or from being taken in. */
export interface Problem {
	/** Key of the phase it is in; null for the method as a whole. */
	phase: string | null;
	key: MessageKey;
	params: MessageParams;
}

/** Everything that keeps a definition from being published, in its order. Empty when nothing does. */
export function checkDefinition(definition: MethodDefinition, known: Known): Problem[] {
	return [
		...checkKnown(definition, known),
		...checkWhole(definition),
		...(known.of === 'pcp' ? checkPlans(definition) : [])
	];
}

/** What cannot be understood here, and keeps a definition out even as a draft. */
export function checkKnown(definition: MethodDefinition, known: Known): Problem[] {
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

/** What a draft may lack and a published version may not. */
function checkWhole(definition: MethodDefinition): Problem[] {
	return definition.phases.flatMap((phase) => [
		...(phase.steps.length === 0 ? [problem(phase.key, 'methods.check.no-steps', named(phase))] : []),
		...(impossibleFacts(phase.gate).length > 0
			? [problem(phase.key, 'methods.check.impossible', named(phase))]
			: [])
	]);
}

/** A procurement is begun from these: they must say what each phase becomes. */
function checkPlans({ phases }: MethodDefinition): Problem[] {
	const rounds = phases.filter((phase) => phase.plan?.kind !== 'framework');
	const share = phases.reduce((sum, phase) => sum + (phase.plan?.share ?? 0), 0);
	return [
		...phases
			.filter((phase) => !phase.plan)
			.map((phase) => problem(phase.key, 'methods.check.no-plan', named(phase))),
		...phases
			.slice(1)
			.filter((phase) => phase.plan?.kind === 'framework')
			.map((phase) => problem(phase.key, 'methods.check.framework-first', named(phase))),
		...(rounds.length < 1 || rounds.length > MAX_ROUND_PHASES
			? [problem(null, 'methods.check.rounds', { max: MAX_ROUND_PHASES })]
			: []),
		...(share > 100 ? [problem(null, 'methods.check.share', { share })] : [])
	];
}

const named = (phase: MethodPhase) => ({ name: (phase.name as LocalText).t[phase.name.o] ?? phase.key });

/**
 * Facts that a gate asks for although no step of the method holds the activity that reports them: such a gate
 * can hardly be passed without an exemption. Advice, since an activity can be started outside the steps.
 */
export function unreachableFacts(
	definition: MethodDefinition,
	kindOf: (fact: string) => string | undefined
): { phase: string; fact: string }[] {
	const held = new Set(definition.phases.flatMap((phase) => phase.steps.flatMap((step) => step.kinds)));
	return definition.phases.flatMap((phase) =>
		factsOf(phase.gate)
			.filter((fact) => {
				const kind = kindOf(fact);
				return kind !== undefined && !held.has(kind);
			})
			.map((fact) => ({ phase: phase.key, fact }))
	);
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
