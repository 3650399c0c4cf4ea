import { sql } from 'kysely';
import type { z } from 'zod';
import { decideForInitiative } from '#capabilities/initiatives/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { newText, toText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { defineFileOwner, listFiles, storeFile } from '#platform/server/files/index.ts';
import type { assessmentForm, GateInput, reportForm } from '../form.ts';
import { nameOfRound } from '../lots.ts';
import { gateRefusal } from '../rules.ts';
import {
	accessRound,
	leadEvaluation,
	namedWithSecondFactor,
	readTenders,
	type RoundAccess,
	type RoundRef
} from './access.ts';
import { auditRun, invalid, refuseIfCancelled, tell } from './common.ts';
import { publishEvaluation } from './evaluation.ts';
import { mailDrafters } from './mail.ts';
import { budgetFor } from './money.ts';
import { recordPassage } from './passage.ts';
import { tendersWithDoors } from './reading.ts';
import { refusedDoor } from './scoring.ts';
import { accessTender, auditTender, draftTender, loadTender, readOwnTender } from './tender-access.ts';

export interface PhaseSupplier {
	awardId: string;
	tenderId: string;
	organisationId: string;
	name: string;
	priceMinor: number;
	report: { body: string; lang: string; at: Date } | null;
	files: { id: string; name: string; size: number }[];
	assessment: { satisfactory: boolean; successful: boolean; reason: string; name: string; at: Date } | null;
	/** Goes on to the next round. */
	invited: boolean;
}

/** The suppliers of a phase with their reports and how they were assessed. */
export async function suppliersOf(db: DbOrTx, roundId: string): Promise<PhaseSupplier[]> {
	const rows = await db
		.selectFrom('award as a')
		.innerJoin('opened_tender as ot', 'ot.tender_id', 'a.tender_id')
		.leftJoin('phase_report as r', 'r.award_id', 'a.id')
		.leftJoin('phase_assessment as s', 's.award_id', 'a.id')
		.leftJoin('phase_invitation as i', 'i.award_id', 'a.id')
		.select(['a.id', 'a.tender_id', 'a.organisation_id', 'ot.organisation_name', 'a.price_minor'])
		.select(['r.body', 'r.lang', 'r.reported_at', 's.satisfactory', 's.successful', 's.reason'])
		.select(['s.assessed_name', 's.assessed_at', 'i.invited_at'])
		.where('a.round_id', '=', roundId)
		.where('a.excluded_at', 'is', null)
		.orderBy('ot.organisation_name')
		.execute();
	const files = await listFiles(
		db,
		'phase-report',
		rows.map((row) => row.id)
	);
	return rows.map((row) => ({
		awardId: row.id,
		tenderId: row.tender_id,
		organisationId: row.organisation_id,
		name: row.organisation_name,
		priceMinor: row.price_minor,
		report: row.body ? { body: row.body, lang: row.lang!, at: row.reported_at! } : null,
		files: files
			.filter((file) => file.subject_id === row.id)
			.map(({ id, name, size }) => ({ id, name, size })),
		assessment: row.assessed_at
			? {
					satisfactory: row.satisfactory!,
					successful: row.successful!,
					reason: row.reason!,
					name: row.assessed_name!,
					at: row.assessed_at
				}
			: null,
		invited: row.invited_at !== null
	}));
}

/** A supplier reports what the phase gave, in words and perhaps a file; until it is assessed. */
export async function reportPhase(
	ctx: Context,
	tenderId: string,
	input: z.output<typeof reportForm>,
	file?: File
): Promise<void> {
	const tender = await accessTender(ctx, tenderId, draftTender);
	const award = await ctx.db
		.selectFrom('award as a')
		.leftJoin('phase_assessment as s', 's.award_id', 'a.id')
		.select(['a.id', 's.assessed_at'])
		.where('a.tender_id', '=', tenderId)
		.where('a.excluded_at', 'is', null)
		.executeTakeFirst();
	if (!award) throw notFound();
	if (award.assessed_at) throw new AppError('conflict', 'procurement.refuse.assessed');
	await ctx.db.transaction().execute(async (tx) => {
		const values = {
			body: input.body,
			lang: ctx.lang,
			reported_by: ctx.actor.personId,
			reported_at: sql<Date>`now()`
		};
		await tx
			.insertInto('phase_report')
			.values({ ...values, award_id: award.id })
			.onConflict((c) => c.column('award_id').doUpdateSet(values))
			.execute();
		if (file)
			await storeFile(tx, ctx, { subjectKind: 'phase-report', subjectId: award.id, file, alt: file.name });
		await auditTender(tx, ctx, tender.id, 'phase.reported');
	});
}

/** Says of one supplier whether the phase was satisfactory (is paid) and successful (may go on), with reasons. */
export async function assessSupplier(
	ctx: Context,
	ref: RoundRef,
	input: z.output<typeof assessmentForm>
): Promise<void> {
	const { run, round, tenders } = await tendersWithDoors(ctx, ref, leadEvaluation);
	const person = namedWithSecondFactor(ctx);
	const [satisfactory, successful] = [input.satisfactory === 'yes', input.successful === 'yes'];
	if (successful && !satisfactory) throw invalid('procurement.gate.refuse.order', 'successful');
	if (round.gate) throw new AppError('conflict', 'procurement.refuse.gate-passed');
	const supplier = (await suppliersOf(ctx.db, round.id)).find((one) => one.awardId === input.awardId);
	if (!supplier) throw notFound();
	const open = tenders.some((one) => one.id === supplier.tenderId && one.door === 'open');
	if (!open) throw refusedDoor(tenders, supplier.tenderId);
	const values = {
		satisfactory,
		successful,
		reason: input.reason,
		assessed_by: person.id,
		assessed_name: person.name,
		assessed_at: sql<Date>`now()`
	};
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.insertInto('phase_assessment')
			.values({ ...values, award_id: supplier.awardId })
			.onConflict((c) => c.column('award_id').doUpdateSet(values))
			.execute();
		await auditRun(tx, ctx, run, 'procurement.phase-assessed', `award:${supplier.awardId}`, {
			satisfactory,
			successful
		});
	});
}

/**
 * Decides who goes on after a phase, or that it ends here. A decision-maker with a second factor. What the method
 * asks for must be there, or a reason for going on without it; a stop asks for nothing.
 */
export async function passGate(ctx: Context, ref: RoundRef, input: GateInput): Promise<void> {
	const access = await accessRound(ctx, ref, decideForInitiative);
	const person = namedWithSecondFactor(ctx);
	const { procurement, round, run } = access;
	refuseIfCancelled(procurement);
	if (!round.decidedAt) throw new AppError('conflict', 'procurement.refuse.not-decided');
	if (round.gate) throw new AppError('conflict', 'procurement.refuse.gate-passed');
	const suppliers = await suppliersOf(ctx.db, round.id);
	const goOn = input.outcome === 'next' ? suppliers.filter((one) => input.goOn.includes(one.awardId)) : [];
	refuseGate(access, input, suppliers, goOn);
	await ctx.db.transaction().execute(async (tx) => {
		const { exempt } = await recordPassage(tx, {
			procurementId: procurement.id,
			round: round.number,
			outcome: input.outcome,
			exemption: input.exemption,
			person
		});
		const left = await budgetFor(tx, procurement, round);
		await insertGate(tx, ctx, access, input, person.id, left.leftMinor);
		const next = procurement.rounds.find((one) => one.number === round.number + 1);
		for (const one of goOn) {
			await tx
				.insertInto('phase_invitation')
				.values({ round_id: next!.id, award_id: one.awardId, organisation_id: one.organisationId })
				.execute();
		}
		await publishEvaluation(tx, round.id);
		if (input.outcome !== 'next') {
			await closeWhenOver(tx, procurement.id);
		}
		await tell(tx, ctx, run, procurement, {
			kind: 'decision',
			key: 'procurement.news.gate',
			params: { round: nameOfRound(round) }
		});
		await mailDrafters(tx, procurement.id, 'gate', round);
		const action = exempt ? 'procurement.gate-passed-with-exemption' : 'procurement.gate-passed';
		await auditRun(tx, ctx, run, action, `procurement_round:${round.id}`, {
			outcome: input.outcome,
			goOn: goOn.length,
			methodVersion: procurement.methodVersionId
		});
	});
}

/** Over when every lot is: cancelled, its phases stopped, or its last one ended. */
export async function closeWhenOver(tx: Tx, procurementId: string): Promise<void> {
	await sql`update activity set closed_at = now() where id = ${procurementId} and not exists (
		select from procurement_lot l where l.procurement_id = ${procurementId}
			and not exists (select from lot_cancellation c where c.lot_id = l.id) and not exists (
			select from phase_gate g join procurement_round r on r.id = g.round_id
			where r.lot_id = l.id and g.outcome in ('stopped', 'finished')))`.execute(tx);
}

function refuseGate(
	{ procurement, round }: RoundAccess,
	input: GateInput,
	suppliers: PhaseSupplier[],
	goOn: PhaseSupplier[]
) {
	const next = procurement.rounds.find((one) => one.number === round.number + 1);
	const reason = gateRefusal({
		outcome: input.outcome,
		goOn: goOn.map((one) => ({ successful: one.assessment?.successful ?? false })),
		nextPlaces: next?.places ?? null
	});
	if (reason) throw invalid(reason, 'outcome');
}

async function insertGate(
	tx: Tx,
	ctx: Context,
	{ round }: RoundAccess,
	input: GateInput,
	personId: string,
	leftMinor: number
): Promise<void> {
	const row = await tx
		.insertInto('phase_gate')
		.values({
			round_id: round.id,
			outcome: input.outcome,
			reason: json(newText(ctx.lang, input.reason)),
			rolled_minor: input.outcome === 'next' ? leftMinor : 0,
			decided_by: personId,
			decided_by_name: input.decidedByName,
			decided_on: input.decidedOn,
			diary_number: input.diaryNumber ?? null
		})
		.onConflict((c) => c.doNothing())
		.returning('round_id')
		.executeTakeFirst();
	if (!row) throw new AppError('conflict', 'procurement.refuse.gate-passed');
}

/** Gates of a procurement's rounds, for everybody once passed. */
export async function gatesOf(db: DbOrTx, roundIds: string[]) {
	if (roundIds.length === 0) return [];
	const rows = await db
		.selectFrom('phase_gate')
		.select(['round_id as roundId', 'outcome', 'reason', 'rolled_minor as rolledMinor'])
		.select(['decided_by_name as decidedByName', 'decided_on as decidedOn', 'diary_number as diaryNumber'])
		.where('round_id', 'in', roundIds)
		.execute();
	return rows.map((row) => ({ ...row, reason: toText(row.reason)! }));
}

/** Suppliers of a phase for those assigned. Of one whose door is shut to the asker only the name is given. */
export async function phasePage(ctx: Context, ref: RoundRef) {
	const access = await tendersWithDoors(ctx, ref, readTenders);
	if (!access.round.decidedAt) throw new AppError('conflict', 'procurement.refuse.not-decided');
	const suppliers = (await suppliersOf(ctx.db, access.round.id)).map((supplier) => {
		const door = access.tenders.find((one) => one.id === supplier.tenderId)?.door ?? 'conflict';
		const hidden = door === 'open' ? {} : { report: null, files: [], assessment: null };
		return { ...supplier, ...hidden, shut: door !== 'open', undeclared: door === 'undeclared' };
	});
	return { ...access, suppliers, money: await budgetFor(ctx.db, access.procurement, access.round) };
}

defineFileOwner('phase-report', async (ctx, awardId) => {
	const award = await ctx.db
		.selectFrom('award')
		.select('tender_id')
		.where('id', '=', awardId)
		.executeTakeFirst();
	const tender = award ? await loadTender(ctx.db, award.tender_id) : null;
	if (!tender) return false;
	if (readOwnTender.rule(ctx.actor, tender) === null) return true;
	const ref = { slug: tender.slug, id: tender.procurement.id, number: tender.round.number };
	return tendersWithDoors(ctx, ref, readTenders).then(
		({ tenders }) => tenders.some((one) => one.id === tender.id && one.door === 'open'),
		() => false
	);
});
