import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import type { CorrectionInput, LowDecisionInput, LowMarkInput } from '../written-form.ts';
import { isLow, lowRefusal, medianOf } from '../written-rules.ts';
import {
	leadEvaluation,
	namedPerson,
	namedWithSecondFactor,
	readTenders,
	type RoundAccess,
	type RoundRef
} from './access.ts';
import { invalid, refuseIfCancelled } from './common.ts';
import { mailTenderer } from './mail.ts';
import { openedTenders } from './opening-list.ts';
import { readable, readPrices, tendersWithDoors, type TenderRow, type WithTenders } from './reading.ts';
import { isHeard, requestsTo, type TenderRequest } from './requests.ts';
import { refusedDoor } from './scoring.ts';
import { auditTender } from './tender-access.ts';
import { readPrice } from './vault.ts';

// Prices are looked at only after the scores are frozen: obvious errors of arithmetic, and prices that seem too low.

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

/** The tender's row, where the asker may lead and its door stands open; the round locked, and not decided. */
async function withTender<T>(
	ctx: Context,
	ref: RoundRef,
	tenderId: string,
	run: (tx: Tx, access: WithTenders, tender: TenderRow) => Promise<T>
): Promise<T> {
	const access = await tendersWithDoors(ctx, ref, leadEvaluation);
	refuseIfCancelled(access.procurement);
	if (!access.round.frozenAt) throw new AppError('conflict', 'procurement.refuse.not-frozen');
	const tender = access.tenders.find((one) => one.id === tenderId);
	if (!tender || tender.door !== 'open') throw refusedDoor([...access.tenders, ...access.refused], tenderId);
	return ctx.db.transaction().execute(async (tx) => {
		await sql`select 1 from procurement_round where id = ${access.round.id} for update`.execute(tx);
		const { rows } = await sql<{ decided: boolean; out: boolean }>`
			select exists (select 1 from award_decision where round_id = ${access.round.id}) as decided,
				exists (select 1 from opened_tender where tender_id = ${tenderId} and fault is not null) as out`.execute(tx);
		if (rows[0]!.decided) throw new AppError('conflict', 'procurement.refuse.decided');
		if (rows[0]!.out) throw new AppError('conflict', 'written.refuse.out');
		return run(tx, access, tender);
	});
}

/** What was proposed rests on prices or tenders that no longer hold. */
async function dropProposals(tx: Tx, roundId: string): Promise<void> {
	await sql`delete from decision_letter l using tender t
		where t.id = l.tender_id and t.round_id = ${roundId} and l.sent_at is null`.execute(tx);
	await tx.deleteFrom('lot_draw').where('round_id', '=', roundId).execute();
}

const priceNow = async (tx: Tx, tenderId: string, { round }: RoundAccess): Promise<number> =>
	(await readPrice(tx, tenderId)).prices[String(round.number)] ?? 0;

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
