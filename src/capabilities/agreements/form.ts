import { z } from 'zod';
import { date, decimal, id, longText, money, optionalText, text } from '#platform/forms/fields.ts';
import { FORMS, MILESTONE_OUTCOMES, PARTY_ROLES, PAYMENT_KINDS } from './rules.ts';

export const agreementForm = z.object({
	title: text(200),
	form: z.enum(FORMS),
	purpose: longText(6000, 10),
	startsOn: date.optional(),
	endsOn: date.optional(),
	fixedMinor: money.optional(),
	capMinor: money.optional(),
	/** The award it follows from; only for a new one. */
	awardId: id.optional(),
	/** Optimistic lock; absent for a new one. */
	revision: z.coerce.number().int().optional()
});

export const partyForm = z.object({ organisation: id, role: z.enum(PARTY_ROLES) });
export const removePartyForm = z.object({ party: id });
export const signatureForm = z.object({ organisation: id, signedOn: date });

export const milestoneForm = z.object({ title: text(200), dueOn: date });
export const settleMilestoneForm = z.object({
	milestone: id,
	outcome: z.enum(MILESTONE_OUTCOMES),
	settledOn: date,
	note: optionalText(1000)
});

export const outcomeForm = z.object({
	indicator: id,
	terms: longText(2000, 10),
	threshold: decimal,
	target: decimal,
	priceMinor: money,
	basis: z.enum(['unit', 'reached']),
	capMinor: money,
	measuredBy: date
});

export const paymentForm = z.object({
	payer: id,
	payee: id,
	kind: z.enum(PAYMENT_KINDS),
	milestone: id.optional(),
	outcome: id.optional(),
	plannedOn: date,
	plannedMinor: money,
	note: optionalText(500)
});

export const paidForm = z.object({
	payment: id,
	paidOn: date,
	paidMinor: money,
	reference: optionalText(100)
});
export const cancelPaymentForm = z.object({ payment: id, reason: text(300, 3) });
export const endForm = z.object({ reason: longText(2000, 5) });
export const documentForm = z.object({
	file: z.instanceof(File),
	alt: optionalText(300),
	public: z.string().optional()
});

export type AgreementInput = z.output<typeof agreementForm>;
export type OutcomeInput = z.output<typeof outcomeForm>;
export type PaymentInput = z.output<typeof paymentForm>;
