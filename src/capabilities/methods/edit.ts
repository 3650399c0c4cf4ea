import type { Lang, MessageKey } from '#platform/i18n/index.ts';
import { newText } from '#platform/i18n/text.ts';
import { slugOf } from '#platform/slug.ts';
import {
	MAX_PHASES,
	MAX_STEPS,
	type MethodDefinition,
	type MethodPhase,
	type MethodStep,
	type PhasePlan
} from './form.ts';

// Changes of a draft's build. Each gives the new definition, or the reason why it cannot be.

export type Edited = { definition: MethodDefinition } | { reason: MessageKey };
export type Direction = 'up' | 'down';

/** The order that somebody saw: moving is refused when it is another by now. */
export const phaseOrder = (definition: MethodDefinition): string =>
	definition.phases.map((phase) => phase.key).join(' ');

export const stepOrder = (phase: MethodPhase): string => phase.steps.map((step) => step.key).join(' ');

export function phaseOf(definition: MethodDefinition, key: string): MethodPhase | undefined {
	return definition.phases.find((phase) => phase.key === key);
}

/** A step with the phase it stands in. */
export function stepOf(
	definition: MethodDefinition,
	key: string
): { phase: MethodPhase; step: MethodStep } | undefined {
	for (const phase of definition.phases) {
		const step = phase.steps.find((candidate) => candidate.key === key);
		if (step) return { phase, step };
	}
	return undefined;
}

export function movePhase(definition: MethodDefinition, key: string, to: Direction, was: string): Edited {
	if (phaseOrder(definition) !== was) return { reason: 'methods.error.order-changed' };
	const phases = swapped(definition.phases, key, to);
	return phases ? { definition: { ...definition, phases } } : { reason: 'methods.error.at-the-end' };
}

export function moveStep(definition: MethodDefinition, key: string, to: Direction, was: string): Edited {
	const found = stepOf(definition, key);
	if (!found) return { reason: 'methods.error.gone' };
	if (stepOrder(found.phase) !== was) return { reason: 'methods.error.order-changed' };
	const steps = swapped(found.phase.steps, key, to);
	if (!steps) return { reason: 'methods.error.at-the-end' };
	return { definition: withPhase(definition, { ...found.phase, steps }) };
}

const swapped = <T extends { key: string }>(items: readonly T[], key: string, to: Direction): T[] | null =>
	swappedAt(
		items,
		items.findIndex((item) => item.key === key),
		to
	);

/** The items with one of them a place up or down; null where there is no such place. */
export function swappedAt<T>(items: readonly T[], at: number, to: Direction): T[] | null {
	const other = to === 'up' ? at - 1 : at + 1;
	if (at < 0 || at >= items.length || other < 0 || other >= items.length) return null;
	const result = [...items];
	[result[at], result[other]] = [items[other]!, items[at]!];
	return result;
}

export function withPhase(definition: MethodDefinition, phase: MethodPhase): MethodDefinition {
	return { ...definition, phases: definition.phases.map((one) => (one.key === phase.key ? phase : one)) };
}

/** What a step is set to besides its texts. `was` is what stood there. */
export interface StepPlace {
	phase: string;
	kinds: readonly string[];
}

export const placeMark = (place: StepPlace): string => [place.phase, ...[...place.kinds].sort()].join(' ');

/** Sets which activities a step holds, and in which phase it stands (last there when it is another). */
export function placeStep(definition: MethodDefinition, key: string, place: StepPlace, was: string): Edited {
	const found = stepOf(definition, key);
	if (!found) return { reason: 'methods.error.gone' };
	const now: StepPlace = { phase: found.phase.key, kinds: found.step.kinds };
	if (placeMark(now) === placeMark(place)) return { definition };
	if (placeMark(now) !== was) return { reason: 'methods.error.place-changed' };
	const step = { ...found.step, kinds: [...place.kinds] };
	if (place.phase === found.phase.key) {
		const steps = found.phase.steps.map((one) => (one.key === key ? step : one));
		return { definition: withPhase(definition, { ...found.phase, steps }) };
	}
	const target = phaseOf(definition, place.phase);
	if (!target) return { reason: 'methods.error.gone' };
	if (target.steps.length >= MAX_STEPS) return { reason: 'methods.error.many-steps' };
	const left = withoutStep(definition, key);
	return { definition: withPhase(left, { ...target, steps: [...target.steps, step] }) };
}

function withoutStep(definition: MethodDefinition, key: string): MethodDefinition {
	return {
		...definition,
		phases: definition.phases.map((phase) => ({
			...phase,
			steps: phase.steps.filter((step) => step.key !== key)
		}))
	};
}

export interface NewPart {
	lang: Lang;
	name: string;
	/** Keys that other versions have used: an old key would mean the old thing. */
	used: ReadonlySet<string>;
}

/** Every key of a definition's phases and steps. */
export const keysOf = (definition: MethodDefinition): string[] =>
	definition.phases.flatMap((phase) => [phase.key, ...phase.steps.map((step) => step.key)]);

const taken = (definition: MethodDefinition, part: NewPart) => new Set([...part.used, ...keysOf(definition)]);

export function addPhase(
	definition: MethodDefinition,
	part: NewPart & { summary: string; plan?: PhasePlan }
): Edited {
	if (definition.phases.length >= MAX_PHASES) return { reason: 'methods.error.many-phases' };
	const phase: MethodPhase = {
		key: freeKey(part.name, 'fas', taken(definition, part)),
		name: newText(part.lang, part.name),
		summary: newText(part.lang, part.summary),
		steps: [],
		gate: { all: [] },
		...(part.plan ? { plan: part.plan } : {})
	};
	return { definition: { ...definition, phases: [...definition.phases, phase] } };
}

export function addStep(
	definition: MethodDefinition,
	part: NewPart & { phase: string; kinds: readonly string[] }
): Edited {
	const phase = phaseOf(definition, part.phase);
	if (!phase) return { reason: 'methods.error.gone' };
	if (phase.steps.length >= MAX_STEPS) return { reason: 'methods.error.many-steps' };
	const key = freeKey(part.name, 'steg', taken(definition, part));
	const step: MethodStep = { key, name: newText(part.lang, part.name), kinds: [...part.kinds] };
	return { definition: withPhase(definition, { ...phase, steps: [...phase.steps, step] }) };
}

/** What a phase was planned to be, to be compared when it is changed. */
export const planWords = (plan: PhasePlan | undefined): string =>
	plan
		? [plan.kind, plan.places ?? '', plan.share ?? '', plan.months ?? '', plan.anonymous ? 'anonymous' : '']
				.join(' ')
				.trimEnd()
		: '';

/** Sets what a phase of a method for procurement suggests. `was` is what stood there. */
export function planPhase(definition: MethodDefinition, key: string, plan: PhasePlan, was: string): Edited {
	const phase = phaseOf(definition, key);
	if (!phase) return { reason: 'methods.error.gone' };
	if (planWords(phase.plan) === planWords(plan)) return { definition };
	if (planWords(phase.plan) !== was) return { reason: 'methods.error.part-changed' };
	return { definition: withPhase(definition, { ...phase, plan }) };
}

/** A key from words: `Träffa barnen` → `traffa-barnen`, with a number after it where that is taken. */
export function freeKey(words: string, otherwise: string, used: ReadonlySet<string>): string {
	const plain = slugOf(words, otherwise).slice(0, 34).replace(/-+$/, '');
	const base = /^[a-z]/.test(plain) ? plain : `${otherwise}-${plain}`.slice(0, 34);
	for (let number = 1; ; number++) {
		const key = number === 1 ? base : `${base}-${number}`;
		if (!used.has(key)) return key;
	}
}

/** Takes a part away, if it still is what was seen. `mark` compares. */
export function removePhase(
	definition: MethodDefinition,
	key: string,
	was: string,
	mark: (value: unknown) => string
): Edited {
	const phase = phaseOf(definition, key);
	if (!phase) return { reason: 'methods.error.gone' };
	if (mark(phase) !== was) return { reason: 'methods.error.part-changed' };
	if (definition.phases.length === 1) return { reason: 'methods.error.last-phase' };
	return { definition: { ...definition, phases: definition.phases.filter((one) => one.key !== key) } };
}

export function removeStep(
	definition: MethodDefinition,
	key: string,
	was: string,
	mark: (value: unknown) => string
): Edited {
	const found = stepOf(definition, key);
	if (!found) return { reason: 'methods.error.gone' };
	if (mark(found.step) !== was) return { reason: 'methods.error.part-changed' };
	return { definition: withoutStep(definition, key) };
}
