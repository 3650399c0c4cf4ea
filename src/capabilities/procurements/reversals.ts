import { rankTenders, type EvaluationModel, type RawTender, type RoundMoney } from './ranking.ts';

// Where a tender's points depend on what others offer, a tender that gets nothing can decide which of two others does.

/** With all tenders, `above` comes before `below`; had `without` not tendered, it would be the other way round. */
export interface Reversal {
	without: string;
	above: string;
	below: string;
}

/** The rank-reversal test: takes away one tender at a time and looks at all pairs of the others. */
export function reversals(model: EvaluationModel, money: RoundMoney, tenders: RawTender[]): Reversal[] {
	const all = ranksOf(model, money, tenders);
	return tenders.flatMap(({ tenderId: without }) => {
		const others = tenders.filter((one) => one.tenderId !== without);
		const rest = ranksOf(model, money, others);
		return pairsOf(others.map((one) => one.tenderId))
			.filter(([a, b]) => all.get(a)! < all.get(b)! && rest.get(b)! < rest.get(a)!)
			.map(([above, below]) => ({ without, above, below }));
	});
}

function ranksOf(model: EvaluationModel, money: RoundMoney, tenders: RawTender[]): Map<string, number> {
	return new Map(rankTenders(model, money, tenders).map(({ tenderId, rank }) => [tenderId, rank]));
}

const pairsOf = (ids: string[]): [string, string][] =>
	ids.flatMap((a) => ids.filter((b) => b !== a).map((b): [string, string] => [a, b]));

/** Three tenders of the simplest kind that the model would turn round; null where none of these does. */
export function exampleReversal(
	model: EvaluationModel,
	money: RoundMoney
): { tenders: RawTender[]; reversal: Reversal } | null {
	const half = Math.floor(model.scaleMax / 2);
	const points = (better?: string, by = 0) =>
		Object.fromEntries(model.criteria.map(({ id }) => [id, half + (id === better ? by : 0)]));
	const offer = (tenderId: string, percent: number, given: Record<string, number>): RawTender => ({
		tenderId,
		points: given,
		priceMinor: Math.round((money.supplierBudgetMinor * percent) / 100)
	});
	const lightest = [...model.criteria].sort((a, b) => a.weight - b.weight);
	for (const { id } of lightest)
		for (const dear of [100, 90, 80])
			for (const cheap of [70, 60, 50]) {
				const cheapest = offer('C', 30, points(id, -half));
				const tenders = [offer('A', dear, points(id, 1)), offer('B', cheap, points()), cheapest];
				const reversal = reversals(model, money, tenders).find((one) => one.without === 'C');
				if (reversal) return { tenders, reversal };
			}
	return null;
}
