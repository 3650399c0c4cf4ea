import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { negotiationRefusal, sameTenders } from '../written-rules.ts';
import type { NegotiateInput } from '../written-form.ts';
import { leadEvaluation, namedPerson, type RoundAccess, type RoundRef } from './access.ts';
import { refuseNeutral } from './anonymous.ts';
import { auditRun, invalid, refuseIfCancelled, swedishTime } from './common.ts';
import { refuseBiased } from './consensus.ts';
import { mailTenderer } from './mail.ts';
import { negotiates } from './negotiated.ts';
import { listedTenders } from './opening-list.ts';
import { tendersWithDoors, type TenderRow, type WithTenders } from './reading.ts';
import { auditTender } from './tender-access.ts';

/** Who would be asked, and why nothing can be negotiated now, or null. */
export async function negotiationPage(
	ctx: Context,
	ref: RoundRef
): Promise<WithTenders & { refusal: MessageKey | null }> {
	const access = await accessNegotiation(ctx, ref);
	return { ...access, refusal: await whyNotNow(ctx, access) };
}

/** Why nothing can be negotiated in a round now, or null. */
export const whyNotNow = (ctx: Context, access: RoundAccess): Promise<MessageKey | null> =>
	ctx.db.transaction().execute((tx) => refusalNow(tx, access));

/**
 * Negotiates in writing, as the call says: all who are still in are asked the same at once, with the same time. Each may
 * get words about its own tender besides. @throws conflict or invalid where the call, the time or the tenders forbid it
 */
export async function negotiate(ctx: Context, ref: RoundRef, input: NegotiateInput): Promise<void> {
	const access = await accessNegotiation(ctx, ref);
	const person = namedPerson(ctx);
	refuseIfCancelled(access.procurement);
	refuseNamed(access.tenders, input);
	await ctx.db.transaction().execute(async (tx) => {
		// Whoever hands in points, excludes or begins a negotiation as well waits here.
		await sql`select 1 from procurement_round where id = ${access.round.id} for update`.execute(tx);
		const refusal = await refusalNow(tx, access);
		if (refusal) throw new AppError('conflict', refusal);
		const asked = (await listedTenders(tx, access.round.id)).filter((one) => one.fault === null);
		const ids = asked.map((one) => one.id);
		if (!sameTenders(input.tenderIds, ids)) throw new AppError('conflict', 'written.refuse.all');
		await refusePast(tx, input.answerUntil);
		await ask(tx, ctx, ids, input, person);
		await auditRun(tx, ctx, access.run, 'procurement.asked', `procurement_round:${access.round.id}`, {
			kind: 'negotiate',
			asked: ids.length
		});
	});
}

/** Whoever negotiates reads all of them: one shut door is enough to be refused. */
async function accessNegotiation(ctx: Context, ref: RoundRef): Promise<WithTenders> {
	const access = await tendersWithDoors(ctx, ref, leadEvaluation);
	refuseNeutral(access);
	refuseBiased(access.tenders);
	return access;
}

async function refusalNow(tx: Tx, { procurement, round }: RoundAccess): Promise<MessageKey | null> {
	const { rows } = await sql<{ scored: boolean; frozen: boolean; checked: boolean }>`
		select exists (select 1 from consensus_freeze where round_id = ${round.id}) as frozen,
			exists (select 1 from check_freeze where round_id = ${round.id}) as checked,
			exists (select 1 from round_evaluator where round_id = ${round.id} and ended_at is null
				and submitted_at is not null) as scored`.execute(tx);
	const { scored, frozen, checked } = rows[0]!;
	return negotiationRefusal({
		...{ scored, frozen },
		rule: procurement.negotiation !== null,
		opened: round.openedAt !== null,
		checked: checked || procurement.conditions.length === 0,
		waiting: await negotiates(tx, round.id)
	});
}

async function refusePast(tx: Tx, until: string): Promise<void> {
	const { rows } = await sql<{ passed: boolean }>`
		select ${swedishTime(until)} <= clock_timestamp() as passed`.execute(tx);
	if (rows[0]!.passed) throw invalid('written.refuse.until', 'answerUntil');
}

/** Nobody's name in what all read, nor a rival's in what one reads. */
function refuseNamed(tenders: TenderRow[], { question, reason, own }: NegotiateInput): void {
	for (const { id, organisationName, partnerNames } of tenders) {
		const names = (text: string) => [organisationName, ...partnerNames].some((name) => text.includes(name));
		if (names(question)) throw invalid('written.refuse.named', 'question');
		if (names(reason)) throw invalid('written.refuse.named', 'reason');
		const other = Object.entries(own).find(([to, text]) => to !== id && names(text));
		if (other) throw invalid('written.refuse.named', `own.${other[0]}`);
	}
}

async function ask(
	tx: Tx,
	ctx: Context,
	tenderIds: string[],
	input: NegotiateInput,
	person: { id: string; name: string }
): Promise<void> {
	const batch = randomUUID();
	for (const tenderId of tenderIds) {
		await tx
			.insertInto('tender_request')
			.values({
				batch,
				tender_id: tenderId,
				kind: 'negotiate',
				question: input.question,
				own_part: input.own[tenderId]?.trim() || null,
				lang: ctx.lang,
				reason: input.reason,
				ground: input.ground,
				answer_until: swedishTime(input.answerUntil)!,
				asked_by: person.id,
				asked_name: person.name
			})
			.execute();
		await mailTenderer(tx, tenderId, 'asked');
		await auditTender(tx, ctx, tenderId, 'tender.asked', { kind: 'negotiate', batch });
	}
}
