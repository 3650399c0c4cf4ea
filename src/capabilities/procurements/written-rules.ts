import type { MessageKey } from '#platform/i18n/index.ts';
import type { CheckResult, ConditionKind } from './written-facts.ts';

// Pure decisions about who may take part, and about prices that seem too low.

/** How a tender stands to one condition. */
export interface CheckState {
	kind: ConditionKind;
	mandatory: boolean;
	/** Everybody behind the tender has said whether it holds. */
	declared: boolean;
	/** A question about it is neither answered nor past its time. */
	waiting: boolean;
	/** A question about it was answered. */
	answered: boolean;
	/** They were asked about what speaks against them, and have answered or let the time pass. */
	heard: boolean;
}

/** Whether a tender is out where the condition is not met; the rest is information. */
const decides = ({ kind, mandatory }: CheckState): boolean => kind === 'exclusion' || mandatory;

/** Why this cannot be found of a tender now, or null. */
export function checkRefusal(state: CheckState, result: 'met' | 'not-met'): MessageKey | null {
	if (state.waiting) return 'written.refuse.waiting';
	if (result === 'not-met') return decides(state) && !state.heard ? 'written.refuse.hearing' : null;
	return state.declared || state.answered ? null : 'written.refuse.undeclared';
}

type Settled = CheckState & { result: CheckResult | null };

export interface FreezeOutcome {
	/** Why it cannot be settled yet. */
	refusal: MessageKey | null;
	/** Why the tender is out. */
	fault: 'written.fault.excluded' | 'written.fault.unqualified' | 'written.fault.declaration' | null;
}

/** What becomes of a tender when it is settled who takes part. */
export function freezeOutcome(states: readonly Settled[]): FreezeOutcome {
	if (states.some((one) => one.waiting)) return { refusal: 'written.refuse.waiting', fault: null };
	const failed = states.filter((one) => one.result === 'not-met' && decides(one));
	const silent = states.some(
		(one) => decides(one) && !one.declared && !one.answered && one.result !== 'not-met'
	);
	if (!silent && states.some((one) => one.result === null || one.result === 'supplement'))
		return { refusal: 'written.refuse.checks-lacking', fault: null };
	if (failed.some((one) => one.kind === 'exclusion'))
		return { refusal: null, fault: 'written.fault.excluded' };
	if (failed.length > 0) return { refusal: null, fault: 'written.fault.unqualified' };
	return { refusal: null, fault: silent ? 'written.fault.declaration' : null };
}

/** The middle price (öre), or the mean of the two in the middle; null of none. */
export function medianOf(prices: readonly number[]): number | null {
	const sorted = prices.toSorted((a, b) => a - b);
	const middle = sorted.length / 2;
	const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
	return low === undefined || high === undefined ? null : Math.round((low + high) / 2);
}

/** Below the published share of the median of the others. On the line is not below. */
export function isLow(priceMinor: number, medianMinor: number | null, percent: number): boolean {
	return medianMinor !== null && priceMinor * 100 < medianMinor * percent;
}

/** Why a low price cannot be decided on in this way, or null. */
export function lowRefusal(
	state: { heard: boolean; answered: boolean },
	outcome: 'accepted' | 'rejected'
): MessageKey | null {
	if (!state.heard) return 'written.refuse.low-hearing';
	return outcome === 'accepted' && !state.answered ? 'written.refuse.low-unexplained' : null;
}

/** How a round stands when somebody wants to negotiate in it. */
export interface NegotiationState {
	/** The call says that it may be negotiated. */
	rule: boolean;
	opened: boolean;
	/** It is settled who may take part, or nothing is asked for. */
	checked: boolean;
	/** Somebody has handed in their points: they were given to what was offered then. */
	scored: boolean;
	frozen: boolean;
	/** An earlier one waits for answers. */
	waiting: boolean;
}

/** Why nothing can be negotiated in writing now, or null. */
export function negotiationRefusal(state: NegotiationState): MessageKey | null {
	if (!state.rule) return 'written.refuse.no-negotiation';
	if (!state.opened) return 'procurement.refuse.not-opened';
	if (state.frozen) return 'procurement.refuse.frozen';
	if (!state.checked) return 'written.refuse.not-checked';
	if (state.scored) return 'written.refuse.scored';
	return state.waiting ? 'written.refuse.negotiating' : null;
}

/** Exactly those who are still in: nobody left out, nobody who is out, nobody twice. */
export function sameTenders(wanted: readonly string[], stillIn: readonly string[]): boolean {
	return wanted.length === stillIn.length && stillIn.every((id) => wanted.includes(id));
}
