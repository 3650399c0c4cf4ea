import type { Translator } from '#platform/i18n/index.ts';
import { plainText, type LocalText } from '#platform/i18n/text.ts';
import type { Criterion, Lot, Procurement, Round } from './server/load.ts';

/** What telling lots apart asks of a procurement. */
type Divided<R> = { rounds: R[]; lots: unknown[]; criteria: { lotId: string | null }[] };

/**
 * A call as one of its lots has it: the phases of that lot, and its own criteria where it has any. Whatever asks for
 * the first phase, the next or the last, for weights or for money then works as in a call that is not divided.
 */
export function viewOfLot(procurement: Procurement, lot: Lot | null): Procurement {
	const view = ofLot(procurement, lot);
	return { ...view, cancelledAt: view.cancelledAt ?? lot?.cancelled?.at ?? null };
}

/** As viewOfLot, of anything that has rounds, lots and criteria. */
export function ofLot<R extends { lot: { id: string } | null }, P extends Divided<R>>(
	procurement: P,
	lot: { id: string } | null
): P {
	if (procurement.lots.length === 0) return procurement;
	return {
		...procurement,
		rounds: procurement.rounds.filter((round) => round.lot?.id === lot?.id),
		criteria: criteriaOf(procurement.criteria, lot)
	};
}

/** The criteria that a lot is evaluated by: its own, or those for the whole call. */
export function criteriaOf<C extends Pick<Criterion, 'lotId'>>(
	criteria: C[],
	lot: { id: string } | null
): C[] {
	const own = criteria.filter((one) => one.lotId !== null && one.lotId === lot?.id);
	return own.length > 0 ? own : criteria.filter((one) => one.lotId === null);
}

/** The call as each of its lots has it, in their order; the call itself where it is not divided. */
export function viewsOf(procurement: Procurement): Procurement[] {
	if (procurement.lots.length === 0) return [procurement];
	return procurement.lots.map((lot) => viewOfLot(procurement, lot));
}

/** The first phase of every lot, or of the call: those that anybody may tender in. */
export const firstRounds = <R extends { step: number }>({ rounds }: { rounds: R[] }): R[] =>
	rounds.filter((round) => round.step === 1);

/** The newest phase that has begun, of every lot. */
export function newestRounds(procurement: Procurement): Round[] {
	const newest = viewsOf(procurement).flatMap(
		({ rounds }) => rounds.findLast((one) => one.publishedAt) ?? []
	);
	const going = newest.filter((round) => !round.lot?.cancelled);
	return going.length > 0 ? going : newest;
}

/** The round that the call is at: the newest; of several lots, the first that still takes tenders. */
export function presentRound(procurement: Procurement): Round | undefined {
	const newest = newestRounds(procurement);
	return newest.find((round) => round.tendersOpen) ?? newest[0];
}

/** Where questions can be asked: one for the whole call while its lots are at the same phase, else one for each lot. */
export function askedRounds(procurement: Procurement): Round[] {
	const newest = newestRounds(procurement);
	return newest.every((round) => round.step === 1) ? newest.slice(0, 1) : newest;
}

/** Whether the number of lots that one tenderer may win is limited at all. */
export function winsAreLimited(procurement: Pick<Procurement, 'lots' | 'lotsWinMax'>): boolean {
	return procurement.lotsWinMax !== null && procurement.lotsWinMax < procurement.lots.length;
}

/**
 * The lots that must be decided before this one, so that it is known who has won as many as one may: those that stand
 * before it. Only the first phase gives a lot away; those that go on in it have it already.
 */
export function lotsToDecideFirst(
	procurement: Pick<Procurement, 'lots' | 'lotsWinMax'>,
	rounds: Pick<Round, 'lot' | 'step' | 'decidedAt'>[],
	round: Pick<Round, 'lot' | 'step'>
): Lot[] {
	if (!round.lot || round.step !== 1 || !winsAreLimited(procurement)) return [];
	return rounds
		.filter((one) => one.step === 1 && one.lot && one.lot.position < round.lot!.position && !one.decidedAt)
		.map((one) => one.lot!)
		.filter((lot) => !lot.cancelled);
}

/** Leaves tenders out of a ranking; those that remain keep their order, and their places follow from it. */
export function rankedWithout<T extends { tenderId: string; rank: number }>(
	ranking: T[],
	out: string[]
): T[] {
	const left = ranking.filter((one) => !out.includes(one.tenderId));
	return left.map((one) => ({ ...one, rank: 1 + left.filter((other) => other.rank < one.rank).length }));
}

/** What a phase is called in running text: with its lot, where there are lots. */
export function nameOfRound({
	lot,
	name
}: {
	lot: Pick<Lot, 'position'> | null;
	name: LocalText;
}): LocalText {
	if (!lot) return name;
	const words = { sv: 'Del', en: 'Lot' };
	const t = Object.fromEntries(
		Object.entries(name.t).map(([lang, text]) => [
			lang,
			`${words[lang as keyof typeof words]} ${lot.position}, ${text}`
		])
	);
	return { ...name, t };
}

/** The heading of a phase: its number and name, and which lot it is of. */
export function titleOfRound(t: Translator, round: Pick<Round, 'lot' | 'step' | 'name'>): string {
	if (!round.lot) return titleInLot(t, round);
	const name = plainText(round.name, t.lang);
	return t('lots.round.title', { lot: round.lot.position, number: round.step, name });
}

/** As titleOfRound, where the lot stands over it already. */
export const titleInLot = (t: Translator, round: Pick<Round, 'step' | 'name'>): string =>
	t('procurement.round.title', { number: round.step, name: plainText(round.name, t.lang) });

/** What a lot is called: its number and its title. */
export const titleOfLot = (t: Translator, lot: Pick<Lot, 'position' | 'title'>): string =>
	t('lots.title', { number: lot.position, title: plainText(lot.title, t.lang) });

/** The title of the call, and of which lot, where that is meant. */
export const titleWithLot = (t: Translator, title: LocalText, lot: Pick<Lot, 'position' | 'title'> | null) =>
	lot ? `${plainText(title, t.lang)}, ${titleOfLot(t, lot)}` : plainText(title, t.lang);

/** A call's title with the number of a lot, in every language that it is written in. */
export function callWithLot(title: LocalText, lot: number | null): LocalText {
	if (lot === null) return title;
	const words = { sv: 'del', en: 'lot' };
	const t = Object.fromEntries(
		Object.entries(title.t).map(([lang, text]) => [
			lang,
			`${text}, ${words[lang as keyof typeof words]} ${lot}`
		])
	);
	return { ...title, t };
}
