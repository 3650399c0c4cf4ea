import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import type { LowDecisionInput, LowMarkInput } from '../written-form.ts';
import { isLow, lowRefusal, medianOf } from '../written-rules.ts';
import { namedPerson, namedWithSecondFactor, type RoundAccess, type RoundRef } from './access.ts';
import { mailTenderer } from './mail.ts';
import { openedTenders } from './opening-list.ts';
import { dropProposals, priceNow, withTender } from './priced-tender.ts';
import { isHeard, requestsTo } from './requests.ts';
import { auditTender } from './tender-access.ts';
import { readPrice } from './vault.ts';

// Prices that seem too low are marked, asked about, and accepted or rejected.

/** A tender whose price seems too low: the figures as they were, and what was made of its explanation. */
export interface LowTender {
	tenderId: string;
	byRule: boolean;
	priceMinor: number;
	ceilingMinor: number;
	/** Of the other tenders then; null where there was no other. */
	medianMinor: number | null;
	reason: string | null;
	markedName: string;
	markedAt: Date;
	outcome: 'accepted' | 'rejected' | null;
	outcomeReason: string | null;
	decidedName: string | null;
	decidedAt: Date | null;
}

/** Says nothing about who may see them. */
export async function lowTendersOf(db: DbOrTx, tenderIds: string[]): Promise<LowTender[]> {
	if (tenderIds.length === 0) return [];
	const rows = await db
		.selectFrom('low_tender')
		.select(['tender_id as tenderId', 'by_rule as byRule', 'price_minor as priceMinor'])
		.select(['ceiling_minor as ceilingMinor', 'median_minor as medianMinor', 'reason', 'outcome'])
		.select(['marked_name as markedName', 'marked_at as markedAt', 'outcome_reason as outcomeReason'])
		.select(['decided_name as decidedName', 'decided_at as decidedAt'])
		.where('tender_id', 'in', tenderIds)
		.execute();
	return rows.map((row) => ({ ...row, outcome: row.outcome as LowTender['outcome'] }));
}

/** Marks a price as too low to be taken without an explanation, with its figures as they are now. */
export async function markLow(
	ctx: Context,
	ref: RoundRef,
	tenderId: string,
	input: LowMarkInput
): Promise<void> {
	await withTender(ctx, ref, tenderId, async (tx, access) => {
		const person = namedPerson(ctx);
		const others = access.tenders.filter((one) => one.id !== tenderId);
		const prices = [];
		for (const { id } of others) prices.push(await priceNow(tx, id, access));
		const row = await insertMark(tx, {
			tender_id: tenderId,
			by_rule: false,
			price_minor: await priceNow(tx, tenderId, access),
			ceiling_minor: access.round.supplierBudgetMinor,
			median_minor: medianOf(prices),
			reason: input.reason,
			marked_by: person.id,
			marked_name: person.name
		});
		if (!row) throw new AppError('conflict', 'written.refuse.marked');
		await dropProposals(tx, access.round.id);
		await auditTender(tx, ctx, tenderId, 'tender.price-marked-low');
	});
}

type Mark = {
	tender_id: string;
	by_rule: boolean;
	price_minor: number;
	ceiling_minor: number;
	median_minor: number | null;
	reason: string | null;
	marked_by: string;
	marked_name: string;
};

async function insertMark(tx: Tx, mark: Mark): Promise<boolean> {
	const { numInsertedOrUpdatedRows } = await tx
		.insertInto('low_tender')
		.values(mark)
		.onConflict((c) => c.doNothing())
		.executeTakeFirst();
	return Number(numInsertedOrUpdatedRows ?? 0) > 0;
}

/** Marks, when the scores are frozen, what the published rule asks to be looked into. */
export async function markByRule(
	tx: Tx,
	ctx: Context,
	{ procurement, round }: RoundAccess,
	person: { id: string; name: string }
): Promise<void> {
	const { lowPercent } = procurement;
	if (!lowPercent) return;
	const prices = new Map<string, number>();
	for (const { id } of await openedTenders(tx, round.id))
		prices.set(id, (await readPrice(tx, id)).prices[String(round.number)] ?? 0);
	for (const [id, price] of prices) {
		const median = medianOf([...prices].filter(([other]) => other !== id).map(([, value]) => value));
		if (!isLow(price, median, lowPercent)) continue;
		await insertMark(tx, {
			tender_id: id,
			by_rule: true,
			price_minor: price,
			ceiling_minor: round.supplierBudgetMinor,
			median_minor: median,
			reason: null,
			marked_by: person.id,
			marked_name: person.name
		});
		await auditTender(tx, ctx, id, 'tender.price-marked-low', { rule: lowPercent });
	}
}

/**
 * Says whether a low price has been explained. A tender that is rejected is ranked no more, stays in the record and is
 * told at once. Only after it was asked in writing. @throws conflict where somebody has decided already
 */
export async function decideLow(
	ctx: Context,
	ref: RoundRef,
	tenderId: string,
	input: LowDecisionInput
): Promise<void> {
	await withTender(ctx, ref, tenderId, async (tx, access) => {
		const person = namedWithSecondFactor(ctx);
		const asked = (await requestsTo(tx, [tenderId])).filter((one) => one.kind === 'low');
		const heard = asked.length > 0 && asked.every(isHeard);
		const answered = asked.some((one) => one.answeredAt !== null);
		const refusal = lowRefusal({ heard, answered }, input.outcome);
		if (refusal) throw new AppError('conflict', refusal);
		const { numUpdatedRows } = await tx
			.updateTable('low_tender')
			.set({
				outcome: input.outcome,
				outcome_reason: input.reason,
				request_id: asked.at(-1)!.id,
				decided_by: person.id,
				decided_name: person.name,
				decided_at: sql<Date>`clock_timestamp()`
			})
			.where('tender_id', '=', tenderId)
			.where('outcome', 'is', null)
			.executeTakeFirst();
		if (numUpdatedRows === 0n) throw new AppError('conflict', 'written.refuse.low-decided');
		await auditTender(tx, ctx, tenderId, 'tender.price-explained', { outcome: input.outcome });
		if (input.outcome === 'rejected') await reject(tx, ctx, access.round.id, tenderId);
	});
}

async function reject(tx: Tx, ctx: Context, roundId: string, tenderId: string): Promise<void> {
	const fault = 'written.fault.low';
	await tx.updateTable('opened_tender').set({ fault }).where('tender_id', '=', tenderId).execute();
	await dropProposals(tx, roundId);
	await auditTender(tx, ctx, tenderId, 'tender.refused', { fault });
	await mailTenderer(tx, tenderId, 'refused');
}

/** @throws conflict while a marked price is neither accepted nor rejected */
export async function refuseOpenLow(db: DbOrTx, tenders: { id: string }[]): Promise<void> {
	const low = await lowTendersOf(
		db,
		tenders.map((one) => one.id)
	);
	if (low.some((one) => one.outcome === null)) throw new AppError('conflict', 'written.refuse.low-open');
}
