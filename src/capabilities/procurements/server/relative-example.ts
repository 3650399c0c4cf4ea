import { rankTenders } from '../ranking.ts';
import { exampleReversal, type Reversal } from '../reversals.ts';
import { modelOf, type Procurement } from './load.ts';

export interface RelativeExample {
	/** Best first, as all three stand. Totals as they are with all, and without the third; öre. */
	rows: { name: string; quality: string; priceMinor: number; total: string; rest: string | null }[];
	reversal: Reversal;
}

/** What comparing with the lowest price can do with a procurement's own weights; null where it is not done, or no such case is found. */
export function relativeExample(procurement: Procurement): RelativeExample | null {
	const [first] = procurement.rounds;
	if (procurement.priceModel !== 'relative' || !first) return null;
	const money = {
		supplierBudgetMinor: first.supplierBudgetMinor || 1_000_000_00,
		qualityValueMinor: 0
	};
	const model = modelOf(procurement);
	const found = exampleReversal(model, money);
	if (!found) return null;
	const { reversal, tenders } = found;
	const rest = rankTenders(
		model,
		money,
		tenders.filter((one) => one.tenderId !== reversal.without)
	);
	const rows = rankTenders(model, money, tenders).map(({ tenderId, quality, priceMinor, total }) => ({
		name: tenderId,
		quality,
		priceMinor: priceMinor!,
		total,
		rest: rest.find((one) => one.tenderId === tenderId)?.total ?? null
	}));
	return { rows, reversal };
}
