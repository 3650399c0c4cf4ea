import { sql } from 'kysely';
import { procureForInitiative } from '#capabilities/initiatives/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { newText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import {
	MAX_CRITERIA,
	MAX_ROUNDS,
	type CriterionInput,
	type PriceBand,
	type PriceInput,
	type RoundInput
} from '../form.ts';
import { accessProcurement, type ProcurementRef, type RoundRef } from './access.ts';
import {
	auditRun,
	invalid,
	mergeText,
	refuseIfPublished,
	requiredText,
	swedishTime,
	textColumn,
	touch
} from './common.ts';
import { viewOfLot } from '../lots.ts';
import type { Criterion, Procurement } from './load.ts';
import { lotOf, renumber } from './lots.ts';

/** Adds a phase at the end, of a lot where there are lots; one framework has at most four. Gives its number. */
export async function addRound(ctx: Context, ref: ProcurementRef, lotId?: string): Promise<number> {
	const { procurement, lot } = await phasesOf(ctx, ref, lotId);
	const step = procurement.rounds.length + 1;
	if (step > MAX_ROUNDS) throw new AppError('conflict', 'procurement.refuse.rounds');
	return ctx.db.transaction().execute(async (tx) => {
		const { id } = await tx
			.insertInto('procurement_round')
			.values({
				procurement_id: procurement.id,
				// A number nobody has; the right one comes right after.
				number: sql<number>`(select coalesce(max(number), 0) + 1 from procurement_round
					where procurement_id = ${procurement.id})`,
				lot_id: lot?.id ?? null,
				step: lot ? step : null,
				kind: 'other',
				name: json(newText('sv', `Fas ${step}`, { en: `Phase ${step}` }))
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await renumber(tx, procurement.id);
		const row = await tx
			.selectFrom('procurement_round')
			.select('number')
			.where('id', '=', id)
			.executeTakeFirstOrThrow();
		return row.number;
	});
}

/** Takes away the last phase, of a lot where there are lots. */
export async function removeLastRound(ctx: Context, ref: ProcurementRef, lotId?: string): Promise<void> {
	const { procurement } = await phasesOf(ctx, ref, lotId);
	const last = procurement.rounds.at(-1);
	if (!last || last.step === 1) throw new AppError('conflict', 'procurement.refuse.last-round');
	await ctx.db.transaction().execute(async (tx) => {
		await tx.deleteFrom('procurement_round').where('id', '=', last.id).execute();
		await renumber(tx, procurement.id);
	});
}

async function phasesOf(ctx: Context, ref: ProcurementRef, lotId: string | undefined) {
	const { procurement } = await accessProcurement(ctx, ref, procureForInitiative);
	refuseIfPublished(procurement);
	if (procurement.lots.length === 0) return { procurement, lot: null };
	const lot = lotOf(procurement, lotId ?? '');
	return { procurement: viewOfLot(procurement, lot), lot };
}

/** Saves one phase: what is done, places, money, dates. Times are Swedish local time. Only before publication. */
export async function saveRound(ctx: Context, ref: RoundRef, input: RoundInput): Promise<void> {
	const { run, procurement } = await accessProcurement(ctx, ref, procureForInitiative);
	refuseIfPublished(procurement);
	const round = procurement.rounds.find((one) => one.number === ref.number);
	if (!round) throw notFound();
	checkRound(input);
	await ctx.db.transaction().execute(async (tx) => {
		await touch(tx, procurement, input.revision);
		await tx
			.updateTable('procurement_round')
			.set({
				kind: input.kind,
				name: requiredText(round.name, ctx, input.name),
				work: textColumn(round.work, ctx, input.work),
				success: textColumn(round.success, ctx, input.success),
				places: input.places,
				budget_minor: input.budget,
				supplier_budget_minor: input.supplierBudget,
				quality_value_minor: input.qualityValue ?? 0,
				starts_on: input.startsOn ?? null,
				ends_on: input.endsOn ?? null,
				questions_until: swedishTime(input.questionsUntil),
				tenders_until: swedishTime(input.tendersUntil)
			})
			.where('id', '=', round.id)
			.execute();
		if (round.lot && round.step === 1) await shareDeadlines(tx, procurement.id, round.id);
		await auditRun(tx, ctx, run, 'procurement.edited', `procurement_round:${round.id}`, { part: 'phase' });
	});
}

/** One deadline for all lots: the call is one, and its documents and answers are. */
async function shareDeadlines(tx: Tx, procurementId: string, roundId: string): Promise<void> {
	await sql`update procurement_round r set questions_until = x.questions_until, tenders_until = x.tenders_until
		from procurement_round x
		where x.id = ${roundId} and r.procurement_id = ${procurementId} and r.step = 1`.execute(tx);
}

function checkRound(input: RoundInput): void {
	if (input.supplierBudget > input.budget) {
		throw invalid('procurement.refuse.supplier-budget', 'supplierBudget');
	}
	if (input.startsOn && input.endsOn && input.endsOn < input.startsOn) {
		throw invalid('procurement.refuse.phase-dates', 'endsOn');
	}
	if (input.questionsUntil && input.tendersUntil && input.questionsUntil >= input.tendersUntil) {
		throw invalid('procurement.refuse.question-deadline', 'questionsUntil');
	}
}

/** Adds or changes one criterion with its anchored levels. Only before publication. Gives its id. */
export async function saveCriterion(
	ctx: Context,
	ref: ProcurementRef,
	criterionId: string | null,
	input: CriterionInput
): Promise<string> {
	const { run, procurement } = await accessProcurement(ctx, ref, procureForInitiative);
	refuseIfPublished(procurement);
	const known = procurement.criteria.find((one) => one.id === criterionId) ?? null;
	if (criterionId && !known) throw notFound();
	if (input.lotId) lotOf(procurement, input.lotId);
	const beside = procurement.criteria.filter((one) => one.lotId === (input.lotId ?? null));
	if (known?.lotId !== (input.lotId ?? null) && beside.length >= MAX_CRITERIA) {
		throw new AppError('conflict', 'procurement.refuse.criteria');
	}
	return ctx.db.transaction().execute(async (tx) => {
		await touch(tx, procurement, input.revision);
		const row = await tx
			.insertInto('procurement_criterion')
			.values(criterionRow(ctx, procurement, known, input))
			.onConflict((c) => c.column('id').doUpdateSet(criterionRow(ctx, procurement, known, input)))
			.returning('id')
			.executeTakeFirstOrThrow();
		await auditRun(tx, ctx, run, 'procurement.edited', `procurement_criterion:${row.id}`, {
			part: 'criteria'
		});
		return row.id;
	});
}

function criterionRow(
	ctx: Context,
	procurement: Procurement,
	known: Criterion | null,
	input: CriterionInput
) {
	const typed = [input.level0, input.level1, input.level2, input.level3, input.level4, input.level5];
	const levels = typed.map((text, at) => mergeText(known?.levels[at] ?? null, ctx, text));
	return {
		...(known ? { id: known.id } : {}),
		procurement_id: procurement.id,
		position: known ? procurement.criteria.indexOf(known) : procurement.criteria.length,
		name: requiredText(known?.name ?? null, ctx, input.name),
		description: textColumn(known?.description ?? null, ctx, input.description),
		weight: input.weight,
		levels: json(levels),
		max_words: input.maxWords,
		lot_id: input.lotId ?? null
	};
}

export async function removeCriterion(ctx: Context, ref: ProcurementRef, criterionId: string): Promise<void> {
	const { run, procurement } = await accessProcurement(ctx, ref, procureForInitiative);
	refuseIfPublished(procurement);
	if (!procurement.criteria.some((one) => one.id === criterionId)) throw notFound();
	await ctx.db.transaction().execute(async (tx) => {
		await tx.deleteFrom('procurement_criterion').where('id', '=', criterionId).execute();
		await tx
			.updateTable('procurement')
			.set({ revision: sql`revision + 1` })
			.where('id', '=', procurement.id)
			.execute();
		await auditRun(tx, ctx, run, 'procurement.edited', `procurement:${procurement.id}`, { part: 'criteria' });
	});
}

/** Saves the scale and how price counts. Points that depend on others' prices need a reason, which is published. */
export async function savePrice(ctx: Context, ref: ProcurementRef, input: PriceInput): Promise<void> {
	const { run, procurement } = await accessProcurement(ctx, ref, procureForInitiative);
	refuseIfPublished(procurement);
	if (input.priceModel === 'relative' && !mergeText(procurement.relativeReason, ctx, input.relativeReason))
		throw invalid('procurement.refuse.relative-reason', 'relativeReason');
	const bands = bandsOf(input);
	await ctx.db.transaction().execute(async (tx) => {
		await touch(tx, procurement, input.revision);
		await tx
			.updateTable('procurement')
			.set({
				scale_max: input.scaleMax,
				price_model: input.priceModel,
				price_weight: input.priceModel === 'deduction' ? 0 : (input.priceWeight ?? 0),
				relative_reason:
					input.priceModel === 'relative'
						? textColumn(procurement.relativeReason, ctx, input.relativeReason)
						: null,
				price_bands: json(bands)
			})
			.where('id', '=', procurement.id)
			.execute();
		await auditRun(tx, ctx, run, 'procurement.edited', `procurement:${procurement.id}`, { part: 'price' });
	});
}

/** Ceilings must rise as points fall; otherwise a dearer tender could get more. */
function bandsOf(input: PriceInput): PriceBand[] {
	if (input.priceModel !== 'scale') return [];
	const typed = { 1: input.p1, 2: input.p2, 3: input.p3, 4: input.p4, 5: input.p5 };
	const bands = Object.entries(typed)
		.map(([points, upTo]) => ({ points: Number(points), upTo }))
		.filter((band): band is PriceBand => band.upTo !== undefined && band.points <= input.scaleMax);
	bands.sort((a, b) => b.points - a.points);
	const falling = bands.find((band, at) => at > 0 && band.upTo <= bands[at - 1]!.upTo);
	if (falling) throw invalid('procurement.refuse.bands', `p${falling.points}`);
	return bands;
}
