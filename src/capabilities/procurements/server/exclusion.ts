import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { signedAwards } from '#capabilities/agreements/index.ts';
import { AppError } from '#platform/errors/index.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { EXCLUSION_GROUNDS } from '../written-facts.ts';
import type { ExclusionHearingInput, ExclusionInput } from '../written-form.ts';
import { leadEvaluation, namedPerson, namedWithSecondFactor, type RoundRef } from './access.ts';
import { refuseNeutral } from './anonymous.ts';
import { auditRun, invalid, refuseIfCancelled, swedishTime } from './common.ts';
import { mailTenderer } from './mail.ts';
import { dropProposals } from './priced-tender.ts';
import { tendersWithDoors, type TenderRow, type WithTenders } from './reading.ts';
import { isHeard, requestsTo, type TenderRequest } from './requests.ts';
import { refusedDoor } from './scoring.ts';
import { auditTender } from './tender-access.ts';

// A supplier may be excluded at any time until the contract (LOU 13 kap.). While the check goes on, that is part of
// it; what comes up later is dealt with here.

const REFUSED: Record<string, MessageKey> = {
	opened: 'procurement.refuse.not-opened',
	check: 'written.exclude.refuse.check',
	lost: 'written.exclude.refuse.lost',
	signed: 'written.exclude.refuse.signed',
	out: 'written.refuse.out'
};

/** Why a tender cannot be excluded here now, or null. */
async function refusalOf(
	db: DbOrTx,
	{ procurement, round }: WithTenders,
	tenderId: string
): Promise<MessageKey | null> {
	const { rows } = await sql<{ checked: boolean; decided: boolean; out: boolean; award: string | null }>`
		select exists (select 1 from check_freeze where round_id = ${round.id}) as checked,
			exists (select 1 from award_decision where round_id = ${round.id}) as decided,
			not exists (select 1 from opened_tender where tender_id = ${tenderId} and fault is null) as out,
			(select id from award where tender_id = ${tenderId}) as award`.execute(db);
	const { checked, decided, out, award } = rows[0]!;
	if (!round.openedAt) return REFUSED.opened!;
	if (out) return REFUSED.out!;
	if (procurement.conditions.length > 0 && !checked) return REFUSED.check!;
	if (!decided) return null;
	if (!award) return REFUSED.lost!;
	return (await signedAwards(db, [award])).has(award) ? REFUSED.signed! : null;
}

async function accessTenderOf(ctx: Context, ref: RoundRef, tenderId: string) {
	const access = await tendersWithDoors(ctx, ref, leadEvaluation);
	refuseNeutral(access);
	refuseIfCancelled(access.procurement);
	const rows = [...access.tenders, ...access.refused];
	const tender = rows.find((one) => one.id === tenderId);
	if (!tender || tender.door !== 'open') throw refusedDoor(rows, tenderId);
	return { access, tender };
}

export interface ExclusionPage {
	tender: TenderRow;
	/** Why it cannot be done here now. */
	refusal: MessageKey | null;
	/** What they were asked about grounds for exclusion after the check, oldest first. */
	hearings: TenderRequest[];
	/** Those that they have answered, or let the time pass for. */
	heard: string[];
	exclusion: Exclusion | null;
}

/** What may be done about a tender whose supplier turns out to be excludable, for whoever leads the evaluation. */
export async function exclusionPage(ctx: Context, ref: RoundRef, tenderId: string): Promise<ExclusionPage> {
	const { access, tender } = await accessTenderOf(ctx, ref, tenderId);
	const hearings = (await requestsTo(ctx.db, [tenderId])).filter((one) => one.exclusion);
	return {
		tender,
		refusal: await refusalOf(ctx.db, access, tenderId),
		hearings,
		heard: hearings.filter(isHeard).map((one) => one.id),
		exclusion: await exclusionOf(ctx.db, tenderId)
	};
}

export interface Exclusion {
	ground: string;
	paragraph: string;
	reason: string;
	name: string;
	at: Date;
}

/** How a tender was excluded after the check was closed, or null. Says nothing about who may see it. */
export async function exclusionOf(db: DbOrTx, tenderId: string): Promise<Exclusion | null> {
	const row = await db
		.selectFrom('tender_exclusion')
		.select(['ground', 'paragraph', 'reason', 'excluded_name as name', 'excluded_at as at'])
		.where('tender_id', '=', tenderId)
		.executeTakeFirst();
	return row ?? null;
}

/** Asks a tenderer in writing about a ground for exclusion, before anything is decided (LOU 13 kap. 4 §). */
export async function hearAboutExclusion(
	ctx: Context,
	ref: RoundRef,
	tenderId: string,
	input: ExclusionHearingInput
): Promise<void> {
	const { access } = await accessTenderOf(ctx, ref, tenderId);
	const person = namedPerson(ctx);
	const ground = EXCLUSION_GROUNDS.find((one) => one.key === input.ground)!;
	await ctx.db.transaction().execute(async (tx) => {
		await sql`select 1 from procurement_round where id = ${access.round.id} for share`.execute(tx);
		await refuse(tx, access, tenderId);
		const until = swedishTime(input.answerUntil)!;
		const { rows } = await sql<{ passed: boolean }>`select ${until} <= clock_timestamp() as passed`.execute(
			tx
		);
		if (rows[0]!.passed) throw invalid('written.refuse.until', 'answerUntil');
		await tx
			.insertInto('tender_request')
			.values({
				batch: randomUUID(),
				tender_id: tenderId,
				kind: 'hearing',
				condition_id: access.procurement.conditions.find((one) => one.ground === ground.key)?.id ?? null,
				exclusion: ground.key,
				question: input.question,
				lang: ctx.lang,
				reason: input.reason,
				ground: ground.paragraph,
				answer_until: until,
				asked_by: person.id,
				asked_name: person.name
			})
			.execute();
		await mailTenderer(tx, tenderId, 'asked');
		await auditTender(tx, ctx, tenderId, 'tender.asked', { kind: 'hearing', exclusion: ground.key });
	});
}

async function refuse(tx: Tx, access: WithTenders, tenderId: string): Promise<void> {
	const refusal = await refusalOf(tx, access, tenderId);
	if (refusal) throw new AppError('conflict', refusal);
}

/**
 * Excludes the supplier behind a tender, for a ground they were heard about. The tender stays in the record and is told
 * at once; what was proposed falls, and so does an award that has not been signed. Two who do it at once: the second
 * is told. @throws conflict while they have time left to answer
 */
export async function excludeTender(
	ctx: Context,
	ref: RoundRef,
	tenderId: string,
	input: ExclusionInput
): Promise<void> {
	const { access } = await accessTenderOf(ctx, ref, tenderId);
	const person = namedWithSecondFactor(ctx);
	if (!input.confirm) throw invalid('procurement.refuse.confirm', 'confirm');
	await ctx.db.transaction().execute(async (tx) => {
		await sql`select 1 from procurement_round where id = ${access.round.id} for update`.execute(tx);
		await refuse(tx, access, tenderId);
		const request = (await requestsTo(tx, [tenderId])).find((one) => one.id === input.requestId);
		const ground = EXCLUSION_GROUNDS.find((one) => one.key === request?.exclusion);
		if (!request || !ground) throw new AppError('conflict', 'written.refuse.hearing');
		if (!isHeard(request)) throw new AppError('conflict', 'written.refuse.waiting');
		await tx
			.insertInto('tender_exclusion')
			.values({
				tender_id: tenderId,
				ground: ground.key,
				paragraph: ground.paragraph,
				reason: input.reason,
				request_id: request.id,
				excluded_by: person.id,
				excluded_name: person.name
			})
			.execute();
		await leaveOut(tx, access, tenderId);
		await mailTenderer(tx, tenderId, 'refused');
		await auditTender(tx, ctx, tenderId, 'tender.excluded', { ground: ground.key, request: request.id });
		await auditRun(tx, ctx, access.run, 'procurement.excluded', `tender:${tenderId}`, { ground: ground.key });
	});
}

async function leaveOut(tx: Tx, { round }: WithTenders, tenderId: string): Promise<void> {
	await tx
		.updateTable('opened_tender')
		.set({ fault: 'written.fault.excluded' })
		.where('tender_id', '=', tenderId)
		.execute();
	await dropProposals(tx, round.id);
	await sql`update award set excluded_at = clock_timestamp() where tender_id = ${tenderId}`.execute(tx);
}
