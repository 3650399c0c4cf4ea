import { sql } from 'kysely';
import { AppError, notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { namedPerson, scoreTenders, type RoundAccess, type RoundRef } from './access.ts';
import { auditRun, invalid } from './common.ts';
import { changesOf, refuseNegotiating, waitingBatches } from './negotiated.ts';
import { readable, tendersWithDoors, type TenderRow } from './reading.ts';

export interface ScoreEntry {
	criterionId: string;
	points: number;
	reason: string;
}
/** One's own points, with the answer of a negotiation that the page showed when they were given, if any. */
export interface OwnEntry extends ScoreEntry {
	read?: string | null;
}
export interface Score extends ScoreEntry {
	tenderId: string;
	personId: string;
	name: string;
	/** The tender reads differently since: the points were given to what is no longer offered. */
	outdated: boolean;
}

interface Mine extends RoundAccess {
	tenders: TenderRow[];
	/** Those that the asker scores. */
	open: TenderRow[];
	scores: Score[];
	submittedAt: Date | null;
	/** A negotiation waits for answers, and what is offered may change. */
	negotiating: boolean;
}

/** The asker's own part of the evaluation: nobody else's scores are in it. */
export async function myScores(ctx: Context, ref: RoundRef): Promise<Mine> {
	const access = await tendersWithDoors(ctx, ref, scoreTenders);
	const person = namedPerson(ctx);
	const evaluator = await ctx.db
		.selectFrom('round_evaluator')
		.select('submitted_at')
		.where('round_id', '=', access.round.id)
		.where('person_id', '=', person.id)
		.where('ended_at', 'is', null)
		.executeTakeFirst();
	if (!evaluator) throw new AppError('forbidden', 'procurement.refuse.assigned');
	const scores = await scoresOf(ctx.db, access.round.id, person.id);
	const open = access.tenders.filter((one) => one.door === 'open');
	const negotiating =
		(
			await waitingBatches(
				ctx.db,
				access.tenders.map((one) => one.id)
			)
		).size > 0;
	return { ...access, open, scores, submittedAt: evaluator.submitted_at, negotiating };
}

/**
 * Saves the asker's own points and reasons for one tender; may be done in parts, until they are submitted. Who had the
 * page open while a negotiation ended gave them to the first answer, and is asked to look again.
 */
export async function saveScores(
	ctx: Context,
	ref: RoundRef,
	tenderId: string,
	entries: OwnEntry[]
): Promise<void> {
	const mine = await myScores(ctx, ref);
	if (mine.submittedAt) throw new AppError('conflict', 'procurement.refuse.submitted');
	const tender = (await readable(ctx, mine)).find((one) => one.id === tenderId);
	if (!tender) throw refusedDoor(mine.tenders, tenderId);
	checkEntries(mine, entries);
	await ctx.db.transaction().execute(async (tx) => {
		const changes = (await changesOf(tx, [tenderId], { settled: true })).get(tenderId) ?? {};
		for (const { criterionId, points, reason, read } of entries) {
			const now = changes[criterionId]?.answerId ?? null;
			const seen = read === undefined || read === now ? now : null;
			const values = { points, reason, read_answer: seen, updated_at: sql<Date>`now()` };
			await tx
				.insertInto('individual_score')
				.values({
					...values,
					tender_id: tenderId,
					criterion_id: criterionId,
					person_id: ctx.actor.personId!
				})
				.onConflict((c) => c.columns(['tender_id', 'criterion_id', 'person_id']).doUpdateSet(values))
				.execute();
		}
	});
}

/** Why a tender cannot be scored by the asker: unknown, undeclared, or a conflict. */
export function refusedDoor(tenders: TenderRow[], tenderId: string): AppError {
	const door = tenders.find((one) => one.id === tenderId)?.door;
	if (!door) return notFound();
	return new AppError(
		'forbidden',
		door === 'conflict' ? 'procurement.refuse.conflict' : 'procurement.refuse.undeclared'
	);
}

export function checkEntries({ procurement }: RoundAccess, entries: ScoreEntry[]): void {
	for (const entry of entries) {
		if (!procurement.criteria.some((one) => one.id === entry.criterionId)) throw notFound();
		const whole = Number.isInteger(entry.points) && entry.points >= 0 && entry.points <= procurement.scaleMax;
		if (!whole) throw invalid('procurement.refuse.points', `points.${entry.criterionId}`);
		if (entry.reason.trim().length < 10)
			throw invalid('procurement.refuse.reason', `reason.${entry.criterionId}`);
	}
}

/** Hands in one's own scores. Afterwards they stand; only then, and when all have done so, others' are seen. */
export async function submitScores(ctx: Context, ref: RoundRef): Promise<void> {
	const mine = await myScores(ctx, ref);
	if (mine.submittedAt) throw new AppError('conflict', 'procurement.refuse.submitted');
	if (mine.tenders.some((one) => one.door === 'undeclared')) {
		throw new AppError('conflict', 'procurement.refuse.declare-all');
	}
	const wanted = mine.open.length * mine.procurement.criteria.length;
	const given = mine.scores.filter((score) => mine.open.some((one) => one.id === score.tenderId));
	if (given.length < wanted) throw new AppError('conflict', 'procurement.refuse.scores-lacking');
	await ctx.db.transaction().execute(async (tx) => {
		await refuseNegotiating(tx, mine.round.id, 'share');
		const now = await scoresOf(tx, mine.round.id, ctx.actor.personId!);
		const outdated = now.some((one) => one.outdated && mine.open.some(({ id }) => id === one.tenderId));
		if (outdated) throw new AppError('conflict', 'written.refuse.outdated');
		await tx
			.updateTable('round_evaluator')
			.set({ submitted_at: sql`now()` })
			.where('round_id', '=', mine.round.id)
			.where('person_id', '=', ctx.actor.personId)
			.where('ended_at', 'is', null)
			.execute();
		await auditRun(tx, ctx, mine.run, 'procurement.scores-submitted', `procurement_round:${mine.round.id}`);
	});
}

/** Individual scores of a round by evaluators who are still in it and have no conflict in the tender. */
export async function scoresOf(db: DbOrTx, roundId: string, personId?: string): Promise<Score[]> {
	let query = db
		.selectFrom('individual_score as s')
		.innerJoin('tender as t', 't.id', 's.tender_id')
		.innerJoin('round_evaluator as e', (join) =>
			join.onRef('e.round_id', '=', 't.round_id').onRef('e.person_id', '=', 's.person_id')
		)
		.select(['s.tender_id as tenderId', 's.criterion_id as criterionId', 's.person_id as personId'])
		.select(['s.points', 's.reason', 's.read_answer as readAnswer', 'e.name'])
		.where('t.round_id', '=', roundId)
		.where('e.ended_at', 'is', null)
		.where(
			sql<boolean>`not exists (select 1 from conflict_declaration c
				where c.tender_id = s.tender_id and c.person_id = s.person_id and c.conflict)`
		)
		.orderBy('e.name');
	if (personId) query = query.where('s.person_id', '=', personId);
	const rows = await query.execute();
	const changes = await changesOf(db, [...new Set(rows.map((row) => row.tenderId))], { settled: true });
	return rows.map(({ readAnswer, ...score }) => {
		const now = changes.get(score.tenderId)?.[score.criterionId]?.answerId ?? null;
		return { ...score, outdated: now !== readAnswer };
	});
}

/** True when every evaluator in the round has handed in: then the scores may be laid side by side. */
export async function allSubmitted(db: DbOrTx, roundId: string): Promise<boolean> {
	const { rows } = await sql<{ all: boolean }>`
		select count(*) >= 2 and count(*) = count(submitted_at) as all from round_evaluator
		where round_id = ${roundId} and ended_at is null`.execute(db);
	return rows[0]!.all;
}
