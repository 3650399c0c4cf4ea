import { sql } from 'kysely';
import type { z } from 'zod';
import { can } from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { MAX_DEBRIEFS } from '../written-facts.ts';
import type { debriefAnswerForm, debriefForm } from '../written-form.ts';
import { leadEvaluation, namedPerson, readTenders, type RoundRef } from './access.ts';
import { invalid } from './common.ts';
import { debriefMail, mailTenderer } from './mail.ts';
import { refuseShut, tendersWithDoors, type WithTenders } from './reading.ts';
import { refusedDoor } from './scoring.ts';
import { accessTender, auditTender, readOwnTender, submitTenderPermission } from './tender-access.ts';

// After the decision: whoever tendered asks why, and is told in writing or in a meeting (LOU 12 kap. 12 §).

/** One question about the decision, with its answer where there is one. */
export interface Debrief {
	id: string;
	tenderId: string;
	question: string;
	wants: 'writing' | 'meeting';
	lang: 'sv' | 'en';
	askedName: string;
	askedAt: Date;
	/** Fifteen days after it was asked, by Swedish clocks. */
	answerBy: string;
	answer: string | null;
	heldOn: string | null;
	answeredName: string | null;
	answeredAt: Date | null;
}

/** Questions about the given tenders, oldest first. Says nothing about who may see them. */
export async function debriefsOf(db: DbOrTx, tenderIds: string[]): Promise<Debrief[]> {
	if (tenderIds.length === 0) return [];
	const { rows } = await sql<Debrief>`select id, tender_id as "tenderId", question, wants, lang,
			asked_name as "askedName", asked_at as "askedAt",
			to_char((asked_at at time zone 'Europe/Stockholm')::date + 15, 'YYYY-MM-DD') as "answerBy",
			answer, to_char(held_on, 'YYYY-MM-DD') as "heldOn", answered_name as "answeredName", answered_at as "answeredAt"
		from debrief where tender_id = any(${uuids(tenderIds)}) order by asked_at`.execute(db);
	return rows;
}

/**
 * Asks about the decision, for one's own tender, once it has had its letter. One question at a time.
 * @throws AppError conflict before the letter, while a question waits, and after the last that is answered
 */
export async function askDebrief(
	ctx: Context,
	tenderId: string,
	input: z.output<typeof debriefForm>
): Promise<void> {
	const tender = await accessTender(ctx, tenderId, submitTenderPermission);
	const person = namedPerson(ctx);
	await ctx.db.transaction().execute(async (tx) => {
		await sql`select 1 from tender where id = ${tenderId} for update`.execute(tx);
		await refuseNow(tx, tenderId);
		const { id } = await tx
			.insertInto('debrief')
			.values({
				tender_id: tenderId,
				question: input.question,
				wants: input.wants,
				lang: ctx.lang,
				asked_by: person.id,
				asked_name: person.name
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await auditTender(tx, ctx, tenderId, 'tender.debrief-asked', { wants: input.wants });
		for (const personId of await officersOf(tx, tender.procurement.initiativeId))
			await sendMail(tx, debriefMail, { debriefId: id, personId });
	});
}

/** What one's own side has asked, and whether it may ask now. */
export async function ownDebriefs(
	ctx: Context,
	tenderId: string
): Promise<{ debriefs: Debrief[]; mayAsk: boolean }> {
	const tender = await accessTender(ctx, tenderId, readOwnTender);
	const debriefs = await debriefsOf(ctx.db, [tenderId]);
	const mayAsk =
		can(ctx.actor, submitTenderPermission, tender) &&
		debriefs.length < MAX_DEBRIEFS &&
		debriefs.every((one) => one.answeredAt);
	return { debriefs, mayAsk };
}

async function refuseNow(tx: Tx, tenderId: string): Promise<void> {
	const { rows } = await sql<{ lettered: boolean; waiting: boolean; count: number }>`
		select exists (select 1 from decision_letter where tender_id = ${tenderId} and sent_at is not null) as lettered,
			exists (select 1 from debrief where tender_id = ${tenderId} and answered_at is null) as waiting,
			(select count(*)::int from debrief where tender_id = ${tenderId}) as count`.execute(tx);
	const { lettered, waiting, count } = rows[0]!;
	if (!lettered) throw new AppError('conflict', 'procurement.refuse.not-decided');
	if (waiting) throw new AppError('conflict', 'written.debrief.refuse.waiting');
	if (count >= MAX_DEBRIEFS) throw new AppError('conflict', 'written.debrief.refuse.many');
}

async function officersOf(tx: Tx, initiativeId: string): Promise<string[]> {
	const rows = await tx
		.selectFrom('team_member')
		.select('person_id')
		.distinct()
		.where('initiative_id', '=', initiativeId)
		.where('role', '=', 'procurement-officer')
		.where('ended_at', 'is', null)
		.execute();
	return rows.map((row) => row.person_id);
}

/** What tenderers have asked about the decision of a round, of those tenders whose door stands open to the asker. */
export async function roundDebriefs(
	ctx: Context,
	ref: RoundRef
): Promise<{ debriefs: (Debrief & { organisationName: string })[] }> {
	const access = await tendersWithDoors(ctx, ref, readTenders);
	const open = new Map(
		everyTender(access).flatMap((one) =>
			one.door === 'open' ? [[one.id, one.organisationName] as const] : []
		)
	);
	const rows = access.round.decidedAt ? await debriefsOf(ctx.db, [...open.keys()]) : [];
	return { debriefs: rows.map((row) => ({ ...row, organisationName: open.get(row.tenderId)! })) };
}

const everyTender = ({ tenders, refused }: WithTenders) => [...tenders, ...refused];

/** Answers, once: in writing, or with a note of the meeting and its day. Whoever asked is told. */
export async function answerDebrief(
	ctx: Context,
	ref: RoundRef,
	input: z.output<typeof debriefAnswerForm>
): Promise<void> {
	const access = await tendersWithDoors(ctx, ref, leadEvaluation);
	const person = namedPerson(ctx);
	await ctx.db.transaction().execute(async (tx) => {
		const asked = await tx
			.selectFrom('debrief')
			.select(['tender_id', 'wants', 'answered_at'])
			.where('id', '=', input.debriefId)
			.forUpdate()
			.executeTakeFirst();
		const tender = everyTender(access).find((one) => one.id === asked?.tender_id);
		if (!asked || !tender) throw notFound();
		if (tender.door !== 'open') throw refusedDoor(everyTender(access), tender.id);
		await refuseShut(ctx, access, tender);
		if (asked.answered_at) throw new AppError('conflict', 'written.debrief.refuse.answered');
		if (asked.wants === 'writing' && input.heldOn)
			throw invalid('written.debrief.refuse.no-meeting', 'heldOn');
		const { rows } = await sql<{ future: boolean }>`select coalesce(${input.heldOn ?? null}::date
			> (now() at time zone 'Europe/Stockholm')::date, false) as future`.execute(tx);
		if (rows[0]!.future) throw invalid('written.debrief.refuse.future', 'heldOn');
		await tx
			.updateTable('debrief')
			.set({
				answer: input.answer,
				held_on: input.heldOn ?? null,
				answered_by: person.id,
				answered_name: person.name,
				answered_at: sql<Date>`clock_timestamp()`
			})
			.where('id', '=', input.debriefId)
			.execute();
		await auditTender(tx, ctx, tender.id, 'tender.debriefed');
		await mailTenderer(tx, tender.id, 'debriefed');
	});
}
