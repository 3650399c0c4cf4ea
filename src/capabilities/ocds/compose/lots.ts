import { ofLot } from '#capabilities/procurements/index.ts';
import { plainText, type LocalText } from '#platform/i18n/text.ts';
import type { Lang } from '#platform/i18n/index.ts';
import type { LotFacts, ProcurementFacts, RoundFacts } from '../facts.ts';
import type { Fields } from '../merge.ts';
import { outcomeOf } from './award.ts';
import { inLangs, items, type At } from './shape.ts';

// A divided call. The standard itself knows no lots, and the extension for them is left alone: the call is one process,
// and each lot one of its own whose parent it is. See docs/mechanisms/ocds.md.

/**
 * The call as a whole, as a round of its own in front of those of its lots: what is told of all of them, and nothing of
 * who tendered or won.
 */
export function callOf(facts: ProcurementFacts): ProcurementFacts {
	const firsts = facts.rounds.filter((round) => round.step === 1);
	const [first] = firsts;
	if (!first) return facts;
	const call: RoundFacts = {
		...first,
		id: facts.id,
		number: 0,
		lot: null,
		name: facts.title,
		places: firsts.reduce((sum, round) => sum + round.places, 0),
		budgetMinor: 0,
		startsOn: null,
		endsOn: null,
		decision: null,
		gate: null,
		evaluation: null
	};
	return { ...facts, rounds: [call, ...facts.rounds] };
}

/** The call as one of its lots has it: its rounds, its criteria, and its end where it ended by itself. */
export function asLot<F extends ProcurementFacts>(facts: F, lot: LotFacts | null): F {
	return { ...ofLot(facts, lot), cancelled: facts.cancelled ?? lot?.cancelled ?? null };
}

/** Whether a round stands for a divided call. */
export const isCall = ({ lots }: ProcurementFacts, { lot }: Pick<RoundFacts, 'lot'>): boolean =>
	lots.length > 0 && lot === null;

/** Open as long as one lot is; complete when somebody got one of them. */
export function outcomeOfCall(facts: ProcurementFacts, at: At): string {
	const outcomes = facts.rounds
		.filter((round) => round.lot && round.step === 1)
		.map((round) => outcomeOf(asLot(facts, round.lot), round, at));
	return (
		(['active', 'complete', 'unsuccessful'] as const).find((one) => outcomes.includes(one)) ?? 'cancelled'
	);
}

/** An item for each lot: what core has for telling parts of a call apart. */
export function lotItems(facts: ProcurementFacts, cpv: readonly string[], lang: Lang): Fields {
	const all = facts.lots.flatMap((lot) => {
		const [item] = (items(cpv, lot.title, lang).items ?? []) as Fields[];
		return item ? [{ ...item, id: String(lot.position) }] : [];
	});
	return all.length > 0 ? { items: all } : {};
}

/** The call's title with the lot's number and title. */
export const lotTitle = (title: LocalText, lot: LotFacts): LocalText =>
	inLangs(
		(lang) =>
			`${plainText(title, lang)}, ${lang === 'sv' ? 'del' : 'lot'} ${lot.position}: ${plainText(lot.title, lang)}`
	);

/** First and last day of all phases. */
export function spanOf(rounds: readonly RoundFacts[]): [string | null, string | null] {
	const starts = rounds.flatMap((round) => round.startsOn ?? []).sort();
	const ends = rounds.flatMap((round) => round.endsOn ?? []).sort();
	return [starts[0] ?? null, ends.at(-1) ?? null];
}
