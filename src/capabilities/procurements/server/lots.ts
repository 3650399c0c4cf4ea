import { sql } from 'kysely';
import { procureForInitiative } from '#capabilities/initiatives/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { newText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { MAX_LOTS, type LotInput, type LotRules } from '../form.ts';
import { accessProcurement, type ProcurementRef } from './access.ts';
import { auditRun, invalid, refuseIfPublished, requiredText, textColumn, touch } from './common.ts';
import type { Lot, Procurement } from './load.ts';

// Dividing a call into lots, before it is published. The drawing of lots between equal tenders is in decision.ts.

/**
 * Adds a lot at the end and gives its id. The first one takes over the phases that there are; each later one begins
 * with those of the one before it, to be changed.
 */
export async function addLot(ctx: Context, ref: ProcurementRef, input: LotInput): Promise<string> {
	const { run, procurement } = await accessProcurement(ctx, ref, procureForInitiative);
	refuseIfPublished(procurement);
	const last = procurement.lots.at(-1) ?? null;
	if (procurement.lots.length >= MAX_LOTS) throw new AppError('conflict', 'lots.refuse.many');
	return ctx.db.transaction().execute(async (tx) => {
		await touch(tx, procurement, input.revision);
		const { id } = await tx
			.insertInto('procurement_lot')
			.values({
				procurement_id: procurement.id,
				position: (last?.position ?? 0) + 1,
				title: json(newText(ctx.lang, input.title)),
				description: textColumn(null, ctx, input.description)
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await (last ? copyRounds(tx, last.id, id) : takeRounds(tx, procurement.id, id));
		await renumber(tx, procurement.id);
		await auditRun(tx, ctx, run, 'procurement.edited', `procurement_lot:${id}`, { part: 'lots' });
		return id;
	});
}

async function takeRounds(tx: Tx, procurementId: string, lotId: string): Promise<void> {
	await sql`update procurement_round set lot_id = ${lotId}, step = number
		where procurement_id = ${procurementId}`.execute(tx);
	await sql`update procurement set undivided_reason = null where id = ${procurementId}`.execute(tx);
}

async function copyRounds(tx: Tx, from: string, to: string): Promise<void> {
	await sql`insert into procurement_round (procurement_id, number, lot_id, step, phase, kind, name, work, success, places,
			budget_minor, supplier_budget_minor, quality_value_minor, anonymous, starts_on, ends_on, questions_until, tenders_until)
		select r.procurement_id, r.number + (select count(*) from procurement_round o where o.lot_id = ${from}), ${to}, r.step,
			r.phase, r.kind, r.name, r.work, r.success, r.places, r.budget_minor, r.supplier_budget_minor,
			r.quality_value_minor, r.anonymous, r.starts_on, r.ends_on, r.questions_until, r.tenders_until
		from procurement_round r where r.lot_id = ${from}`.execute(tx);
}

/** Numbers rounds through: lot by lot, phase by phase. Only while nobody knows them by their number. */
export async function renumber(tx: Tx, procurementId: string): Promise<void> {
	await sql`update procurement_lot l set position = x.n from (
			select id, row_number() over (order by position) as n from procurement_lot
			where procurement_id = ${procurementId}) x
		where x.id = l.id and l.position <> x.n`.execute(tx);
	await sql`update procurement_round r set number = x.n from (
			select o.id, row_number() over (order by l.position, coalesce(o.step, o.number)) as n
			from procurement_round o left join procurement_lot l on l.id = o.lot_id
			where o.procurement_id = ${procurementId}) x
		where x.id = r.id and r.number <> x.n`.execute(tx);
}

/** Saves title and description of a lot, in the context's language. */
export async function saveLot(
	ctx: Context,
	ref: ProcurementRef,
	lotId: string,
	input: LotInput
): Promise<void> {
	const { run, procurement } = await accessProcurement(ctx, ref, procureForInitiative);
	const lot = lotOf(procurement, lotId);
	refuseIfPublished(procurement);
	await ctx.db.transaction().execute(async (tx) => {
		await touch(tx, procurement, input.revision);
		await tx
			.updateTable('procurement_lot')
			.set({
				title: requiredText(lot.title, ctx, input.title),
				description: textColumn(lot.description, ctx, input.description)
			})
			.where('id', '=', lot.id)
			.execute();
		await auditRun(tx, ctx, run, 'procurement.edited', `procurement_lot:${lot.id}`, { part: 'lots' });
	});
}

/** Takes a lot away, with its phases and criteria. Those of the only one stay: the call is then whole again. */
export async function removeLot(
	ctx: Context,
	ref: ProcurementRef,
	lotId: string,
	revision: number
): Promise<void> {
	const { run, procurement } = await accessProcurement(ctx, ref, procureForInitiative);
	const lot = lotOf(procurement, lotId);
	refuseIfPublished(procurement);
	await ctx.db.transaction().execute(async (tx) => {
		await touch(tx, procurement, revision);
		if (procurement.lots.length === 1) await makeWhole(tx, lot.id);
		await tx.deleteFrom('procurement_lot').where('id', '=', lot.id).execute();
		await renumber(tx, procurement.id);
		await auditRun(tx, ctx, run, 'procurement.edited', `procurement_lot:${lot.id}`, { part: 'lots' });
	});
}

async function makeWhole(tx: Tx, lotId: string): Promise<void> {
	await sql`update procurement_criterion set lot_id = null where lot_id = ${lotId}`.execute(tx);
	await sql`update procurement p set lots_tender_max = null, lots_win_max = null
		from procurement_lot l where l.id = ${lotId} and p.id = l.procurement_id`.execute(tx);
	await sql`update procurement_round set lot_id = null, step = null where lot_id = ${lotId}`.execute(tx);
}

/** For how many lots one may tender, and how many one may win; or why the call is not divided. */
export async function saveLotRules(ctx: Context, ref: ProcurementRef, input: LotRules): Promise<void> {
	const { run, procurement } = await accessProcurement(ctx, ref, procureForInitiative);
	refuseIfPublished(procurement);
	const count = procurement.lots.length;
	for (const field of ['tenderMax', 'winMax'] as const)
		if ((input[field] ?? 0) > count) throw invalid('lots.refuse.max', field);
	await ctx.db.transaction().execute(async (tx) => {
		await touch(tx, procurement, input.revision);
		await tx
			.updateTable('procurement')
			.set(
				count > 0
					? { lots_tender_max: input.tenderMax ?? null, lots_win_max: input.winMax ?? null }
					: { undivided_reason: textColumn(procurement.undividedReason, ctx, input.undividedReason) }
			)
			.where('id', '=', procurement.id)
			.execute();
		await auditRun(tx, ctx, run, 'procurement.edited', `procurement:${procurement.id}`, { part: 'lots' });
	});
}

/** A lot by its id. @throws not-found */
export function lotOf({ lots }: Procurement, lotId: string): Lot {
	const lot = lots.find((one) => one.id === lotId);
	if (!lot) throw notFound();
	return lot;
}
