import { sql } from 'kysely';
import type { z } from 'zod';
import type { MessageKey } from '#platform/i18n/index.ts';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import type { changeForm, freezeForm } from '../form.ts';
import {
	leadEvaluation,
	namedWithSecondFactor,
	readTenders,
	type RoundAccess,
	type RoundRef
} from './access.ts';
import { revealNames } from './anonymous.ts';
import { auditRun, invalid, refuseIfCancelled } from './common.ts';
import { refuseNegotiating } from './negotiated.ts';
import { openedTenders } from './opening-list.ts';
import { refusePrices } from './price-faults.ts';
import { markByRule } from './low-prices.ts';
import { readable, tendersWithDoors, type TenderRow, type WithTenders } from './reading.ts';
import { allSubmitted, checkEntries, refusedDoor, scoresOf, type Score, type ScoreEntry } from './scoring.ts';

export interface ConsensusScore extends ScoreEntry {
	tenderId: string;
}

export interface SideBySide extends RoundAccess {
	tenders: TenderRow[];
	/** False until every evaluator has handed in; then nothing of theirs is given. */
	ready: boolean;
	scores: Score[];
	consensus: ConsensusScore[];
}

/** Individual scores side by side, and the consensus. Empty until all have handed in; never of a shut tender. */
export async function sideBySide(ctx: Context, ref: RoundRef): Promise<SideBySide> {
	const access = neutral(await tendersWithDoors(ctx, ref, readTenders));
	const ready = await allSubmitted(ctx.db, access.round.id);
	if (!ready) return { ...access, ready, scores: [], consensus: [] };
	const open = new Set((await readable(ctx, access)).map((one) => one.id));
	const scores = (await scoresOf(ctx.db, access.round.id)).filter((one) => open.has(one.tenderId));
	const consensus = (await consensusOf(ctx.db, access.round.id)).filter((one) => open.has(one.tenderId));
	return { ...access, ready, scores, consensus };
}

/**
 * Names are not on the table while the scores are agreed on, whoever shows the page to the others; nor is the order in
 * which the tenders came.
 */
const neutral = (access: WithTenders): WithTenders => ({
	...access,
	tenders: access.tenders
		.map((one) => (one.neutral ? { ...one, organisationName: one.neutral } : one))
		.toSorted((one, other) => (one.neutral && other.neutral ? one.label! - other.label! : 0))
});

export async function consensusOf(db: DbOrTx, roundId: string): Promise<ConsensusScore[]> {
	return db
		.selectFrom('consensus_score as c')
		.innerJoin('tender as t', 't.id', 'c.tender_id')
		.select(['c.tender_id as tenderId', 'c.criterion_id as criterionId', 'c.points', 'c.reason'])
		.where('t.round_id', '=', roundId)
		.execute();
}

/** Writes what the meeting agreed on for one tender. At least two must have scored it, without conflict. */
export async function saveConsensus(
	ctx: Context,
	ref: RoundRef,
	tenderId: string,
	entries: ScoreEntry[]
): Promise<void> {
	const access = await tendersWithDoors(ctx, ref, leadEvaluation);
	refuseIfCancelled(access.procurement);
	if (access.round.frozenAt) throw new AppError('conflict', 'procurement.refuse.frozen');
	if (!access.tenders.some((one) => one.id === tenderId && one.door === 'open')) {
		throw refusedDoor(access.tenders, tenderId);
	}
	await refuseTooFew(ctx.db, access.round.id, tenderId);
	checkEntries(access, entries);
	await ctx.db.transaction().execute(async (tx) => {
		for (const entry of entries) await writeScore(tx, ctx, tenderId, entry);
		await auditRun(tx, ctx, access.run, 'procurement.consensus-written', `tender:${tenderId}`);
	});
}

async function refuseTooFew(db: DbOrTx, roundId: string, tenderId: string): Promise<void> {
	if (!(await allSubmitted(db, roundId))) throw new AppError('conflict', 'procurement.refuse.not-all');
	const people = (await scoresOf(db, roundId)).filter((one) => one.tenderId === tenderId);
	if (new Set(people.map((one) => one.personId)).size < 2) {
		throw new AppError('conflict', 'procurement.refuse.two-evaluators');
	}
}

async function writeScore(tx: Tx, ctx: Context, tenderId: string, entry: ScoreEntry): Promise<void> {
	const values = {
		points: entry.points,
		reason: entry.reason,
		written_by: ctx.actor.personId,
		updated_at: sql<Date>`now()`
	};
	await tx
		.insertInto('consensus_score')
		.values({ ...values, tender_id: tenderId, criterion_id: entry.criterionId })
		.onConflict((c) => c.columns(['tender_id', 'criterion_id']).doUpdateSet(values))
		.execute();
}

/** Freezes the quality scores with date and participants of the meeting; only then are prices readable. */
export async function freezeScores(
	ctx: Context,
	ref: RoundRef,
	input: z.output<typeof freezeForm>
): Promise<void> {
	const access = await tendersWithDoors(ctx, ref, leadEvaluation);
	refuseIfCancelled(access.procurement);
	const person = namedWithSecondFactor(ctx);
	if (!input.confirm) throw invalid('procurement.refuse.confirm', 'confirm');
	if (access.round.frozenAt) throw new AppError('conflict', 'procurement.refuse.frozen');
	if (access.tenders.length === 0) throw new AppError('conflict', 'procurement.refuse.no-tenders');
	refuseBiased([...access.tenders, ...access.refused]);
	refuseUnchecked(access);
	const wanted = access.tenders.length * access.procurement.criteria.length;
	await ctx.db.transaction().execute(async (tx) => {
		await refuseNegotiating(tx, access.round.id, 'update');
		if ((await consensusOf(tx, access.round.id)).length < wanted) {
			throw new AppError('conflict', 'procurement.refuse.consensus-lacking');
		}
		await tx
			.insertInto('consensus_freeze')
			.values({
				round_id: access.round.id,
				held_on: input.heldOn,
				participants: input.participants,
				frozen_by: person.id,
				frozen_name: person.name
			})
			.execute();
		await refusePrices(tx, access);
		await revealNames(tx, ctx, access, await openedTenders(tx, access.round.id));
		await markByRule(tx, ctx, access, person);
		await auditRun(tx, ctx, access.run, 'procurement.scores-frozen', `procurement_round:${access.round.id}`, {
			heldOn: input.heldOn
		});
	});
}

/** Whether those who tender may take part is settled before any price is read. */
function refuseUnchecked({ procurement, round }: RoundAccess): void {
	if (procurement.conditions.length > 0 && !round.checkedAt)
		throw new AppError('conflict', 'written.refuse.not-checked');
}

/** Why somebody cannot carry the whole through: they must have declared no conflict in any tender. */
export function whyBiased(tenders: TenderRow[]): MessageKey | null {
	if (tenders.some((one) => one.door === 'conflict')) return 'procurement.refuse.biased';
	if (tenders.some((one) => one.door === 'undeclared')) return 'procurement.refuse.declare-all';
	return null;
}

export function refuseBiased(tenders: TenderRow[]): void {
	const why = whyBiased(tenders);
	if (why) throw new AppError('forbidden', why);
}

/** Corrects a frozen score before the decision. What it was, and why it changed, stays in the record. */
export async function changeScore(
	ctx: Context,
	ref: RoundRef,
	input: z.output<typeof changeForm>
): Promise<void> {
	const access = await tendersWithDoors(ctx, ref, leadEvaluation);
	const person = namedWithSecondFactor(ctx);
	if (!access.round.frozenAt) throw new AppError('conflict', 'procurement.refuse.not-frozen');
	if (access.round.decidedAt) throw new AppError('conflict', 'procurement.refuse.decided');
	if (!access.tenders.some((one) => one.id === input.tenderId && one.door === 'open')) {
		throw refusedDoor(access.tenders, input.tenderId);
	}
	checkEntries(access, [input]);
	await ctx.db.transaction().execute(async (tx) => {
		const before = (await consensusOf(tx, access.round.id)).find(
			(one) => one.tenderId === input.tenderId && one.criterionId === input.criterionId
		);
		await tx
			.insertInto('consensus_change')
			.values({
				tender_id: input.tenderId,
				criterion_id: input.criterionId,
				from_points: before!.points,
				to_points: input.points,
				why: input.why,
				changed_by: person.id,
				changed_name: person.name
			})
			.execute();
		await writeScore(tx, ctx, input.tenderId, input);
		// Proposed letters and lots rest on points that no longer hold.
		await sql`delete from decision_letter l using tender t
			where t.id = l.tender_id and t.round_id = ${access.round.id} and l.sent_at is null`.execute(tx);
		await tx.deleteFrom('lot_draw').where('round_id', '=', access.round.id).execute();
		await auditRun(tx, ctx, access.run, 'procurement.score-changed', `tender:${input.tenderId}`, {
			criterion: input.criterionId,
			from: before!.points,
			to: input.points
		});
	});
}

/** Changes made after the freeze, oldest first, of the given tenders. */
export async function changesOf(db: DbOrTx, tenderIds: string[]) {
	if (tenderIds.length === 0) return [];
	return db
		.selectFrom('consensus_change')
		.select([
			'tender_id as tenderId',
			'criterion_id as criterionId',
			'from_points as from',
			'to_points as to'
		])
		.select(['why', 'changed_name as name', 'changed_at as at'])
		.where('tender_id', 'in', tenderIds)
		.orderBy('changed_at')
		.execute();
}

export async function freezeOf(db: DbOrTx, roundId: string) {
	const row = await db
		.selectFrom('consensus_freeze')
		.selectAll()
		.where('round_id', '=', roundId)
		.executeTakeFirst();
	return row ?? null;
}
