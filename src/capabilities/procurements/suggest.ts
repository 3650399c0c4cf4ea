import type { MethodPhase } from '#capabilities/methods/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import type { RoundKind } from './form.ts';

/** A round as its method suggests it. Money in öre, days as YYYY-MM-DD. */
export interface SuggestedRound {
	number: number;
	phase: string;
	kind: RoundKind;
	anonymous: boolean;
	name: LocalText;
	places: number;
	budgetMinor: number;
	supplierBudgetMinor: number;
	startsOn: string | null;
	endsOn: string | null;
}

/** What one knows when a procurement begins. */
export interface Known {
	/** Öre for all phases together. */
	budgetMinor?: number;
	/** When the work of the first phase begins. */
	startsOn?: string;
}

/** A call-off takes time: invitation, tenders, assessment and standstill before the next phase's work begins. */
const CALL_OFF_MONTHS = 3;

/** The rounds that a method's phases become; the framework tender is handed in with the first of them. */
export function suggestRounds(phases: readonly MethodPhase[], known: Known): SuggestedRound[] {
	let start: string | null = known.startsOn ?? null;
	return phases
		.filter((phase) => phase.plan?.kind !== 'framework')
		.map((phase, at): SuggestedRound => {
			const { places = 1, months, share = 0 } = phase.plan ?? {};
			const budgetMinor = kronor(((known.budgetMinor ?? 0) * share) / 100);
			const startsOn = start;
			const endsOn = start && months ? dayBefore(monthsAfter(start, months)) : null;
			start = start && months ? monthsAfter(start, months + CALL_OFF_MONTHS) : null;
			return {
				number: at + 1,
				phase: phase.key,
				kind: kindOf(phase),
				anonymous: isAnonymousIn(phases, phase.key, at === 0),
				name: phase.name as LocalText,
				places,
				budgetMinor,
				supplierBudgetMinor: kronor(budgetMinor / places),
				startsOn,
				endsOn
			};
		});
}

/** Whether a round's tenders are evaluated anonymously. The framework tender is the tender of the first round. */
export function isAnonymousIn(phases: readonly MethodPhase[], key: string | null, first: boolean): boolean {
	const own = phases.find((phase) => phase.key === key);
	const framework = phases.find((phase) => phase.plan?.kind === 'framework');
	return Boolean(own?.plan?.anonymous || (first && framework?.plan?.anonymous));
}

function kindOf(phase: MethodPhase): RoundKind {
	const kind = phase.plan?.kind;
	return kind === 'design' || kind === 'prototype' || kind === 'test' ? kind : 'other';
}

/** Whole kronor, rounded down: shares never make more than the whole. */
const kronor = (minor: number) => Math.floor(minor / 100) * 100;

/** The same day so many months later, or the last day of a shorter month. */
function monthsAfter(day: string, months: number): string {
	const [year, month, date] = day.split('-').map(Number) as [number, number, number];
	const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
	return iso(new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))));
}

function dayBefore(day: string): string {
	const date = new Date(`${day}T00:00:00Z`);
	date.setUTCDate(date.getUTCDate() - 1);
	return iso(date);
}

const iso = (date: Date) => date.toISOString().slice(0, 10);
