import type { DbOrTx } from '#platform/server/db/index.ts';
import { leftOver } from '../rules.ts';
import type { Procurement, Round } from './load.ts';

/** Money of a round in öre: its own budget with what earlier rounds left, what is awarded, what is left. */
export interface RoundBudget {
	number: number;
	rolledInMinor: number;
	availableMinor: number;
	awardedMinor: number;
	leftMinor: number;
}

/** Money of every round, computed from awards; what is left rolls on. */
export async function budgets(db: DbOrTx, procurement: Procurement): Promise<RoundBudget[]> {
	const ids = procurement.rounds.map((round) => round.id);
	const awards = ids.length
		? await db
				.selectFrom('award')
				.select(['round_id', 'price_minor'])
				.where('round_id', 'in', ids)
				.where('excluded_at', 'is', null)
				.execute()
		: [];
	let rolledInMinor = 0;
	return procurement.rounds.map((round) => {
		// Nothing rolls from one lot into another.
		if (round.step === 1) rolledInMinor = 0;
		const prices = awards.filter((one) => one.round_id === round.id).map((one) => one.price_minor);
		const budget = budgetOf(round, rolledInMinor, prices);
		rolledInMinor = round.gate === 'next' ? budget.leftMinor : 0;
		return budget;
	});
}

function budgetOf(round: Round, rolledInMinor: number, prices: number[]): RoundBudget {
	return {
		number: round.number,
		rolledInMinor,
		availableMinor: round.budgetMinor + rolledInMinor,
		awardedMinor: prices.reduce((sum, one) => sum + one, 0),
		leftMinor: leftOver(round.budgetMinor, rolledInMinor, prices)
	};
}

/** Money of one round. */
export async function budgetFor(db: DbOrTx, procurement: Procurement, round: Round): Promise<RoundBudget> {
	return (await budgets(db, procurement)).find((one) => one.number === round.number)!;
}
