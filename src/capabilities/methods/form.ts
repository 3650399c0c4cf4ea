import { z } from 'zod';
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
	gate: conditionSchema
});

export const definitionSchema = z.strictObject({
	name: localTextSchema,
	summary: localTextSchema,
	phases: z.array(phaseSchema).min(1).max(MAX_PHASES)
});

export type MethodStep = z.infer<typeof stepSchema>;
export type MethodPhase = z.infer<typeof phaseSchema>;
export type MethodDefinition = z.infer<typeof definitionSchema>;
