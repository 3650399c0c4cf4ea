import type { Lang } from '#platform/i18n/index.ts';
import { ownText, otherLangs, type LocalText } from '#platform/i18n/text.ts';
import { planWords } from './edit.ts';
import type { Condition, MethodDefinition, MethodPhase, MethodStep, PhasePlan } from './form.ts';
import { topLevel } from './rules.ts';
import { textsOf } from './texts.ts';

/** Words that were changed, in the language they were first written in. */
export interface Reworded {
	before: string;
	after: string;
	lang: Lang;
}

/** One thing that differs between two versions of a method. */
export type Difference =
	| { type: 'phase-added' | 'phase-removed'; name: LocalText; key: string }
	| { type: 'phase-moved'; name: LocalText; after: LocalText | null }
	| { type: 'step-added' | 'step-removed'; name: LocalText; key: string; phase: LocalText }
	| { type: 'step-moved'; name: LocalText; from: LocalText; to: LocalText }
	| { type: 'step-reordered'; name: LocalText; after: LocalText | null }
	| { type: 'kinds'; name: LocalText; added: string[]; removed: string[] }
	| { type: 'renamed'; what: 'method' | 'phase' | 'step'; before: string; after: string }
	| { type: 'reworded'; what: 'summary' | 'guidance'; name: LocalText; words: Reworded }
	| { type: 'planned'; name: LocalText; plan: PhasePlan | null }
	| { type: 'gate-added' | 'gate-removed'; condition: Condition }
	| { type: 'gate-reordered' }
	| { type: 'translated'; lang: Lang; count: number };

/** What differs, under the phase it belongs to; null for the method as a whole. */
export interface DifferenceGroup {
	phase: LocalText | null;
	differences: Difference[];
}

/** Everything that differs, in the order of the newer version. Empty when they say the same. */
export function differencesBetween(from: MethodDefinition, to: MethodDefinition): DifferenceGroup[] {
	const old = new Map(from.phases.map((phase) => [phase.key, phase]));
	const moved = movedKeys(keys(from.phases), keys(to.phases));
	const groups = to.phases.map((phase, index): DifferenceGroup => {
		const before = old.get(phase.key);
		const place: Difference[] = !before
			? [{ type: 'phase-added', name: nameOf(phase), key: phase.key }]
			: moved.has(phase.key)
				? [{ type: 'phase-moved', name: nameOf(phase), after: nameOrNull(to.phases[index - 1]) }]
				: [];
		return {
			phase: nameOf(phase),
			differences: [
				...place,
				...(before ? ofPhase(before, phase) : []),
				...(before ? removedSteps(before, to) : []),
				...steps(from, phase),
				...gate(before?.gate ?? { all: [] }, phase.gate)
			]
		};
	});
	const whole = { phase: null, differences: [...ofMethod(from, to), ...removed(from, to)] };
	return [whole, ...groups].filter(({ differences }) => differences.length > 0);
}

const keys = (items: readonly { key: string }[]) => items.map((item) => item.key);
const nameOf = (part: { name: unknown }) => part.name as LocalText;
const nameOrNull = (part: { name: unknown } | undefined) => (part ? nameOf(part) : null);
const original = (text: LocalText | undefined) => (text ? ownText(text, text.o) : '');

function ofMethod(from: MethodDefinition, to: MethodDefinition): Difference[] {
	return [
		...renamed('method', nameOf(from), nameOf(to)),
		...reworded('summary', nameOf(to), from.summary as LocalText, to.summary as LocalText),
		...translated(from, to)
	];
}

/** Phases that are gone with their steps. A step that is gone from a phase that is left is told of there. */
function removed(from: MethodDefinition, to: MethodDefinition): Difference[] {
	const phases = new Set(keys(to.phases));
	return from.phases
		.filter((phase) => !phases.has(phase.key))
		.flatMap((phase): Difference[] => [
			{ type: 'phase-removed', name: nameOf(phase), key: phase.key },
			...removedSteps(phase, to)
		]);
}

function removedSteps(phase: MethodPhase, to: MethodDefinition): Difference[] {
	const left = new Set(to.phases.flatMap((one) => keys(one.steps)));
	return phase.steps
		.filter((step) => !left.has(step.key))
		.map((step) => ({
			type: 'step-removed' as const,
			name: nameOf(step),
			key: step.key,
			phase: nameOf(phase)
		}));
}

function ofPhase(from: MethodPhase, to: MethodPhase): Difference[] {
	return [
		...renamed('phase', nameOf(from), nameOf(to)),
		...reworded('summary', nameOf(to), from.summary as LocalText, to.summary as LocalText),
		...(planWords(from.plan) === planWords(to.plan)
			? []
			: [{ type: 'planned' as const, name: nameOf(to), plan: to.plan ?? null }])
	];
}

function steps(from: MethodDefinition, phase: MethodPhase): Difference[] {
	const home = new Map(from.phases.flatMap((one) => one.steps.map((step) => [step.key, { one, step }])));
	const before = from.phases.find((one) => one.key === phase.key);
	const reordered = movedKeys(keys(before?.steps ?? []), keys(phase.steps));
	return phase.steps.flatMap((step, index): Difference[] => {
		const old = home.get(step.key);
		if (!old) return [{ type: 'step-added', name: nameOf(step), key: step.key, phase: nameOf(phase) }];
		const place: Difference[] =
			old.one.key !== phase.key
				? [{ type: 'step-moved', name: nameOf(step), from: nameOf(old.one), to: nameOf(phase) }]
				: reordered.has(step.key)
					? [
							{
								type: 'step-reordered',
								name: nameOf(step),
								after: nameOrNull(phase.steps[index - 1])
							}
						]
					: [];
		return [...place, ...ofStep(old.step, step)];
	});
}

function ofStep(from: MethodStep, to: MethodStep): Difference[] {
	const added = to.kinds.filter((kind) => !from.kinds.includes(kind));
	const gone = from.kinds.filter((kind) => !to.kinds.includes(kind));
	return [
		...renamed('step', nameOf(from), nameOf(to)),
		...(added.length + gone.length > 0
			? [{ type: 'kinds' as const, name: nameOf(to), added, removed: gone }]
			: []),
		...reworded('guidance', nameOf(to), from.guidance as LocalText, to.guidance as LocalText)
	];
}

function renamed(what: 'method' | 'phase' | 'step', from: LocalText, to: LocalText): Difference[] {
	const [before, after] = [original(from), original(to)];
	return before === after ? [] : [{ type: 'renamed', what, before, after }];
}

function reworded(
	what: 'summary' | 'guidance',
	name: LocalText,
	from: LocalText | undefined,
	to: LocalText | undefined
): Difference[] {
	const [before, after] = [original(from), original(to)];
	if (before === after) return [];
	return [{ type: 'reworded', what, name, words: { before, after, lang: to?.o ?? from!.o } }];
}

function gate(from: Condition, to: Condition): Difference[] {
	const [before, after] = [lines(from), lines(to)];
	return [
		...[...after]
			.filter(([key]) => !before.has(key))
			.map(([, condition]) => ({ type: 'gate-added' as const, condition })),
		...[...before]
			.filter(([key]) => !after.has(key))
			.map(([, condition]) => ({ type: 'gate-removed' as const, condition })),
		...(movedKeys([...before.keys()], [...after.keys()]).size > 0
			? [{ type: 'gate-reordered' as const }]
			: [])
	];
}

const lines = (condition: Condition) =>
	new Map(topLevel(condition).map((line) => [JSON.stringify(line), line]));

/** How many texts got new words in a language they were not written in. */
function translated(from: MethodDefinition, to: MethodDefinition): Difference[] {
	const before = textMap(from);
	const counts = new Map<Lang, number>();
	for (const [id, text] of textMap(to)) {
		for (const lang of otherLangs(text.o)) {
			const words = ownText(text, lang);
			// A text that is new as a whole is told of as such.
			if (before.has(id) && words !== '' && words !== ownText(before.get(id), lang))
				counts.set(lang, (counts.get(lang) ?? 0) + 1);
		}
	}
	return [...counts].map(([lang, count]) => ({ type: 'translated', lang, count }));
}

const textMap = (definition: MethodDefinition) =>
	new Map(textsOf(definition).flatMap(({ id, text }) => (text ? [[id, text] as const] : [])));

/** Keys that stand in another order than before: the fewest that must move to get from one to the other. */
export function movedKeys(before: readonly string[], after: readonly string[]): Set<string> {
	const place = new Map(before.map((key, index) => [key, index]));
	const common = after.filter((key) => place.has(key));
	const stays = longestRise(common.map((key) => place.get(key)!));
	return new Set(common.filter((_key, index) => !stays.has(index)));
}

/** Indexes of one longest rising run. */
function longestRise(values: readonly number[]): Set<number> {
	const best = values.map(() => ({ length: 1, from: -1 }));
	values.forEach((value, at) => {
		for (let earlier = 0; earlier < at; earlier++) {
			if (values[earlier]! < value && best[earlier]!.length >= best[at]!.length)
				best[at] = { length: best[earlier]!.length + 1, from: earlier };
		}
	});
	let at = best.reduce((top, one, index) => (one.length > (best[top]?.length ?? 0) ? index : top), -1);
	const kept = new Set<number>();
	while (at >= 0) {
		kept.add(at);
		at = best[at]!.from;
	}
	return kept;
}
