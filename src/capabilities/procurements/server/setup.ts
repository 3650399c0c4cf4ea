import type { z } from 'zod';
import {
	accessInitiative,
	createActivity,
	procureForInitiative,
	workInInitiative
} from '#capabilities/initiatives/index.ts';
import { currentVersion, offeredMethods, type MethodVersion } from '#capabilities/methods/index.ts';
import { newText, readText, toText } from '#platform/i18n/text.ts';
import type { Lang } from '#platform/i18n/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import type { Basics, Exemption, newProcurementForm } from '../form.ts';
import { accessProcurement, namedPerson, type ProcurementRef } from './access.ts';
import { suggestRounds } from '../suggest.ts';
import { auditRun, invalid, refuseIfPublished, requiredText, textColumn, touch } from './common.ts';

/**
 * Begins a procurement in an initiative: a run of a method of kind pcp, whose phases become rounds to change. Gives
 * its id. @throws AppError invalid for a method that is not offered
 */
export async function createProcurement(
	ctx: Context,
	slug: string,
	input: z.output<typeof newProcurementForm>
): Promise<string> {
	const run = await accessInitiative(ctx, slug, procureForInitiative);
	const version = await chosenMethod(ctx, input.method);
	const title = newText(ctx.lang, input.title);
	return ctx.db.transaction().execute(async (tx) => {
		const id = await createActivity(tx, ctx, { initiativeId: run.id, kind: 'procurement', title });
		await tx
			.insertInto('procurement')
			.values({
				id,
				initiative_id: run.id,
				title: json(title),
				currency: run.currency,
				method_version_id: version.id
			})
			.execute();
		await insertRounds(tx, id, version, input);
		await auditRun(tx, ctx, run, 'procurement.created', `procurement:${id}`, {
			method: version.methodKey,
			version: version.number
		});
		return id;
	});
}

async function chosenMethod(ctx: Context, key: string | undefined): Promise<MethodVersion> {
	const offered = await offeredMethods(ctx.db, 'pcp');
	const one = key ? offered.find((method) => method.key === key) : offered[0];
	if (!one) throw invalid(key ? 'form.error.pick-one' : 'procurement.refuse.no-method', 'method');
	return currentVersion(ctx.db, one.key, 'pcp');
}

async function insertRounds(
	tx: Tx,
	procurementId: string,
	{ definition }: MethodVersion,
	known: { budget?: number; startsOn?: string }
): Promise<void> {
	const rounds = suggestRounds(definition.phases, { budgetMinor: known.budget, startsOn: known.startsOn });
	await tx
		.insertInto('procurement_round')
		.values(
			rounds.map((round) => ({
				procurement_id: procurementId,
				number: round.number,
				phase: round.phase,
				kind: round.kind,
				anonymous: round.anonymous,
				name: json(round.name),
				places: round.places,
				budget_minor: round.budgetMinor,
				supplier_budget_minor: round.supplierBudgetMinor,
				starts_on: round.startsOn,
				ends_on: round.endsOn
			}))
		)
		.execute();
}

/** Saves title, texts, terms and promises, one language at a time. Only before publication. */
export async function saveBasics(ctx: Context, ref: ProcurementRef, input: Basics): Promise<void> {
	const { run, procurement } = await accessProcurement(ctx, ref, procureForInitiative);
	refuseIfPublished(procurement);
	const title = requiredText(procurement.title, ctx, input.title);
	await ctx.db.transaction().execute(async (tx) => {
		await touch(tx, procurement, input.revision);
		await tx
			.updateTable('procurement')
			.set({
				title,
				aim: textColumn(procurement.aim, ctx, input.aim),
				not_sought: textColumn(procurement.notSought, ctx, input.notSought),
				ipr_terms: textColumn(procurement.iprTerms, ctx, input.iprTerms),
				price_terms: textColumn(procurement.priceTerms, ctx, input.priceTerms),
				later_purchase: textColumn(procurement.laterPurchase, ctx, input.laterPurchase),
				expected_hours: input.expectedHours ?? null,
				payment_days: input.paymentDays ?? null,
				advance_percent: input.advancePercent ?? null
			})
			.where('id', '=', procurement.id)
			.execute();
		await tx.updateTable('activity').set({ title }).where('id', '=', procurement.id).execute();
		await auditRun(tx, ctx, run, 'procurement.edited', `procurement:${procurement.id}`, { part: 'basics' });
	});
}

/** Records why a named official holds that the R&D exemption applies. Each recording is a row of its own. */
export async function recordExemption(ctx: Context, ref: ProcurementRef, input: Exemption): Promise<void> {
	const { run, procurement } = await accessProcurement(ctx, ref, procureForInitiative);
	refuseIfPublished(procurement);
	const person = namedPerson(ctx);
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.insertInto('procurement_exemption')
			.values({
				procurement_id: procurement.id,
				cpv: input.cpv,
				research_reason: input.researchReason,
				sharing: input.sharing,
				sharing_reason: input.sharingReason,
				market_reason: input.marketReason,
				official_name: input.officialName,
				official_title: input.officialTitle,
				recorded_by: person.id
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await auditRun(tx, ctx, run, 'procurement.exemption-recorded', `procurement_exemption:${row.id}`, {
			cpv: input.cpv,
			sharing: input.sharing
		});
	});
}

/** The exemption in force: the last one recorded, or null. */
export function exemptionOf(db: Context['db'] | Tx, procurementId: string) {
	return db
		.selectFrom('procurement_exemption')
		.selectAll()
		.where('procurement_id', '=', procurementId)
		.orderBy('recorded_at', 'desc')
		.limit(1)
		.executeTakeFirst()
		.then((row) => row ?? null);
}

/** Procurements of an initiative for its working pages, newest first. */
export async function listProcurements(ctx: Context, slug: string) {
	const run = await accessInitiative(ctx, slug, workInInitiative);
	const rows = await ctx.db
		.selectFrom('procurement as p')
		.innerJoin('activity as a', 'a.id', 'p.id')
		.leftJoin('procurement_publication as pub', 'pub.procurement_id', 'p.id')
		.leftJoin('procurement_cancellation as c', 'c.procurement_id', 'p.id')
		.select([
			'p.id',
			'p.title',
			'pub.published_at as publishedAt',
			'c.cancelled_at as cancelledAt',
			'a.ends_at as endsAt'
		])
		.where('p.initiative_id', '=', run.id)
		.orderBy('p.created_at', 'desc')
		.execute();
	return { run, procurements: rows.map((row) => ({ ...row, title: toText(row.title)! })) };
}

/** Title in the reader's language, for places that take a plain string. */
export function titleIn(lang: Lang, title: unknown): string {
	return readText(toText(title), lang).text;
}
