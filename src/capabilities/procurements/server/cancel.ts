import { sql } from 'kysely';
import type { z } from 'zod';
import { decideForInitiative } from '#capabilities/initiatives/index.ts';
import { can } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import type { cancelForm } from '../form.ts';
import {
	accessProcurement,
	namedWithSecondFactor,
	publishProcurementPermission,
	type ProcurementAccess,
	type ProcurementRef
} from './access.ts';
import { auditRun, refuseIfCancelled, tell } from './common.ts';
import { callWithLot } from '../lots.ts';
import { lotOf } from './lots.ts';
import { mailDrafters } from './mail.ts';
import { closeWhenOver } from './gate.ts';
import type { Lot } from './load.ts';
import { leaveUnopened } from './unopened.ts';

type Why = z.output<typeof cancelForm>;

/**
 * Ends the procurement at any time, with a reason that all tenderers get. What is not opened by then never is, and is
 * destroyed.
 */
export async function cancelProcurement(ctx: Context, ref: ProcurementRef, input: Why): Promise<void> {
	const access = await accessProcurement(ctx, ref, publishProcurementPermission);
	const { run, procurement } = access;
	const row = rowOf(ctx, input);
	refuseIfCancelled(procurement);
	if (procurement.publishedAt && !can(ctx.actor, decideForInitiative, run)) {
		throw new AppError('forbidden', 'procurement.refuse.decider');
	}
	await ctx.db.transaction().execute(async (tx) => {
		const inserted = await tx
			.insertInto('procurement_cancellation')
			.values({ ...row, procurement_id: procurement.id })
			.onConflict((c) => c.doNothing())
			.returning('cancelled_at')
			.executeTakeFirst();
		if (!inserted) throw new AppError('conflict', 'procurement.refuse.cancelled');
		await sql`update activity set cancelled_at = now() where id = ${procurement.id}`.execute(tx);
		if (procurement.publishedAt) await tellAll(tx, ctx, access);
		await auditRun(tx, ctx, run, 'procurement.cancelled', `procurement:${procurement.id}`);
	});
}

/** Ends one lot in the same way, once the call is published; the others go on. */
export async function cancelLot(ctx: Context, ref: ProcurementRef, lotId: string, input: Why): Promise<void> {
	const access = await accessProcurement(ctx, ref, decideForInitiative);
	const { run, procurement } = access;
	const row = rowOf(ctx, input);
	const lot = lotOf(procurement, lotId);
	refuseIfCancelled(procurement);
	if (!procurement.publishedAt) throw new AppError('conflict', 'procurement.refuse.not-open');
	if (procurement.rounds.some((one) => one.lot?.id === lot.id && one.gate && one.gate !== 'next'))
		throw new AppError('conflict', 'lots.refuse.over');
	await ctx.db.transaction().execute(async (tx) => {
		const inserted = await tx
			.insertInto('lot_cancellation')
			.values({ ...row, lot_id: lot.id })
			.onConflict((c) => c.doNothing())
			.returning('cancelled_at')
			.executeTakeFirst();
		if (!inserted) throw new AppError('conflict', 'lots.refuse.over');
		await tellAll(tx, ctx, access, lot);
		await closeWhenOver(tx, procurement.id);
		await auditRun(tx, ctx, run, 'procurement.lot-cancelled', `procurement_lot:${lot.id}`);
	});
}

/** Why, by whose decision, and who recorded it. */
function rowOf(ctx: Context, { reason, decidedByName, diaryNumber }: Why) {
	const { id } = namedWithSecondFactor(ctx);
	return { reason, decided_by_name: decidedByName, diary_number: diaryNumber ?? null, cancelled_by: id };
}

/** Everybody reads that it ended, whoever tenders gets a mail, and what is unopened is left so. */
async function tellAll(
	tx: Tx,
	ctx: Context,
	{ run, procurement }: ProcurementAccess,
	lot?: Lot
): Promise<void> {
	const params = lot && { title: callWithLot(procurement.title, lot.position) };
	await tell(tx, ctx, run, procurement, { kind: 'decision', key: 'procurement.news.cancelled', params });
	await mailDrafters(tx, procurement.id, 'cancelled', lot && { lot });
	await leaveUnopened(tx, procurement.id, lot?.id);
}
