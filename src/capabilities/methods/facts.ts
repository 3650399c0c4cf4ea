import type { MessageKey } from '#platform/i18n/index.ts';

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
}

const kinds = new Map<string, StepKind>();

/** The registry of kinds tells what exists, so that methods can be checked without knowing the kinds. */
export function registerStepKind(kind: StepKind): void {
	kinds.set(kind.key, kind);
}

export function stepKinds(): StepKind[] {
	return [...kinds.values()];
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
