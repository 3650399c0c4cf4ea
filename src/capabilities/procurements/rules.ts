import { addDays, isWorkingDay } from '#platform/days.ts';
import type { MessageKey } from '#platform/i18n/index.ts';

// Pure decisions: they answer with reasons and know no database. The comparing of tenders is in ranking.ts.

export interface ReadyState {
	texts: Record<'aim' | 'iprTerms' | 'priceTerms' | 'laterPurchase', boolean>;
	promises: boolean;
	exemption: boolean;
	/** How many are appointed and have made a key. */
	holders: number;
	rounds: { name: boolean; money: boolean; dates: boolean; value: boolean }[];
	firstDeadlineAhead: boolean;
	criteria: { levels: boolean }[];
	/** Those of its own, or those for the whole call. */
	everyLotHasCriteria: boolean;
	/** None where the call is not divided. */
	lots: number;
	/** 100 where they are 100 in every lot. */
	weights: number;
	bands: boolean;
	/** Not longer than what the call is reserved by allows. */
	term: boolean;
}

/** What is lacking before the procurement may be published, as message keys. */
export function lackingToPublish(state: ReadyState): MessageKey[] {
	const lacking: [boolean, MessageKey][] = [
		[state.exemption, 'procurement.lacking.exemption'],
		[state.texts.aim, 'procurement.lacking.aim'],
		[state.texts.iprTerms && state.texts.priceTerms, 'procurement.lacking.terms'],
		[state.texts.laterPurchase, 'procurement.lacking.later'],
		[state.promises, 'procurement.lacking.promises'],
		[state.rounds.length > 0 && state.rounds.every((round) => round.money), 'procurement.lacking.money'],
		[state.rounds.length > 0 && state.rounds.every((round) => round.dates), 'procurement.lacking.dates'],
		[state.firstDeadlineAhead, 'procurement.lacking.deadline'],
		[state.rounds.every((round) => round.value), 'procurement.lacking.value'],
		[state.lots !== 1, 'lots.lacking.two'],
		[state.criteria.length > 0 && state.everyLotHasCriteria, 'procurement.lacking.criteria'],
		[state.criteria.every((one) => one.levels), 'procurement.lacking.levels'],
		[state.weights === 100, 'procurement.lacking.weights'],
		[state.bands, 'procurement.lacking.bands'],
		[state.term, 'written.lacking.years'],
		[state.holders === 3, 'procurement.lacking.holders']
	];
	return lacking.filter(([met]) => !met).map(([, key]) => key);
}

export interface SubmitState {
	claimed: boolean;
	cancelled: boolean;
	name: string;
	answers: { words: number; max: number }[];
	/** What is said of each condition; null where nothing is. */
	declarations: ({ holds: boolean; note: string } | null)[];
	/** Öre per round still ahead; null where nothing is given. The first is this round's. */
	prices: (number | null)[];
	ceilings: number[];
	/** What this organisation said at most for this phase, in an earlier round. */
	promisedMinor: number | null;
	partnersConfirmed: boolean;
}

/** What stops a tender from being submitted; empty when nothing does. The deadline is checked in the database. */
export function refusalsToSubmit(state: SubmitState): MessageKey[] {
	const [price] = state.prices;
	const refusals: [boolean, MessageKey][] = [
		[state.cancelled, 'procurement.refuse.cancelled'],
		[!state.claimed, 'procurement.refuse.unclaimed'],
		[state.name.trim() === '', 'procurement.refuse.name'],
		[state.declarations.some((one) => one === null), 'written.refuse.declare'],
		[state.declarations.some(unexplained), 'written.refuse.explain'],
		[state.answers.some((one) => one.words === 0), 'procurement.refuse.answers'],
		[state.answers.some((one) => one.words > one.max), 'procurement.refuse.words'],
		[state.prices.some((one) => one === null), 'procurement.refuse.prices'],
		[state.prices.some((one, at) => one !== null && one > state.ceilings[at]!), 'procurement.refuse.ceiling'],
		[promiseBroken(price ?? null, state.promisedMinor), 'procurement.refuse.promised'],
		[!state.partnersConfirmed, 'procurement.refuse.partners']
	];
	return refusals.filter(([refused]) => refused).map(([, key]) => key);
}

/** Whoever says that a condition does not hold says why; that is where they may clear themselves. */
export const unexplained = (one: { holds: boolean; note: string } | null): boolean =>
	one !== null && !one.holds && one.note.trim().length < 10;

function promiseBroken(price: number | null, promised: number | null): boolean {
	return price !== null && promised !== null && price > promised;
}

/**
 * The rule for outages, as it stands on every call: so many minutes of the last hours before the deadline, or any
 * outage at the deadline itself.
 */
export const OUTAGE_MINUTES = 10;
export const OUTAGE_HOURS = 4;

export const STANDSTILLS = ['voluntary', 'statutory', 'paper'] as const;
export type Standstill = (typeof STANDSTILLS)[number];

/**
 * Last day of the standstill, counted from the day after the letters were sent: ten days, and by law fifteen where they
 * went on paper (LOU 20 kap. 1 §). A period of the law that would end on a free day ends on the next working day.
 */
export function standstillUntil(sentOn: string, standstill: Standstill): string {
	if (standstill === 'voluntary') return addDays(sentOn, 10);
	let last = addDays(sentOn, standstill === 'paper' ? 15 : 10);
	while (!isWorkingDay(last)) last = addDays(last, 1);
	return last;
}

export interface GateState {
	outcome: 'next' | 'stopped' | 'finished';
	goOn: { successful: boolean }[];
	/** Places of the next round; null when there is none. */
	nextPlaces: number | null;
}

/** Why a phase cannot be closed in this way, or null. What else is asked for is the method's, in its gate. */
export function gateRefusal(state: GateState): MessageKey | null {
	if (state.outcome === 'stopped') return null;
	if (state.outcome === 'finished') return state.nextPlaces === null ? null : 'procurement.gate.refuse.more';
	if (state.nextPlaces === null) return 'procurement.gate.refuse.last';
	if (state.goOn.length === 0) return 'procurement.gate.refuse.nobody';
	if (state.goOn.some((one) => !one.successful)) return 'procurement.gate.refuse.unsuccessful';
	return null;
}

/** What is left of a round's money and rolls on to the next, in öre; never negative. */
export function leftOver(budgetMinor: number, rolledInMinor: number, awardedMinor: number[]): number {
	const spent = awardedMinor.reduce((sum, one) => sum + one, 0);
	return Math.max(0, budgetMinor + rolledInMinor - spent);
}

/** Why nothing may be signed on an award now, or null. Dates are compared by the database beforehand. */
export function signingRefusal(state: {
	standstillOver: boolean;
	openReviews: number;
	cancelled: boolean;
	/** The supplier was excluded after the decision. */
	excluded?: boolean;
}): MessageKey | null {
	if (state.cancelled) return 'procurement.signing.cancelled';
	if (state.excluded) return 'written.signing.excluded';
	if (state.openReviews > 0) return 'procurement.signing.review';
	return state.standstillOver ? null : 'procurement.signing.standstill';
}

/** Where a round stands, as one sentence. Says nothing of whether anyone has tendered. */
export function stateOfRound(round: {
	publishedAt: Date | null;
	tendersOpen: boolean;
	openedAt: Date | null;
	frozenAt: Date | null;
	decidedAt: Date | null;
	gate: 'next' | 'stopped' | 'finished' | null;
}): MessageKey {
	if (round.gate === 'next') return 'procurement.round.state.next';
	if (round.gate) return 'procurement.round.state.ended';
	if (round.decidedAt) return 'procurement.round.state.decided';
	if (round.frozenAt) return 'procurement.round.state.frozen';
	if (round.openedAt) return 'procurement.round.state.opened';
	if (!round.publishedAt) return 'procurement.round.state.planned';
	return round.tendersOpen ? 'procurement.round.state.open' : 'procurement.round.state.closed';
}

const WORDS = /[\p{L}\p{N}]+(?:[-:’'.,][\p{L}\p{N}]+)*/gu;

/** Words as a reader would count them: `e-post` is one. */
export function countWords(text: string): number {
	return text.normalize('NFC').match(WORDS)?.length ?? 0;
}

/** What a tender's points can differ by between evaluators before it should be talked through. */
export function spread(points: number[]): { lowest: number; highest: number; wide: boolean } {
	const lowest = Math.min(...points);
	const highest = Math.max(...points);
	return { lowest, highest, wide: highest - lowest >= 2 };
}

/** What an award in a round gives: a framework agreement for all phases, a call-off under it, or just a contract. */
export function contractKind(
	procurement: { rounds: readonly unknown[] },
	round: { step: number }
): 'framework' | 'callOff' | 'contract' {
	if (round.step > 1) return 'callOff';
	return procurement.rounds.length > 1 ? 'framework' : 'contract';
}

/** 1 → A, 26 → Z, 27 → AA: neutral names of tenders. */
export function letterOf(label: number): string {
	const rest = Math.floor((label - 1) / 26);
	return (rest > 0 ? letterOf(rest) : '') + String.fromCharCode(65 + ((label - 1) % 26));
}
