import { z } from 'zod';
import {
	checkbox,
	date,
	integer,
	localDateTime,
	longText,
	money,
	optionalText,
	text
} from '#platform/forms/fields.ts';
import { ASKED_KINDS, EXCLUSION_GROUNDS, RESERVATIONS } from './written-facts.ts';

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

export const negotiationRuleForm = z.object({ revision, negotiation: optionalText(2000) });
export type NegotiationRuleInput = z.output<typeof negotiationRuleForm>;

export const negotiateForm = z.object({
	/** Those whom the page showed as being in still: exactly they are asked. */
	tenderIds: z.array(z.uuid()).min(1).max(99),
	question: longText(4000, 10),
	reason: longText(2000, 10),
	ground: text(120, 3),
	answerUntil: localDateTime
});
export type NegotiateInput = z.output<typeof negotiateForm> & {
	/** Tender id → what concerns it alone. */
	own: Record<string, string>;
};

export const requestForm = z.object({
	kind: z.enum(ASKED_KINDS),
	tenderIds: z.array(z.uuid()).min(1).max(99),
	conditionId: z.uuid().optional(),
	question: longText(4000, 10),
	reason: longText(2000, 10),
	ground: text(120, 3),
	answerUntil: localDateTime,
	othersReason: optionalText(2000)
});
export type RequestInput = z.output<typeof requestForm>;

export const requestAnswerForm = z.object({ body: longText(20_000, 2) });
export type RequestAnswerInput = z.output<typeof requestAnswerForm> & {
	/** Criterion id → the answer as it shall read from now on; of a negotiation. */
	changes?: Record<string, string>;
};

export const checkForm = z.object({
	conditionId: z.uuid(),
	result: z.enum(['met', 'not-met']),
	reason: longText(4000, 10),
	/** The finding that was shown, so that two who decide at once are told. */
	seen: z.uuid().optional()
});
export type CheckInput = z.output<typeof checkForm>;
export const checkFreezeForm = z.object({ confirm: checkbox });

export const exclusionHearingForm = z.object({
	ground: z.enum([first!, ...rest]),
	question: longText(4000, 10),
	reason: longText(2000, 10),
	answerUntil: localDateTime
});
export type ExclusionHearingInput = z.output<typeof exclusionHearingForm>;
export const exclusionForm = z.object({
	requestId: z.uuid(),
	reason: longText(4000, 10),
	confirm: checkbox
});
export type ExclusionInput = z.output<typeof exclusionForm>;

export const correctionForm = z.object({
	price: money,
	reason: longText(2000, 10),
	/** Öre as it was shown, so that two who correct at once are told. */
	seen: text(20)
});
export type CorrectionInput = z.output<typeof correctionForm>;
export const lowMarkForm = z.object({ reason: longText(2000, 10) });
export type LowMarkInput = z.output<typeof lowMarkForm>;
export const lowDecisionForm = z.object({
	outcome: z.enum(['accepted', 'rejected']),
	reason: longText(4000, 10)
});
export type LowDecisionInput = z.output<typeof lowDecisionForm>;

export const debriefForm = z.object({
	question: longText(4000, 10),
	wants: z.enum(['writing', 'meeting'])
});
export const debriefAnswerForm = z.object({
	debriefId: z.uuid(),
	answer: longText(8000, 10),
	heldOn: date.optional()
});
