import type { Tx } from '#platform/server/db/index.ts';
import type { RoundAccess } from './access.ts';
import type { Fault, OpenedTender } from './opening-list.ts';
import { promisedPrice, readPrice } from './vault.ts';

/**
 * Prices are read for the first time when the quality scores are frozen. A tender without a price, or above what was
 * published or promised, cannot be ranked: it is listed with its fault and gets a letter that says so.
 */
export async function refusePrices(tx: Tx, access: RoundAccess & { tenders: OpenedTender[] }): Promise<void> {
	for (const tender of access.tenders) {
		const fault = await faultOf(tx, access, tender);
		if (fault)
			await tx.updateTable('opened_tender').set({ fault }).where('tender_id', '=', tender.id).execute();
	}
}

async function faultOf(
	tx: Tx,
	{ procurement, round }: RoundAccess,
	tender: OpenedTender
): Promise<Fault | null> {
	const price = (await readPrice(tx, tender.id)).prices[String(round.number)];
	if (price === undefined) return 'procurement.fault.price';
	if (price > round.supplierBudgetMinor) return 'procurement.fault.ceiling';
	const before = procurement.rounds.find((one) => one.number === round.number - 1);
	const promised = before ? await promisedPrice(tx, before.id, tender.organisationId, round.number) : null;
	return promised !== null && price > promised ? 'procurement.fault.promised' : null;
}
