import { z } from 'zod';
import type { MessageKey } from '#platform/i18n/index.ts';
import { localTextSchema } from '#platform/i18n/text.ts';

/** A value that an activity kind reports about an initiative, e.g. `workshop.held` = 2. */
export const factValue = z.union([z.number(), z.boolean()]);
export type FactValue = z.infer<typeof factValue>;
export type Facts = Record<string, FactValue>;

/** A gate's condition over facts: all / any / not, and comparisons. It is data, never code. */
export type Condition =
	| { all: Condition[] }
	| { any: Condition[] }
	| { not: Condition }
	| { fact: string; is: boolean }
	| { fact: string; atLeast: number }
	| { fact: string; atMost: number };

export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
	z.union([
		z.strictObject({ all: z.array(conditionSchema).max(30) }),
		z.strictObject({ any: z.array(conditionSchema).min(1).max(30) }),
		z.strictObject({ not: conditionSchema }),
		z.strictObject({ fact: z.string().max(80), is: z.boolean() }),
		z.strictObject({ fact: z.string().max(80), atLeast: z.number() }),
		z.strictObject({ fact: z.string().max(80), atMost: z.number() })
	])
);

/** What a method is for: a whole initiative, or a procurement in phases begun inside one. */
export const METHOD_KINDS = ['innovation-model', 'pcp'] as const;
export type MethodKind = (typeof METHOD_KINDS)[number];

/** Kinds of phases in a method for procurement. Only the first phase may be the framework tender. */
export const PLAN_KINDS = ['framework', 'design', 'prototype', 'test', 'other'] as const;

/** What a phase of a method for procurement suggests where somebody begins one. It can all be changed there. */
export const planSchema = z.strictObject({
	kind: z.enum(PLAN_KINDS),
	/** How many suppliers get a contract. */
	places: z.number().int().min(1).max(99).optional(),
	/** Percent of the whole budget. */
	share: z.number().int().min(0).max(100).optional(),
	months: z.number().int().min(1).max(60).optional(),
	/** Those who score tenders see no names until the scores are frozen. Left out where they do. */
	anonymous: z.literal(true).optional()
});
export type PhasePlan = z.infer<typeof planSchema>;

/** Kinds of phases in a method for procurement, as people call them. */
export const PLAN_KIND_WORDS: Record<PhasePlan['kind'], MessageKey> = {
	framework: 'methods.plan.kind.framework',
	design: 'methods.plan.kind.design',
	prototype: 'methods.plan.kind.prototype',
	test: 'methods.plan.kind.test',
	other: 'methods.plan.kind.other'
};

/** Phases that become rounds of tenders; one framework has at most so many. */
export const MAX_ROUND_PHASES = 4;

/** How much a method may hold. */
export const MAX_PHASES = 20;
export const MAX_STEPS = 20;

const key = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/);

export const stepSchema = z.strictObject({
	/** Stays the same across versions, so that running initiatives can be moved. */
	key,
	name: localTextSchema,
	guidance: localTextSchema.optional(),
	/** Activity kinds that may be started in this step. */
	kinds: z.array(key).max(10)
});

export const phaseSchema = z.strictObject({
	key,
	name: localTextSchema,
	/** One line under the name in the chain. */
	summary: localTextSchema,
	/** May be empty while it is a draft; checkDefinition asks for one before it is published. */
	steps: z.array(stepSchema).max(MAX_STEPS),
	/** What must be true to leave the phase. */
	gate: conditionSchema,
	/** Only in methods for procurement. */
	plan: planSchema.optional()
});

export const definitionSchema = z.strictObject({
	name: localTextSchema,
	summary: localTextSchema,
	phases: z.array(phaseSchema).min(1).max(MAX_PHASES)
});

export type MethodStep = z.infer<typeof stepSchema>;
export type MethodPhase = z.infer<typeof phaseSchema>;
export type MethodDefinition = z.infer<typeof definitionSchema>;
