import { sql } from 'kysely';
import type { z } from 'zod';
import { AppError, notFound } from '#platform/errors/index.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import type { endReviewForm, reviewForm } from '../form.ts';
import { signingRefusal } from '../rules.ts';
import { accessRound, leadEvaluation, namedPerson, type RoundRef } from './access.ts';
import { auditRun } from './common.ts';

/** Registers that somebody applied for review of the decision; nothing is signed until it is over. */
export async function registerReview(
	ctx: Context,
	ref: RoundRef,
	input: z.output<typeof reviewForm>
): Promise<void> {
	const { run, round } = await accessRound(ctx, ref, leadEvaluation);
	const person = namedPerson(ctx);
	if (!round.decidedAt) throw new AppError('conflict', 'procurement.refuse.not-decided');
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.insertInto('review_application')
			.values({
				round_id: round.id,
				court: input.court,
				case_number: input.caseNumber,
				received_on: input.receivedOn,
				registered_by: person.id
			})
			.execute();
		await auditRun(tx, ctx, run, 'procurement.review-registered', `procurement_round:${round.id}`);
	});
}

/** Records how a review ended. */
export async function endReview(
	ctx: Context,
	ref: RoundRef,
	input: z.output<typeof endReviewForm>
): Promise<void> {
	const { run, round } = await accessRound(ctx, ref, leadEvaluation);
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.updateTable('review_application')
			.set({ ended_on: input.endedOn, outcome: input.outcome, ended_by: ctx.actor.personId })
			.where('id', '=', input.reviewId)
			.where('round_id', '=', round.id)
			.where('ended_on', 'is', null)
			.returning('id')
			.executeTakeFirst();
		if (!row) throw notFound();
		await auditRun(tx, ctx, run, 'procurement.review-ended', `procurement_round:${round.id}`);
	});
}

export async function reviewsOf(db: DbOrTx, roundId: string) {
	return db
		.selectFrom('review_application')
		.select([
			'id',
			'court',
			'case_number as caseNumber',
			'received_on as receivedOn',
			'ended_on as endedOn',
			'outcome'
		])
		.where('round_id', '=', roundId)
		.orderBy('received_on')
		.execute();
}

/**
 * Why nothing may be signed with this supplier now, or null when it may: the voluntary standstill, a review that
 * is not over, or a cancelled procurement. Dates are compared in the database. `day` asks of a signature of that day.
 */
export async function signingBlock(db: DbOrTx, awardId: string, day?: string): Promise<MessageKey | null> {
	const { rows } = await sql<{
		standstillOver: boolean;
		openReviews: number;
		cancelled: boolean;
		excluded: boolean;
	}>`
		select least((clock_timestamp() at time zone 'Europe/Stockholm')::date, ${day ?? null}::date)
				> d.standstill_until as "standstillOver",
			(select count(*)::int from review_application v where v.round_id = d.round_id and (v.ended_on is null
				or ${day ?? null}::date between v.received_on and v.ended_on)) as "openReviews",
			exists (select 1 from cancelled_round c where c.round_id = r.id) as cancelled,
			a.excluded_at is not null as excluded
		from award a join award_decision d on d.round_id = a.round_id join procurement_round r on r.id = a.round_id
		where a.id = ${awardId}`.execute(db);
	if (!rows[0]) throw notFound();
	return signingRefusal(rows[0]);
}
