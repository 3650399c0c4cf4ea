import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import type { CorrectionInput } from '../written-form.ts';
import { medianOf } from '../written-rules.ts';
import { namedWithSecondFactor, readTenders, type RoundRef } from './access.ts';
import { invalid } from './common.ts';
import { lowTendersOf, type LowTender } from './low-prices.ts';
import { dropProposals, priceNow, withTender } from './priced-tender.ts';
import { readable, readPrices, tendersWithDoors, type TenderRow, type WithTenders } from './reading.ts';
import { requestsTo, type TenderRequest } from './requests.ts';
import { auditTender } from './tender-access.ts';

// Prices are looked at only after the scores are frozen; obvious errors of arithmetic are put right.

export interface PriceCorrection {
	tenderId: string;
	fromMinor: number;
	toMinor: number;
	reason: string;
	name: string;
	at: Date;
}

/** Corrections of the given tenders, oldest first. Says nothing about who may see them. */
export async function correctionsOf(db: DbOrTx, tenderIds: string[]): Promise<PriceCorrection[]> {
	if (tenderIds.length === 0) return [];
	return db
		.selectFrom('price_correction')
		.select(['tender_id as tenderId', 'from_minor as fromMinor', 'to_minor as toMinor', 'reason'])
		.select(['corrected_name as name', 'corrected_at as at'])
		.where('tender_id', 'in', tenderIds)
		.orderBy('corrected_at')
		.execute();
}

export interface PricedTender extends TenderRow {
	priceMinor: number;
	/** Median of the other tenders that are still in; null where one of them is shut to the asker, or there is none. */
	medianMinor: number | null;
	corrections: PriceCorrection[];
	low: LowTender | null;
	/** Questions about its price. */
	requests: TenderRequest[];
}

/** Prices of the tenders that the asker may read. Each reading is written down. Only after the freeze. */
export async function pricePage(
	ctx: Context,
	ref: RoundRef
): Promise<WithTenders & { prices: PricedTender[] }> {
	const access = await tendersWithDoors(ctx, ref, readTenders);
	if (!access.round.frozenAt) throw new AppError('conflict', 'procurement.refuse.not-frozen');
	const open = [
		...(await readable(ctx, access)),
		...access.refused.filter((one) => one.fault === 'written.fault.low' && one.door === 'open')
	];
	const ids = open.map((one) => one.id);
	const [corrections, low] = [await correctionsOf(ctx.db, ids), await lowTendersOf(ctx.db, ids)];
	const requests = (await requestsTo(ctx.db, ids)).filter(
		(one) => one.kind === 'low' || one.kind === 'correct'
	);
	return ctx.db.transaction().execute(async (tx) => {
		const prices = await readPrices(tx, ctx, access, open);
		const others = (id: string) => access.tenders.filter((one) => one.id !== id);
		const medianFor = (id: string) =>
			others(id).every((one) => one.door === 'open')
				? medianOf(others(id).map((one) => prices.get(one.id)!))
				: null;
		return {
			...access,
			prices: open.map((tender) => ({
				...tender,
				priceMinor: prices.get(tender.id)!,
				medianMinor: medianFor(tender.id),
				corrections: corrections.filter((one) => one.tenderId === tender.id),
				low: low.find((one) => one.tenderId === tender.id) ?? null,
				requests: requests.filter((one) => one.tenderId === tender.id)
			}))
		};
	});
}

/**
 * Puts an obvious error of arithmetic right: the tender stays as it was sent, and the new price is compared. Both prices
 * and the reason stay in the record.
 */
export async function correctPrice(
	ctx: Context,
	ref: RoundRef,
	tenderId: string,
	input: CorrectionInput
): Promise<void> {
	await withTender(ctx, ref, tenderId, async (tx, access) => {
		const person = namedWithSecondFactor(ctx);
		const before = await priceNow(tx, tenderId, access);
		if (String(before) !== input.seen) throw new AppError('conflict', 'written.refuse.price-changed');
		if (input.price === before) throw invalid('written.refuse.same-price', 'price');
		if (input.price > access.round.supplierBudgetMinor) throw invalid('procurement.refuse.ceiling', 'price');
		await tx
			.insertInto('price_correction')
			.values({
				tender_id: tenderId,
				from_minor: before,
				to_minor: input.price,
				reason: input.reason,
				corrected_by: person.id,
				corrected_name: person.name
			})
			.execute();
		await dropProposals(tx, access.round.id);
		await auditTender(tx, ctx, tenderId, 'tender.price-corrected', { from: before, to: input.price });
	});
}
