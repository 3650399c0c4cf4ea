import { Decimal } from 'decimal.js';
import type { MessageKey } from '#platform/i18n/keys.ts';

export const FORMS = [
	'grant',
	'iop',
	'direct-award',
	'procurement',
	'pcp',
	'innovation-partnership',
	'outcome',
	'other'
] as const;
export type AgreementForm = (typeof FORMS)[number];
export const PARTY_ROLES = ['buyer', 'supplier', 'funder', 'intermediary', 'evaluator'] as const;
export type PartyRole = (typeof PARTY_ROLES)[number];
export const PAYMENT_KINDS = ['fixed', 'milestone', 'outcome', 'repayment'] as const;
export type PaymentKind = (typeof PAYMENT_KINDS)[number];
export const MILESTONE_OUTCOMES = ['met', 'partly', 'not-met'] as const;

export interface OutcomeTerms {
	threshold: number;
	target: number;
	direction: 'up' | 'down';
	priceMinor: number;
	basis: 'unit' | 'reached';
	capMinor: number;
}

/**
 * What an outcome part gives for a measured value, in minor units. Per unit: every unit beyond the threshold in
 * the wanted direction, up to the cap. When reached: the whole price once the target is met. Nothing before.
 */
export function outcomeDue(terms: OutcomeTerms, measured: number | null): number {
	if (measured === null) return 0;
	const sign = terms.direction === 'up' ? 1 : -1;
	const beyond = new Decimal(measured).minus(terms.threshold).times(sign);
	if (terms.basis === 'reached') {
		const reached = new Decimal(measured).minus(terms.target).times(sign).gte(0);
		return reached ? Math.min(terms.priceMinor, terms.capMinor) : 0;
	}
	if (beyond.lte(0)) return 0;
	return Math.min(beyond.times(terms.priceMinor).round().toNumber(), terms.capMinor);
}

/** The terms must make sense: a target beyond the threshold in the direction the indicator should go. */
export function outcomeFault(
	terms: Pick<OutcomeTerms, 'threshold' | 'target' | 'direction'>
): MessageKey | null {
	const sign = terms.direction === 'up' ? 1 : -1;
	return (terms.target - terms.threshold) * sign > 0 ? null : 'agreements.fault.target';
}

export interface SigningFacts {
	parties: { organisationId: string; role: PartyRole }[];
	signedBy: string[];
}

/** Organisations whose signature is still lacking; buyers and suppliers must sign, the others need not. */
export function lackingSignatures({ parties, signedBy }: SigningFacts): string[] {
	const must = parties.filter(
		(party) => party.role === 'buyer' || party.role === 'supplier' || party.role === 'funder'
	);
	return [...new Set(must.map((party) => party.organisationId))].filter((id) => !signedBy.includes(id));
}

/** Signed when a buyer and a supplier are there and nobody's signature is lacking. */
export function isSigned(facts: SigningFacts): boolean {
	const roles = facts.parties.map((party) => party.role);
	return roles.includes('buyer') && roles.includes('supplier') && lackingSignatures(facts).length === 0;
}

/** Why a payment cannot be recorded as made, or null. All amounts in minor units. */
export function paymentFault(payment: {
	paidMinor: number;
	alreadyPaid: number;
	capMinor: number | null;
	kind: PaymentKind;
	outcomeLeft: number | null;
}): MessageKey | null {
	if (payment.kind === 'repayment') return null;
	if (payment.capMinor !== null && payment.alreadyPaid + payment.paidMinor > payment.capMinor)
		return 'agreements.fault.over-cap';
	if (payment.kind === 'outcome' && payment.outcomeLeft !== null && payment.paidMinor > payment.outcomeLeft)
		return 'agreements.fault.over-outcome';
	return null;
}
