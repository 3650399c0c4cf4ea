import { sql } from 'kysely';
import { hasRoleIn, requirePerson } from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { consume } from '#platform/server/limits/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import type { AnswerInput, ContactInput } from '../form.ts';
import { accessCall, IS_OPEN, ownOrganisations, requireOwn } from './access.ts';
import { contactMail } from './mail.ts';
import { note } from './wishes.ts';

const SEND = { name: 'partner-contact', points: 10, seconds: 3600 };

/** Writes to an organisation that looks for partners. They get a mail; no address is shown to anybody yet. */
export async function contactPartner(ctx: Context, callId: string, input: ContactInput): Promise<string> {
	const call = await accessCall(ctx, callId);
	requireOwn(ctx, input.organisationId);
	const personId = requirePerson(ctx);
	const wish = await ctx.db
		.selectFrom('partner_wish')
		.select(['id', 'organisation_id as organisationId'])
		.where('id', '=', input.wishId)
		.where('activity_id', '=', call.id)
		.executeTakeFirst();
	if (!wish) throw notFound();
	if (hasRoleIn(ctx.actor, wish.organisationId)) throw new AppError('conflict', 'partners.refuse.own');
	await consume(ctx.db, SEND, personId);
	return ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.insertInto('partner_contact')
			.values({
				wish_id: wish.id,
				organisation_id: input.organisationId,
				person_id: personId,
				body: input.body,
				lang: ctx.lang
			})
			.onConflict((c) => c.doNothing())
			.returning('id')
			.executeTakeFirst();
		if (!row) throw new AppError('conflict', 'partners.refuse.written');
		await mailRepresentatives(tx, row.id, wish.organisationId);
		await note(tx, ctx, wish.id, 'partner.contacted');
		return row.id;
	});
}

async function mailRepresentatives(tx: Tx, contactId: string, organisationId: string): Promise<void> {
	const people = await tx
		.selectFrom('membership')
		.select('person_id')
		.distinct()
		.where('organisation_id', '=', organisationId)
		.where('role', 'in', ['representative', 'decision-maker'])
		.where('ended_at', 'is', null)
		.execute();
	for (const { person_id: personId } of people)
		await sendMail(tx, contactMail, { contactId, personId, what: 'written' });
}

export interface Contact {
	id: string;
	callId: string;
	wishId: string;
	/** The call's. */
	title: LocalText;
	/** Who looks for partners, and who wrote to them. */
	to: { id: string; name: string };
	from: { id: string; name: string; person: string | null };
	body: string;
	lang: string;
	sentAt: Date;
	answer: { body: string; lang: string; by: string | null; at: Date; shared: boolean } | null;
	/** The asker may act for the one who was written to. */
	mayAnswer: boolean;
	/** Of the other side; null until they have agreed. */
	address: string | null;
}

interface Row extends Omit<Contact, 'title' | 'to' | 'from' | 'answer' | 'mayAnswer' | 'address'> {
	title: unknown;
	toId: string;
	toName: string;
	fromId: string;
	fromName: string;
	person: string | null;
	fromAddress: string | null;
	answer: string | null;
	answerLang: string;
	answeredBy: string | null;
	answeredAt: Date;
	toAddress: string | null;
	shared: boolean;
}

/** Contacts of the asker's organisations in calls that are still open, the latest first. */
export async function myContacts(ctx: Context, id?: string): Promise<Contact[]> {
	requirePerson(ctx);
	const own = ownOrganisations(ctx).map((one) => one.id);
	const { rows } = await sql<Row>`
		select c.id, a.id as "callId", w.id as "wishId", a.title, t.id as "toId", t.name as "toName", f.id as "fromId", f.name as "fromName",
			fp.name as person, fp.email as "fromAddress", c.body, c.lang, c.sent_at as "sentAt", c.answer, c.answer_lang as "answerLang",
			tp.name as "answeredBy", tp.email as "toAddress", c.answered_at as "answeredAt", c.shared
		from partner_contact c join partner_wish w on w.id = c.wish_id join activity a on a.id = w.activity_id
		join organisation t on t.id = w.organisation_id join organisation f on f.id = c.organisation_id
		left join person fp on fp.id = c.person_id and fp.erased_at is null
		left join person tp on tp.id = c.answered_by and tp.erased_at is null
		where (t.id = any(${uuids(own)}) or f.id = any(${uuids(own)})) and ${IS_OPEN}
			and (${id ?? null}::uuid is null or c.id = ${id ?? null}::uuid)
		order by coalesce(c.answered_at, c.sent_at) desc limit 100`.execute(ctx.db);
	return rows.map((row) => shape(row, own));
}

function shape(row: Row, own: string[]): Contact {
	const { id, callId, wishId, body, lang, sentAt, shared } = row;
	const mayAnswer = own.includes(row.toId);
	return {
		...{ id, callId, wishId, body, lang, sentAt, mayAnswer, title: toText(row.title)! },
		to: { id: row.toId, name: row.toName },
		from: { id: row.fromId, name: row.fromName, person: row.person },
		answer:
			row.answer === null
				? null
				: { body: row.answer, lang: row.answerLang, by: row.answeredBy, at: row.answeredAt, shared },
		address: shared ? (mayAnswer ? row.fromAddress : row.toAddress) : null
	};
}

/** One of them. Others are told that there is no such page; the buyer's side is told why. */
export async function accessContact(ctx: Context, id: string): Promise<Contact> {
	const [contact] = await myContacts(ctx, id);
	if (!contact) throw notFound();
	await accessCall(ctx, contact.callId);
	return contact;
}

/** Answers once, for the organisation that was written to; addresses are shown to both only if the answer says so. */
export async function answerContact(ctx: Context, id: string, input: AnswerInput): Promise<void> {
	const contact = await accessContact(ctx, id);
	if (!contact.mayAnswer) throw new AppError('forbidden', 'partners.refuse.not-yours');
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.updateTable('partner_contact')
			.set({
				answer: input.answer,
				answer_lang: ctx.lang,
				shared: input.shared === 'yes',
				answered_by: ctx.actor.personId,
				answered_at: sql`clock_timestamp()`
			})
			.where('id', '=', id)
			.where('answered_at', 'is', null)
			.returning('person_id as personId')
			.executeTakeFirst();
		if (!row) throw new AppError('conflict', 'partners.refuse.answered');
		await sendMail(tx, contactMail, { contactId: id, personId: row.personId, what: 'answered' });
		await note(tx, ctx, contact.wishId, 'partner.answered');
	});
}
