import { sql } from 'kysely';
import { z } from 'zod';
import { createActivity } from '#capabilities/initiatives/index.ts';
import { localTextSchema, toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { CONDITION_KINDS, RESERVATIONS } from '../written-facts.ts';
import { PRICE_MODELS, ROUND_KINDS } from '../form.ts';
import { inBoth } from './conditions.ts';
import { documentsOf } from './documents.ts';
import { ensureRuns } from './ensure-runs.ts';
import { loadProcurement, type Procurement } from './load.ts';

const text = localTextSchema.nullable();

/** The set-up of procurements, as one can use it again elsewhere. Tenders, decisions and times stay behind. */
export const exportedProcurements = z.array(
	z.strictObject({
		title: localTextSchema,
		texts: z.strictObject({
			aim: text,
			notSought: text,
			iprTerms: text,
			priceTerms: text,
			laterPurchase: text
		}),
		expectedHours: z.number().nullable(),
		paymentDays: z.number().nullable(),
		advancePercent: z.number().nullable(),
		currency: z.string(),
		scaleMax: z.number(),
		priceModel: z.enum(PRICE_MODELS),
		priceWeight: z.number(),
		priceBands: z.array(z.strictObject({ upTo: z.number(), points: z.number() })),
		relativeReason: text.default(null),
		// Left out by exports from before there were lots; rounds and criteria name theirs by its number.
		lots: z.array(z.strictObject({ title: localTextSchema, description: text })).default([]),
		lotsTenderMax: z.number().nullable().default(null),
		lotsWinMax: z.number().nullable().default(null),
		undividedReason: text.default(null),
		rounds: z.array(
			z.strictObject({
				number: z.number(),
				lot: z.number().nullable().default(null),
				step: z.number().nullable().default(null),
				kind: z.enum(ROUND_KINDS),
				name: localTextSchema,
				work: text,
				success: text,
				places: z.number(),
				budgetMinor: z.number(),
				supplierBudgetMinor: z.number(),
				qualityValueMinor: z.number(),
				startsOn: z.string().nullable(),
				endsOn: z.string().nullable()
			})
		),
		criteria: z.array(
			z.strictObject({
				name: localTextSchema,
				description: text,
				weight: z.number(),
				lot: z.number().nullable().default(null),
				levels: z.array(text),
				maxWords: z.number()
			})
		),
		documents: z.array(z.strictObject({ title: localTextSchema, body: localTextSchema })),
		// Left out by exports from before there were any.
		reserved: z.enum(RESERVATIONS).nullable().default(null),
		lowPercent: z.number().nullable().default(null),
		negotiation: text.default(null),
		conditions: z
			.array(
				z.strictObject({
					position: z.number(),
					kind: z.enum(CONDITION_KINDS),
					ground: z.string().nullable(),
					paragraph: z.string().nullable(),
					statement: localTextSchema,
					proof: text,
					mandatory: z.boolean()
				})
			)
			.default([])
	})
);
export type ExportedProcurements = z.output<typeof exportedProcurements>;

export async function exportProcurements(db: DbOrTx, initiativeId: string): Promise<ExportedProcurements> {
	const rows = await db
		.selectFrom('procurement')
		.select('id')
		.where('initiative_id', '=', initiativeId)
		.orderBy('created_at')
		.orderBy('id')
		.execute();
	const found: ExportedProcurements = [];
	for (const { id } of rows) found.push(await exportOne(db, (await loadProcurement(db, id))!));
	return found;
}

async function exportOne(db: DbOrTx, procurement: Procurement): Promise<ExportedProcurements[number]> {
	const { aim, notSought, iprTerms, priceTerms, laterPurchase } = procurement;
	const documents = await documentsOf(db, procurement.id, { drafts: true });
	return {
		title: procurement.title,
		texts: { aim, notSought, iprTerms, priceTerms, laterPurchase },
		expectedHours: procurement.expectedHours,
		paymentDays: procurement.paymentDays,
		advancePercent: procurement.advancePercent,
		currency: procurement.currency,
		scaleMax: procurement.scaleMax,
		priceModel: procurement.priceModel,
		priceWeight: procurement.priceWeight,
		priceBands: procurement.priceBands,
		relativeReason: procurement.relativeReason,
		lots: procurement.lots.map(({ title, description }) => ({ title, description })),
		lotsTenderMax: procurement.lotsTenderMax,
		lotsWinMax: procurement.lotsWinMax,
		undividedReason: procurement.undividedReason,
		rounds: procurement.rounds.map((round) => ({
			number: round.number,
			lot: round.lot?.position ?? null,
			step: round.lot ? round.step : null,
			kind: round.kind,
			name: round.name,
			work: round.work,
			success: round.success,
			places: round.places,
			budgetMinor: round.budgetMinor,
			supplierBudgetMinor: round.supplierBudgetMinor,
			qualityValueMinor: round.qualityValueMinor,
			startsOn: round.startsOn,
			endsOn: round.endsOn
		})),
		criteria: procurement.criteria.map(({ name, description, weight, levels, maxWords, lotId }) => ({
			lot: procurement.lots.find((one) => one.id === lotId)?.position ?? null,
			name,
			description,
			weight,
			levels,
			maxWords
		})),
		documents: documents
			.filter((one) => one.kind === 'text' && !one.withdrawnAt)
			.map((one) => ({ title: one.title, body: one.versions[0]!.body! })),
		reserved: procurement.reserved,
		lowPercent: procurement.lowPercent,
		negotiation: procurement.negotiation,
		conditions: procurement.conditions.map(({ id: _, ...one }) => one)
	};
}

/** Brings set-ups in as drafts. */
export async function importProcurements(
	tx: Tx,
	ctx: Context,
	initiativeId: string,
	data: ExportedProcurements
): Promise<void> {
	for (const one of data) {
		const id = await createActivity(tx, ctx, {
			initiativeId,
			kind: 'procurement',
			title: one.title as LocalText
		});
		await insertProcurement(tx, id, initiativeId, one);
		await insertParts(tx, ctx, id, one);
	}
	await ensureRuns(tx);
}

const column = (value: unknown) => (value ? json(toText(value)) : null);

async function insertProcurement(
	tx: Tx,
	id: string,
	initiativeId: string,
	one: ExportedProcurements[number]
) {
	await tx
		.insertInto('procurement')
		.values({
			id,
			initiative_id: initiativeId,
			title: json(one.title),
			aim: column(one.texts.aim),
			not_sought: column(one.texts.notSought),
			ipr_terms: column(one.texts.iprTerms),
			price_terms: column(one.texts.priceTerms),
			later_purchase: column(one.texts.laterPurchase),
			expected_hours: one.expectedHours,
			payment_days: one.paymentDays,
			advance_percent: one.advancePercent,
			currency: one.currency,
			scale_max: one.scaleMax,
			price_model: one.priceModel,
			price_weight: one.priceWeight,
			price_bands: json(one.priceBands),
			relative_reason: column(one.relativeReason),
			lots_tender_max: one.lotsTenderMax,
			lots_win_max: one.lotsWinMax,
			undivided_reason: column(one.undividedReason),
			reserved: one.reserved,
			low_percent: one.lowPercent,
			negotiation: column(one.negotiation),
			negotiation_terms: one.negotiation && inBoth('written.negotiation.rule')
		})
		.execute();
}

async function insertParts(
	tx: Tx,
	ctx: Context,
	id: string,
	one: ExportedProcurements[number]
): Promise<void> {
	const lots = await insertLots(tx, id, one.lots);
	for (const round of one.rounds) {
		await tx
			.insertInto('procurement_round')
			.values({
				procurement_id: id,
				number: round.number,
				lot_id: round.lot === null ? null : lots[round.lot - 1]!,
				step: round.lot === null ? null : (round.step ?? 1),
				kind: round.kind,
				name: json(round.name),
				work: column(round.work),
				success: column(round.success),
				places: round.places,
				budget_minor: round.budgetMinor,
				supplier_budget_minor: round.supplierBudgetMinor,
				quality_value_minor: round.qualityValueMinor,
				starts_on: round.startsOn,
				ends_on: round.endsOn
			})
			.execute();
	}
	for (const [position, criterion] of one.criteria.entries()) {
		await tx
			.insertInto('procurement_criterion')
			.values({
				procurement_id: id,
				position,
				name: json(criterion.name),
				description: column(criterion.description),
				weight: criterion.weight,
				levels: json(criterion.levels),
				max_words: criterion.maxWords,
				lot_id: criterion.lot === null ? null : lots[criterion.lot - 1]!
			})
			.execute();
	}
	for (const { statement, proof, ...condition } of one.conditions)
		await tx
			.insertInto('procurement_condition')
			.values({ ...condition, procurement_id: id, statement: json(statement), proof: column(proof) })
			.execute();
	for (const document of one.documents) await insertDocument(tx, ctx, id, document);
}

/** Their ids, in their order. */
async function insertLots(
	tx: Tx,
	procurementId: string,
	lots: ExportedProcurements[number]['lots']
): Promise<string[]> {
	const ids = [];
	for (const [at, lot] of lots.entries()) {
		const row = await tx
			.insertInto('procurement_lot')
			.values({
				procurement_id: procurementId,
				position: at + 1,
				title: json(lot.title),
				description: column(lot.description)
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		ids.push(row.id);
	}
	return ids;
}

async function insertDocument(
	tx: Tx,
	ctx: Context,
	procurementId: string,
	document: ExportedProcurements[number]['documents'][number]
): Promise<void> {
	const { id } = await tx
		.insertInto('procurement_document')
		.values({
			procurement_id: procurementId,
			title: json(document.title),
			kind: 'text',
			// Keeps their order: now() is the same throughout a transaction.
			created_at: sql`clock_timestamp()`
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await tx
		.insertInto('procurement_document_version')
		.values({
			document_id: id,
			version: 1,
			body: json(document.body),
			created_by: ctx.actor.personId
		})
		.execute();
}
