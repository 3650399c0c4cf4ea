import { z } from 'zod';
import { integer, longText, optionalText } from '#platform/forms/fields.ts';
import { EXCLUSION_GROUNDS, RESERVATIONS } from './written-facts.ts';

const revision = integer(1);
const [first, ...rest] = EXCLUSION_GROUNDS.map((one) => one.key);

export const groundsForm = z.object({
	revision,
	grounds: z.array(z.enum([first!, ...rest])).default([])
});
export type GroundsInput = z.output<typeof groundsForm>;

export const reservationForm = z.object({
	revision,
	reserved: z.enum(['none', ...RESERVATIONS]),
	lowPercent: integer(1, 99).optional()
});
export type ReservationInput = z.output<typeof reservationForm>;

export const requirementForm = z.object({
	revision,
	statement: longText(1000, 10),
	proof: optionalText(1000),
	mandatory: z.enum(['yes', 'no'])
});
export type RequirementInput = z.output<typeof requirementForm>;
export const removeRequirementForm = z.object({ revision, conditionId: z.uuid() });
