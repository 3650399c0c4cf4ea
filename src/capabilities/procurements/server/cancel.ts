import { sql } from 'kysely';
import type { z } from 'zod';
import { decideForInitiative } from '#capabilities/initiatives/index.ts';
import { can } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { cancelForm } from '../form.ts';
import {
	accessProcurement,
	namedWithSecondFactor,
	publishProcurementPermission,
	type ProcurementRef
} from './access.ts';
import { auditRun, refuseIfCancelled, tell } from './common.ts';
import { callWithLot } from '../lots.ts';
import { lotOf } from './lots.ts';
import { mailDrafters } from './mail.ts';
import { closeWhenOver } from './gate.ts';
import { leaveUnopened } from './unopened.ts';

/**
 * Ends the procurement at any time, with a reason that all tenderers get. What is not opened by then never is, and is
 * destroyed.
 */
export async function cancelProcurement(
	ctx: Context,
	ref: ProcurementRef,
	input: z.output<typeof cancelForm>
): Promise<void> {
	const { run, procurement } = await accessProcurement(ctx, ref, publishProcurementPermission);
	const person = namedWithSecondFactor(ctx);
	refuseIfCancelled(procurement);
	if (procurement.publishedAt && !can(ctx.actor, decideForInitiative, run)) {
		throw new AppError('forbidden', 'procurement.refuse.decider');
	}
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.insertInto('procurement_cancellation')
			.values({
				procurement_id: procurement.id,
				reason: input.reason,
				decided_by_name: input.decidedByName,
				diary_number: input.diaryNumber ?? null,
				cancelled_by: person.id
			})
			.onConflict((c) => c.doNothing())
			.returning('cancelled_at')
			.executeTakeFirst();
		if (!row) throw new AppError('conflict', 'procurement.refuse.cancelled');
		await sql`update activity set cancelled_at = now() where id = ${procurement.id}`.execute(tx);
		if (procurement.publishedAt) {
			await tell(tx, ctx, run, procurement, { kind: 'decision', key: 'procurement.news.cancelled' });
			await mailDrafters(tx, procurement.id, 'cancelled');
			await leaveUnopened(tx, procurement.id);
		}
		await auditRun(tx, ctx, run, 'procurement.cancelled', `procurement:${procurement.id}`);
	});
}

/** Ends one lot in the same way, once the call is published; the others go on. */
export async function cancelLot(
	ctx: Context,
	ref: ProcurementRef,
	lotId: string,
	input: z.output<typeof cancelForm>
): Promise<void> {
	const { run, procurement } = await accessProcurement(ctx, ref, decideForInitiative);
	const person = namedWithSecondFactor(ctx);
	const lot = lotOf(procurement, lotId);
	refuseIfCancelled(procurement);
	if (!procurement.publishedAt) throw new AppError('conflict', 'procurement.refuse.not-open');
	if (procurement.rounds.some((one) => one.lot?.id === lot.id && one.gate && one.gate !== 'next'))
		throw new AppError('conflict', 'lots.refuse.over');
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.insertInto('lot_cancellation')
			.values({
				lot_id: lot.id,
				reason: input.reason,
				decided_by_name: input.decidedByName,
				diary_number: input.diaryNumber ?? null,
				cancelled_by: person.id
			})
			.onConflict((c) => c.doNothing())
			.returning('cancelled_at')
			.executeTakeFirst();
		if (!row) throw new AppError('conflict', 'lots.refuse.over');
		await tell(tx, ctx, run, procurement, {
			kind: 'decision',
			key: 'procurement.news.cancelled',
			params: { title: callWithLot(procurement.title, lot.position) }
		});
		await mailDrafters(tx, procurement.id, 'cancelled', { lot });
		await leaveUnopened(tx, procurement.id, lot.id);
		await closeWhenOver(tx, procurement.id);
		await auditRun(tx, ctx, run, 'procurement.lot-cancelled', `procurement_lot:${lot.id}`);
	});
}
