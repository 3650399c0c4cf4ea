import { sql } from 'kysely';
import { decideForInitiative } from '#capabilities/initiatives/index.ts';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import type { z } from 'zod';
import type { Decision, drawForm } from '../form.ts';
import { drawAtTheLine, proposeAwards, rankTenders, type RawTender, type Ranked } from '../ranking.ts';
import { reversals } from '../reversals.ts';
import { standstillUntil } from '../rules.ts';
import {
	leadEvaluation,
	namedWithSecondFactor,
	readTenders,
	type RoundAccess,
	type RoundRef
} from './access.ts';
import { auditRun, invalid, refuseIfCancelled, tell } from './common.ts';
import { consensusOf, refuseBiased } from './consensus.ts';
import { nameOfRound, rankedWithout } from '../lots.ts';
import { modelOf, type Lot } from './load.ts';
import { lotLimits } from './lot-limits.ts';
import { mailDrafters } from './mail.ts';
import { budgetFor } from './money.ts';
import { faultyTenders } from './opening-list.ts';
import { refuseOpenLow } from './low-prices.ts';
import { refuseChanged } from './priced-tender.ts';
import { readable, readPrices, tendersWithDoors, type TenderRow } from './reading.ts';
import { auditTender } from './tender-access.ts';
import { readPrice } from './vault.ts';

export interface RankedTender {
	tender: TenderRow;
	/** Null where the asker's door is shut. */
	ranked: Ranked | null;
	proposed: boolean;
	/** Has won as many lots as one tenderer may, and is passed over. */
	full: boolean;
}

export interface Ranking extends RoundAccess {
	rows: RankedTender[];
	availableMinor: number;
	/** Equal tenders stand on both sides of the last place. */
	drawNeeded: boolean;
	draw: Awaited<ReturnType<typeof drawOf>>;
	/** Lots that must be decided before this one; nothing is proposed until then. */
	waitsFor: Lot[];
	/** Who would stand otherwise had one not tendered, by name; null where points do not depend on others. */
	reversals: { without: string; above: string; below: string }[] | null;
}

/** The proposed ranking, computed anew from raw points and prices each time. Only after the freeze. */
export async function proposedRanking(ctx: Context, ref: RoundRef): Promise<Ranking> {
	const access = await tendersWithDoors(ctx, ref, readTenders);
	if (!access.round.frozenAt) throw new AppError('conflict', 'procurement.refuse.not-frozen');
	const open = await readable(ctx, access);
	return ctx.db.transaction().execute(async (tx) => {
		const ranking = await computeRanking(tx, access);
		await readPrices(tx, ctx, access, open);
		const { availableMinor } = await budgetFor(tx, access.procurement, access.round);
		const draw = await drawOf(tx, access.round.id);
		const { waitsFor, full } = await lotLimits(tx, access);
		const among = waitsFor.length > 0 ? [] : rankedWithout(ranking, full);
		const proposed = access.round.decidedAt
			? await chosenIn(tx, access.round.id)
			: proposeAwards(among, access.round.places, availableMinor, draw?.tender_ids ?? []).map(
					(one) => one.tenderId
				);
		const rows = ranking.map((ranked) => {
			const tender = access.tenders.find((one) => one.id === ranked.tenderId)!;
			const shut = tender.door !== 'open';
			return {
				tender,
				ranked: shut ? null : ranked,
				proposed: !shut && proposed.includes(tender.id),
				full: !shut && full.includes(tender.id)
			};
		});
		const drawNeeded = drawAtTheLine(among, access.round.places);
		const reversed = await reversalsOf(tx, access);
		return { ...access, rows, availableMinor, drawNeeded, draw, waitsFor, reversals: reversed };
	});
}

/** Tenders that were chosen, and whose suppliers have not been excluded since. */
async function chosenIn(tx: Tx, roundId: string): Promise<string[]> {
	const rows = await tx
		.selectFrom('award')
		.select('tender_id')
		.where('round_id', '=', roundId)
		.where('excluded_at', 'is', null)
		.execute();
	return rows.map((row) => row.tender_id);
}

/** Ranking of all opened tenders of a round. For use within a service that guards what is shown. */
export async function computeRanking(
	tx: Tx,
	{ procurement, round, tenders }: RoundAccess & { tenders: TenderRow[] }
): Promise<Ranked[]> {
	return rankTenders(modelOf(procurement), round, await rawTenders(tx, round, tenders));
}

async function rawTenders(tx: Tx, round: RoundAccess['round'], tenders: TenderRow[]): Promise<RawTender[]> {
	const consensus = await consensusOf(tx, round.id);
	const raw = [];
	for (const tender of tenders) {
		const { prices } = await readPrice(tx, tender.id);
		const mine = consensus.filter((one) => one.tenderId === tender.id);
		const points = Object.fromEntries(mine.map((one) => [one.criterionId, one.points]));
		raw.push({ tenderId: tender.id, points, priceMinor: prices[String(round.number)] ?? 0 });
	}
	return raw;
}

/** The rank-reversal test among tenders that the asker may read. */
async function reversalsOf(
	tx: Tx,
	{ procurement, round, tenders }: RoundAccess & { tenders: TenderRow[] }
): Promise<Ranking['reversals']> {
	if (procurement.priceModel !== 'relative') return null;
	const names = new Map(
		tenders.filter((one) => one.door === 'open').map((one) => [one.id, one.organisationName])
	);
	const found = reversals(modelOf(procurement), round, await rawTenders(tx, round, tenders));
	return found
		.filter((one) => Object.values(one).every((id) => names.has(id)))
		.map(({ without, above, below }) => ({
			without: names.get(without)!,
			above: names.get(above)!,
			below: names.get(below)!
		}));
}

/**
 * Decides the round: awards, letters to every tenderer at once, and a standstill. A
 * decision-maker with a second factor and no conflict in any tender.
 */
export async function decideRound(ctx: Context, ref: RoundRef, input: Decision): Promise<void> {
	const access = await tendersWithDoors(ctx, ref, decideForInitiative);
	const person = namedWithSecondFactor(ctx);
	refuseIfCancelled(access.procurement);
	if (!input.confirm) throw invalid('procurement.refuse.confirm', 'confirm');
	if (!access.round.frozenAt) throw new AppError('conflict', 'procurement.refuse.not-frozen');
	if (access.round.decidedAt) throw new AppError('conflict', 'procurement.refuse.decided');
	refuseBiased([...access.tenders, ...access.refused]);
	await ctx.db.transaction().execute(async (tx) => {
		await sql`select 1 from procurement_round where id = ${access.round.id} for update`.execute(tx);
		await refuseChanged(tx, access);
		await refuseOpenLow(tx, access.tenders);
		const winners = await winnersOf(tx, access, await computeRanking(tx, access));
		await insertDecision(tx, access, input, person);
		for (const winner of winners) await insertAward(tx, access, winner);
		await sendLetters(tx, access);
		await tell(tx, ctx, access.run, access.procurement, {
			kind: 'decision',
			key: 'procurement.news.awarded',
			params: { round: nameOfRound(access.round), count: winners.length }
		});
		await mailDrafters(tx, access.procurement.id, 'decision', access.round);
		for (const tender of access.tenders) {
			const awarded = winners.some((one) => one.tenderId === tender.id);
			await auditTender(tx, ctx, tender.id, 'tender.decided', { awarded });
		}
		await auditRun(tx, ctx, access.run, 'procurement.awarded', `procurement_round:${access.round.id}`, {
			awards: winners.length,
			diaryNumber: input.diaryNumber
		});
	});
}

/** Records how lots were drawn between equal tenders on the line: two people present, the note says who. */
export async function recordDraw(
	ctx: Context,
	ref: RoundRef,
	input: z.output<typeof drawForm>
): Promise<void> {
	const access = await tendersWithDoors(ctx, ref, leadEvaluation);
	const person = namedWithSecondFactor(ctx);
	if (!access.round.frozenAt) throw new AppError('conflict', 'procurement.refuse.not-frozen');
	if (access.round.decidedAt) throw new AppError('conflict', 'procurement.refuse.decided');
	refuseBiased([...access.tenders, ...access.refused]);
	await ctx.db.transaction().execute(async (tx) => {
		const ranking = await contenders(tx, access, await computeRanking(tx, access));
		if (!drawAtTheLine(ranking, access.round.places))
			throw new AppError('conflict', 'procurement.refuse.no-lot');
		const line = ranking[access.round.places - 1]!.rank;
		const tied = ranking.filter((one) => one.rank === line).map((one) => one.tenderId);
		const lots = input.lots.filter((id) => tied.includes(id));
		if (lots.length !== access.round.places - (line - 1)) throw invalid('procurement.refuse.lots', 'lots');
		const values = { tender_ids: lots, note: input.note, drawn_by: person.id, drawn_name: person.name };
		await tx
			.insertInto('lot_draw')
			.values({ ...values, round_id: access.round.id })
			.onConflict((c) => c.column('round_id').doUpdateSet({ ...values, drawn_at: sql<Date>`now()` }))
			.execute();
		await dropLetters(tx, access.round.id);
		await auditRun(tx, ctx, access.run, 'procurement.draw-drawn', `procurement_round:${access.round.id}`);
	});
}

/** Letters not yet sent tell of points or places that no longer hold. */
export async function dropLetters(tx: Tx, roundId: string): Promise<void> {
	await sql`delete from decision_letter l using tender t
		where t.id = l.tender_id and t.round_id = ${roundId} and l.sent_at is null`.execute(tx);
}

/** Whoever may still win this lot. @throws conflict while a lot before it is undecided and that matters */
async function contenders(
	tx: Tx,
	access: RoundAccess & { tenders: TenderRow[] },
	ranking: Ranked[]
): Promise<Ranked[]> {
	const { waitsFor, full } = await lotLimits(tx, access);
	if (waitsFor.length > 0) throw new AppError('conflict', 'lots.refuse.order');
	return rankedWithout(ranking, full);
}

/** Those who get a place, in order. @throws while equal tenders on the line wait for lots */
export async function winnersOf(
	tx: Tx,
	access: RoundAccess & { tenders: TenderRow[] },
	ranking: Ranked[]
): Promise<Ranked[]> {
	const { availableMinor } = await budgetFor(tx, access.procurement, access.round);
	const draw = await drawOf(tx, access.round.id);
	const among = await contenders(tx, access, ranking);
	const needed = drawAtTheLine(among, access.round.places);
	if (needed && !draw) throw new AppError('conflict', 'procurement.refuse.draw-lots');
	return proposeAwards(among, access.round.places, availableMinor, draw?.tender_ids ?? []);
}

/** The drawing of lots in a round, or null. */
export async function drawOf(db: DbOrTx, roundId: string) {
	const row = await db.selectFrom('lot_draw').selectAll().where('round_id', '=', roundId).executeTakeFirst();
	return row ?? null;
}

async function today(tx: Tx): Promise<string> {
	const { rows } = await sql<{ day: string }>`
		select (now() at time zone 'Europe/Stockholm')::date as day`.execute(tx);
	return rows[0]!.day;
}

async function insertDecision(
	tx: Tx,
	{ round }: RoundAccess,
	input: Decision,
	person: { id: string }
): Promise<void> {
	const row = await tx
		.insertInto('award_decision')
		.values({
			round_id: round.id,
			decided_by: person.id,
			decided_by_name: input.decidedByName,
			decided_body: input.decidedBody,
			decided_on: input.decidedOn,
			paragraph: input.paragraph ?? null,
			diary_number: input.diaryNumber,
			standstill: input.standstill,
			standstill_until: standstillUntil(await today(tx), input.standstill)
		})
		.onConflict((c) => c.doNothing())
		.returning('round_id')
		.executeTakeFirst();
	if (!row) throw new AppError('conflict', 'procurement.refuse.decided');
}

async function insertAward(tx: Tx, access: RoundAccess & { tenders: TenderRow[] }, winner: Ranked) {
	const tender = access.tenders.find((one) => one.id === winner.tenderId)!;
	await tx
		.insertInto('award')
		.values({
			round_id: access.round.id,
			tender_id: tender.id,
			organisation_id: tender.organisationId,
			price_minor: winner.priceMinor!
		})
		.execute();
}

/** Marks every letter as sent at the same moment; refuses while one is missing. */
async function sendLetters(
	tx: Tx,
	{ round, tenders }: RoundAccess & { tenders: TenderRow[] }
): Promise<void> {
	const { rows } = await sql<{ tender_id: string }>`
		update decision_letter l set sent_at = now() from tender t
		where t.id = l.tender_id and t.round_id = ${round.id} and l.sent_at is null returning l.tender_id`.execute(
		tx
	);
	const refused = await faultyTenders(tx, round.id);
	if (rows.length < tenders.length + refused.length)
		throw new AppError('conflict', 'procurement.refuse.letters');
}

/** The decision of a round as recorded, or null. */
export async function decisionOf(db: Context['db'], roundId: string) {
	const row = await db
		.selectFrom('award_decision')
		.selectAll()
		.where('round_id', '=', roundId)
		.executeTakeFirst();
	return row ?? null;
}
