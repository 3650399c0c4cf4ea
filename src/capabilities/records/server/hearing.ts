import { z } from 'zod';
import { AppError, notFound } from '#platform/errors/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { swedishToday } from '#platform/server/db/today.ts';
import { defineMail, personRecipient, sendMail } from '#platform/server/mail/index.ts';
import type { hearingForm, heardForm } from '../form.ts';
import { handler } from './access.ts';
import { heldFor } from './holdings.ts';
import { auditRequest, lockOpen, refuseFuture, requestOf, type RequestRef } from './requests.ts';

/** What an organisation was asked about its document, and what it said. */
export interface Hearing {
	id: string;
	organisationId: string;
	organisation: string;
	answerBy: string;
	askedBy: string;
	askedAt: Date;
	answer: string | null;
	answeredOn: string | null;
}

export async function hearingsOf(db: DbOrTx, requestId: string): Promise<Hearing[]> {
	return db
		.selectFrom('disclosure_hearing as h')
		.innerJoin('organisation as o', 'o.id', 'h.organisation_id')
		.select(['h.id', 'h.organisation_id as organisationId', 'o.name as organisation'])
		.select(['h.answer_by as answerBy', 'h.asked_by_name as askedBy', 'h.asked_at as askedAt'])
		.select(['h.answer', 'h.answered_on as answeredOn'])
		.where('h.request_id', '=', requestId)
		.orderBy('h.asked_at')
		.execute();
}

/** Asks the organisation, by mail to whoever may speak for it, what harm it sees. It says, it does not decide. */
export async function askOrganisation(
	ctx: Context,
	ref: RequestRef,
	input: z.output<typeof hearingForm>
): Promise<void> {
	const { run, request } = await requestOf(ctx, ref);
	const { holdings } = await heldFor(ctx, ref.slug, request);
	const holding = holdings?.find((one) => one.organisation.id === input.organisationId);
	if (!holding) throw notFound();
	const person = handler(ctx);
	await ctx.db.transaction().execute(async (tx) => {
		await lockOpen(tx, request.id);
		if (input.answerBy < (await swedishToday(tx)))
			throw new AppError('invalid', 'form.error.failed', { fields: { answerBy: 'records.error.past' } });
		const row = await tx
			.insertInto('disclosure_hearing')
			.values({
				request_id: request.id,
				organisation_id: holding.organisation.id,
				answer_by: input.answerBy,
				asked_by: person.id,
				asked_by_name: person.name
			})
			.onConflict((c) => c.doNothing())
			.returning('id')
			.executeTakeFirst();
		if (!row) throw new AppError('conflict', 'records.error.asked');
		for (const personId of await representatives(tx, holding.organisation.id))
			await sendMail(tx, hearingMail, { hearingId: row.id, personId });
		await auditRequest(tx, ctx, run.id, request.id, 'disclosure.heard');
	});
}

/** Writes down what the organisation answered. */
export async function recordHearing(
	ctx: Context,
	ref: RequestRef,
	input: z.output<typeof heardForm>
): Promise<void> {
	const { run, request } = await requestOf(ctx, ref);
	await ctx.db.transaction().execute(async (tx) => {
		await lockOpen(tx, request.id);
		await refuseFuture(tx, 'answeredOn', input.answeredOn);
		const row = await tx
			.updateTable('disclosure_hearing')
			.set({ answer: input.answer, answered_on: input.answeredOn })
			.where('id', '=', input.hearingId)
			.where('request_id', '=', request.id)
			.returning('id')
			.executeTakeFirst();
		if (!row) throw notFound();
		await auditRequest(tx, ctx, run.id, request.id, 'disclosure.hearing-answered');
	});
}

async function representatives(tx: Tx, organisationId: string): Promise<string[]> {
	const rows = await tx
		.selectFrom('membership')
		.select('person_id')
		.where('organisation_id', '=', organisationId)
		.where('role', 'in', ['representative', 'decision-maker'])
		.where('ended_at', 'is', null)
		.execute();
	return rows.map((row) => row.person_id);
}

/** Holds no word of the document, nor who asked. */
export const hearingMail = defineMail({
	name: 'records.hearing',
	schema: z.object({ hearingId: z.uuid(), personId: z.uuid() }),
	recipient: (db, { personId }) => personRecipient(db, personId),
	render: async ({ db, data, t, recipient }) => {
		const row = await db
			.selectFrom('disclosure_hearing as h')
			.innerJoin('disclosure_request as r', 'r.id', 'h.request_id')
			.innerJoin('initiative as i', 'i.id', 'r.initiative_id')
			.innerJoin('organisation as o', 'o.id', 'i.organisation_id')
			.leftJoin('person as p', 'p.id', 'h.asked_by')
			.select(['r.subject', 'o.name as authority', 'h.answer_by', 'h.asked_by_name', 'p.email', 'i.slug'])
			.where('h.id', '=', data.hearingId)
			.executeTakeFirstOrThrow();
		const tenders = row.subject === 'tenders';
		const params = {
			authority: row.authority,
			date: t.date(row.answer_by),
			name: row.asked_by_name,
			email: row.email ?? ''
		};
		return {
			subject: t('records.mail.hearing.subject', params),
			body: [
				t(tenders ? 'records.mail.hearing.tender' : 'records.mail.hearing.answer', params),
				t('records.mail.hearing.what'),
				t('records.mail.hearing.how', params),
				{
					link: `${config().PUBLIC_URL}/${recipient.lang}/my/${tenders ? 'tenders' : 'answers'}`,
					text: t('records.mail.hearing.link')
				}
			],
			reason: t('records.mail.hearing.reason')
		};
	}
});
