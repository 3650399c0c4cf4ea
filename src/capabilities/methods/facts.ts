import type { MessageKey } from '#platform/i18n/index.ts';
import type { MethodKind } from './form.ts';

/** A fact that gates may ask for. Its sentences are shown to people. */
export interface FactDefinition {
	/** `<kind>.<what>`, e.g. `workshop.sectors` */
	key: string;
	type: 'number' | 'boolean';
	/** "Minst {n} verkstäder har hållits" (number) or "Utmaningen är beslutad" (boolean): the condition when met. */
	condition: MessageKey;
	/** What is lacking, in plain words: "Det saknas {lacking} verkstad till" – gets n, value, lacking. */
	lacking: MessageKey;
}

/** What a method needs to know of an activity kind: that it exists, and what people call it. */
export interface StepKind {
	readonly key: string;
	readonly name: MessageKey;
	readonly facts: readonly FactDefinition[];
	/** Which methods it belongs in; the innovation model's when left out. */
	readonly of?: MethodKind;
}

const kinds = new Map<string, StepKind>();

/** The registry of kinds tells what exists, so that methods can be checked without knowing the kinds. */
export function registerStepKind(kind: StepKind): void {
	kinds.set(kind.key, kind);
}

/** @param of only those that belong in methods of this kind */
export function stepKinds(of?: MethodKind): StepKind[] {
	const all = [...kinds.values()];
	return of ? all.filter((kind) => belongsIn(kind, of)) : all;
}

const belongsIn = (kind: StepKind, of: MethodKind) => (kind.of ?? 'innovation-model') === of;

/** What may stand in a method of a kind: its activities, and what these report. */
export interface Known {
	of?: MethodKind;
	fact: (key: string) => FactDefinition | undefined;
	kind: (key: string) => StepKind | undefined;
}

export function knownIn(of: MethodKind): Known {
	const own = () => stepKinds(of);
	return {
		of,
		kind: (key) => own().find((kind) => kind.key === key),
		fact: (key) =>
			own()
				.flatMap((kind) => kind.facts)
				.find((fact) => fact.key === key)
	};
}

export function stepKind(key: string): StepKind | undefined {
	return kinds.get(key);
}

export function allFacts(): FactDefinition[] {
	return stepKinds().flatMap((kind) => kind.facts);
}

export function factNamed(key: string): FactDefinition | undefined {
	return allFacts().find((fact) => fact.key === key);
}

/** The kind that reports a fact. */
export function kindOfFact(key: string): StepKind | undefined {
	return stepKinds().find((kind) => kind.facts.some((fact) => fact.key === key));
}
