import { sql } from 'kysely';
import type { z } from 'zod';
import { hasRoleIn, requirePerson } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { Db } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import type { startTenderForm } from '../form.ts';
import { unexplained } from '../rules.ts';
import type { Declarations } from '../sealing/content.ts';
import { accessRound, type RoundRef } from './access.ts';
import { invalid, refuseIfCancelled } from './common.ts';
import { partnerMail, representativesOf } from './mail.ts';
import { accessTender, auditTender, draftTender, refuseClosed, viewTender } from './tender-access.ts';

/** Begins, or finds, an organisation's tender in a round. Any member may. Gives its id. */
export async function startTender(
	ctx: Context,
	ref: RoundRef,
	input: z.output<typeof startTenderForm>
): Promise<string> {
	const { run, procurement, round } = await accessRound(ctx, ref);
	const personId = requirePerson(ctx);
	refuseIfCancelled(procurement);
	if (!hasRoleIn(ctx.actor, input.organisationId)) throw new AppError('forbidden', 'error.forbidden');
	if (input.organisationId === run.organisationId) throw new AppError('conflict', 'procurement.refuse.owner');
	const known = await ctx.db
		.selectFrom('tender')
		.select('id')
		.where('round_id', '=', round.id)
		.where('organisation_id', '=', input.organisationId)
		.executeTakeFirst();
	if (known) return known.id;
	if (!round.tendersOpen) throw new AppError('conflict', 'procurement.refuse.not-open');
	if (!(await mayTender(ctx.db, round.step, round.id, input.organisationId))) {
		throw new AppError('forbidden', 'procurement.refuse.not-invited');
	}
	return insertTender(ctx, round.id, input.organisationId, personId);
}

async function insertTender(ctx: Context, roundId: string, organisationId: string, personId: string) {
	return ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.insertInto('tender')
			.values({ round_id: roundId, organisation_id: organisationId, lang: ctx.lang, created_by: personId })
			.onConflict((c) => c.columns(['round_id', 'organisation_id']).doUpdateSet({ round_id: roundId }))
			.returning('id')
			.executeTakeFirstOrThrow();
		await auditTender(tx, ctx, row.id, 'tender.started');
		return row.id;
	});
}

/** The first round is open to all; later ones only to those who went on. */
export async function mayTender(
	db: Db,
	step: number,
	roundId: string,
	organisationId: string
): Promise<boolean> {
	if (step === 1) return true;
	const row = await db
		.selectFrom('phase_invitation')
		.select('round_id')
		.where('round_id', '=', roundId)
		.where('organisation_id', '=', organisationId)
		.executeTakeFirst();
	return Boolean(row);
}

/** Asks another organisation to stand behind the tender; its representatives get a mail. */
export async function addPartner(ctx: Context, tenderId: string, organisationId: string): Promise<void> {
	const tender = await accessTender(ctx, tenderId, draftTender);
	refuseClosed(tender);
	if (organisationId === tender.organisationId)
		throw invalid('procurement.refuse.partner-self', 'organisation');
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.insertInto('tender_partner')
			.values({ tender_id: tender.id, organisation_id: organisationId })
			.onConflict((c) => c.doNothing())
			.returning('id')
			.executeTakeFirst();
		if (!row) throw invalid('procurement.refuse.partner-twice', 'organisation');
		for (const personId of await representativesOf(tx, organisationId)) {
			await sendMail(tx, partnerMail, { partnerId: row.id, personId });
		}
		await auditTender(tx, ctx, tender.id, 'tender.partner-asked', { organisation: organisationId });
	});
}

/** Finds an organisation to ask, by its exact name or number. */
export async function findPartner(ctx: Context, words: string): Promise<string> {
	const digits = words.replace(/\D/g, '');
	const rows = await ctx.db
		.selectFrom('organisation')
		.select('id')
		.where('hidden_at', 'is', null)
		.where((eb) =>
			eb.or([
				eb(sql`lower(name)`, '=', words.toLowerCase()),
				...(digits.length === 10 ? [eb('org_number', '=', digits)] : [])
			])
		)
		.limit(2)
		.execute();
	if (rows.length !== 1) throw invalid('procurement.refuse.partner-unknown', 'organisation');
	return rows[0]!.id;
}

/** Takes a partner out, before the tender is sent again. */
export async function removePartner(ctx: Context, tenderId: string, partnerId: string): Promise<void> {
	const tender = await accessTender(ctx, tenderId, draftTender);
	refuseClosed(tender);
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.deleteFrom('tender_partner')
			.where('id', '=', partnerId)
			.where('tender_id', '=', tender.id)
			.execute();
		await auditTender(tx, ctx, tender.id, 'tender.partner-removed');
	});
}

/**
 * A partner's representative says yes and declares for their own organisation, or says no and is taken out.
 * @throws invalid where something asked for is not declared
 */
export async function answerPartnership(
	ctx: Context,
	tenderId: string,
	yes: boolean,
	declarations: Declarations = {}
): Promise<void> {
	const tender = await accessTender(ctx, tenderId, viewTender);
	refuseClosed(tender);
	const mine = tender.partners.find(
		(one) => !one.confirmedAt && hasRoleIn(ctx.actor, one.organisationId, 'representative')
	);
	if (!mine) throw new AppError('forbidden', 'procurement.refuse.representative');
	if (yes) refuseUndeclared(tender.procurement.conditions, declarations);
	await ctx.db.transaction().execute(async (tx) => {
		if (yes) {
			await tx
				.updateTable('tender_partner')
				.set({
					confirmed_at: sql`now()`,
					confirmed_by: ctx.actor.personId,
					confirmed_name: ctx.actor.name,
					declarations: json(declarations)
				})
				.where('id', '=', mine.id)
				.execute();
		} else await tx.deleteFrom('tender_partner').where('id', '=', mine.id).execute();
		await auditTender(tx, ctx, tender.id, yes ? 'tender.partner-confirmed' : 'tender.partner-declined');
	});
}

function refuseUndeclared(conditions: { id: string }[], declarations: Declarations): void {
	const faults = conditions.flatMap(({ id }): [string, MessageKey][] => {
		const said = declarations[id];
		if (!said) return [[`declare.${id}`, 'form.error.pick-one']];
		return unexplained(said) ? [[`note.${id}`, 'written.refuse.explain']] : [];
	});
	if (faults.length > 0)
		throw new AppError('invalid', 'form.error.failed', { fields: Object.fromEntries(faults) });
}
