import { sql } from 'kysely';
import { procureForInitiative } from '#capabilities/initiatives/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { translator, type MessageKey } from '#platform/i18n/index.ts';
import { newText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { loadMessages } from '#platform/server/messages.ts';
import {
	EXCLUSION_GROUNDS,
	MAX_REQUIREMENTS,
	RESERVED_CONDITIONS,
	type ConditionKind,
	type KnownCondition
} from '../written-facts.ts';
import type {
	GroundsInput,
	NegotiationRuleInput,
	RequirementInput,
	ReservationInput
} from '../written-form.ts';
import { accessProcurement, type ProcurementRef } from './access.ts';
import { auditRun, refuseIfPublished, requiredText, textColumn, touch } from './common.ts';
import type { Procurement } from './load.ts';

/** Which grounds for exclusion are asked about. Only before publication. */
export async function saveGrounds(ctx: Context, ref: ProcurementRef, input: GroundsInput): Promise<void> {
	const wanted = EXCLUSION_GROUNDS.filter(({ key }) => input.grounds.includes(key));
	await change(ctx, ref, input.revision, 'grounds', (tx, procurement) =>
		putKnown(tx, procurement, 'exclusion', wanted)
	);
}

/** Whom the call is reserved for, with what must then hold, and when a price is looked into. Only before publication. */
export async function saveReservation(
	ctx: Context,
	ref: ProcurementRef,
	input: ReservationInput
): Promise<void> {
	const reserved = input.reserved === 'none' ? null : input.reserved;
	await change(ctx, ref, input.revision, 'reservation', async (tx, procurement) => {
		await tx
			.updateTable('procurement')
			.set({ reserved, low_percent: input.lowPercent ?? null })
			.where('id', '=', procurement.id)
			.execute();
		await putKnown(tx, procurement, 'reserved', reserved ? RESERVED_CONDITIONS[reserved] : []);
	});
}

/** What may be negotiated in writing after the opening; nothing where it is left empty. Only before publication. */
export async function saveNegotiationRule(
	ctx: Context,
	ref: ProcurementRef,
	input: NegotiationRuleInput
): Promise<void> {
	await change(ctx, ref, input.revision, 'negotiation', async (tx, procurement) => {
		const negotiation = textColumn(procurement.negotiation, ctx, input.negotiation);
		await tx
			.updateTable('procurement')
			.set({ negotiation, negotiation_terms: negotiation && inBoth('written.negotiation.rule') })
			.where('id', '=', procurement.id)
			.execute();
	});
}

/** Adds or changes a requirement in the buyer's own words. Only before publication. */
export async function saveRequirement(
	ctx: Context,
	ref: ProcurementRef,
	conditionId: string | null,
	input: RequirementInput
): Promise<void> {
	await change(ctx, ref, input.revision, 'requirement', async (tx, procurement) => {
		const own = procurement.conditions.filter((one) => one.kind === 'qualification');
		const known = own.find((one) => one.id === conditionId) ?? null;
		if (conditionId && !known) throw notFound();
		if (!known && own.length >= MAX_REQUIREMENTS)
			throw new AppError('conflict', 'written.refuse.requirements');
		const values = {
			statement: requiredText(known?.statement ?? null, ctx, input.statement),
			proof: textColumn(known?.proof ?? null, ctx, input.proof),
			mandatory: input.mandatory === 'yes'
		};
		if (known) await tx.updateTable('procurement_condition').set(values).where('id', '=', known.id).execute();
		else
			await tx
				.insertInto('procurement_condition')
				.values({
					...values,
					procurement_id: procurement.id,
					kind: 'qualification',
					position: 100 + Math.max(0, ...own.map((one) => one.position - 99))
				})
				.execute();
	});
}

export async function removeRequirement(
	ctx: Context,
	ref: ProcurementRef,
	conditionId: string,
	revision: number
): Promise<void> {
	await change(ctx, ref, revision, 'requirement', async (tx, procurement) => {
		const { numDeletedRows } = await tx
			.deleteFrom('procurement_condition')
			.where('id', '=', conditionId)
			.where('procurement_id', '=', procurement.id)
			.where('kind', '=', 'qualification')
			.executeTakeFirst();
		if (numDeletedRows === 0n) throw notFound();
	});
}

async function change(
	ctx: Context,
	ref: ProcurementRef,
	revision: number,
	part: string,
	write: (tx: Tx, procurement: Procurement) => Promise<void>
): Promise<void> {
	const { run, procurement } = await accessProcurement(ctx, ref, procureForInitiative);
	refuseIfPublished(procurement);
	await ctx.db.transaction().execute(async (tx) => {
		await touch(tx, procurement, revision);
		await write(tx, procurement);
		await auditRun(tx, ctx, run, 'procurement.edited', `procurement:${procurement.id}`, { part });
	});
}

/** Where known conditions stand in the list: what the call is reserved for first, then grounds, then requirements. */
const FIRST_PLACE: Record<ConditionKind, number> = { reserved: 0, exclusion: 20, qualification: 100 };

/** Exactly these of a kind: what is no longer wanted goes, what was there keeps its words. */
async function putKnown(
	tx: Tx,
	procurement: Procurement,
	kind: 'exclusion' | 'reserved',
	wanted: readonly KnownCondition[]
): Promise<void> {
	const keys = wanted.map((one) => one.key);
	await sql`delete from procurement_condition where procurement_id = ${procurement.id} and kind = ${kind}
		and not (ground = any(${keys}::text[]))`.execute(tx);
	for (const [at, { key, paragraph, statement, proof, mandatory }] of wanted.entries()) {
		const position = FIRST_PLACE[kind] + at;
		await tx
			.insertInto('procurement_condition')
			.values({
				procurement_id: procurement.id,
				position,
				kind,
				ground: key,
				paragraph,
				statement: inBoth(statement),
				proof: inBoth(proof),
				mandatory
			})
			.onConflict((c) => c.columns(['procurement_id', 'ground']).doUpdateSet({ position }))
			.execute();
	}
}

/** As it reads now, in both languages: what was published does not change with the platform's words. */
export function inBoth(key: MessageKey) {
	loadMessages();
	return json(newText('sv', translator('sv')(key), { en: translator('en')(key) }));
}
