import { sql } from 'kysely';
import { requirePerson } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import type { Lang } from '#platform/i18n/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { consume } from '#platform/server/limits/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { hashToken } from '#platform/server/tokens.ts';
import { emailChangeMail, securityMail, type EmailSide } from './mail.ts';
import { normalEmail } from './people.ts';

export interface AccountView {
	name: string;
	email: string;
	/** Language of mails. */
	lang: Lang;
	/** A change of address that waits for one or both addresses to agree. */
	pending: { email: string; oldAgreed: boolean; newAgreed: boolean } | null;
	/** Sign-in services that are connected to this account, by name as configured. */
	issuers: string[];
}

export async function accountView(ctx: Context): Promise<AccountView> {
	const personId = requirePerson(ctx);
	const person = await ctx.db
		.selectFrom('person')
		.select(['name', 'email', 'lang'])
		.where('id', '=', personId)
		.executeTakeFirstOrThrow();
	const accounts = await ctx.db
		.selectFrom('account')
		.select('provider_id')
		.where('person_id', '=', personId)
		.execute();
	const change = await pendingChange(ctx, personId);
	return {
		...person,
		lang: person.lang as Lang,
		pending: change
			? {
					email: change.new_email,
					oldAgreed: change.old_confirmed_at !== null,
					newAgreed: change.new_confirmed_at !== null
				}
			: null,
		issuers: accounts.map((account) => account.provider_id)
	};
}

export async function saveProfile(ctx: Context, input: { name: string; lang: Lang }): Promise<void> {
	const personId = requirePerson(ctx);
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.updateTable('person')
			.set({ ...input, updated_at: sql`now()` })
			.where('id', '=', personId)
			.execute();
		await note(tx, ctx, 'person.changed');
	});
}

function pendingChange(ctx: Context, personId: string) {
	return ctx.db
		.selectFrom('email_change')
		.selectAll()
		.where('person_id', '=', personId)
		.where('done_at', 'is', null)
		.where('cancelled_at', 'is', null)
		.where('expires_at', '>', sql<Date>`now()`)
		.orderBy('created_at', 'desc')
		.executeTakeFirst();
}

/**
 * Asks for another address: both the old and the new one get a link, and both must agree within a day. An
 * address that somebody else already has is answered alike; the change then fails once both have agreed.
 */
export async function requestEmailChange(ctx: Context, email: string): Promise<void> {
	const personId = requirePerson(ctx);
	const newEmail = normalEmail(email);
	if (newEmail === ctx.actor.email)
		throw new AppError('invalid', 'identity.email.same', { fields: { email: 'identity.email.same' } });
	await consume(ctx.db, { name: 'email-change', points: 5, seconds: 3600 }, personId);
	await ctx.db.transaction().execute(async (tx) => {
		await cancelOpen(tx, personId);
		const { id } = await tx
			.insertInto('email_change')
			.values({ person_id: personId, new_email: newEmail, expires_at: sql`now() + interval '1 day'` })
			.returning('id')
			.executeTakeFirstOrThrow();
		await sendMail(tx, emailChangeMail, { changeId: id, side: 'old' });
		await sendMail(tx, emailChangeMail, { changeId: id, side: 'new' });
		await note(tx, ctx, 'email-change.requested');
	});
}

export async function cancelEmailChange(ctx: Context): Promise<void> {
	const personId = requirePerson(ctx);
	await ctx.db.transaction().execute((tx) => cancelOpen(tx, personId));
}

async function cancelOpen(tx: Tx, personId: string): Promise<void> {
	await tx
		.updateTable('email_change')
		.set({ cancelled_at: sql`now()` })
		.where('person_id', '=', personId)
		.where('done_at', 'is', null)
		.where('cancelled_at', 'is', null)
		.execute();
}

export interface EmailToken {
	from: string;
	to: string;
	side: EmailSide;
}

/** What a link of a change of address would do; null when it is not valid any more. No session is needed. */
export async function readEmailToken(ctx: Context, token: string): Promise<EmailToken | null> {
	ctx.access.decided = true;
	const row = await changeByToken(ctx.db, token).executeTakeFirst();
	return row ? { from: row.email, to: row.new_email, side: row.side } : null;
}

function changeByToken(db: Context['db'] | Tx, token: string) {
	const hash = hashToken(token);
	return db
		.selectFrom('email_change as c')
		.innerJoin('person as p', 'p.id', 'c.person_id')
		.select(['c.id', 'c.person_id', 'c.new_email', 'p.email'])
		.select(sql<EmailSide>`case when c.old_token_hash = ${hash} then 'old' else 'new' end`.as('side'))
		.where((eb) => eb.or([eb('c.old_token_hash', '=', hash), eb('c.new_token_hash', '=', hash)]))
		.where('c.done_at', 'is', null)
		.where('c.cancelled_at', 'is', null)
		.where('c.expires_at', '>', sql<Date>`now()`);
}

/**
 * One address agrees. When both have, the address is changed. @returns whether it is changed now
 * @throws AppError expired for a link that is not valid any more, conflict when the address was taken meanwhile
 */
export async function agreeToEmailChange(ctx: Context, token: string): Promise<boolean> {
	ctx.access.decided = true;
	return ctx.db.transaction().execute(async (tx) => {
		const row = await changeByToken(tx, token).forUpdate('c').executeTakeFirst();
		if (!row) throw new AppError('expired', 'identity.link.expired');
		const column = row.side === 'old' ? 'old_confirmed_at' : 'new_confirmed_at';
		const change = await tx
			.updateTable('email_change')
			.set({ [column]: sql`now()` })
			.where('id', '=', row.id)
			.returningAll()
			.executeTakeFirstOrThrow();
		if (!change.old_confirmed_at || !change.new_confirmed_at) return false;
		await changeAddress(tx, ctx, change);
		return true;
	});
}

async function changeAddress(
	tx: Tx,
	ctx: Context,
	change: { id: string; person_id: string; new_email: string }
): Promise<void> {
	const taken = await tx
		.selectFrom('person')
		.select('id')
		.where('email', '=', change.new_email)
		.executeTakeFirst();
	if (taken) throw new AppError('conflict', 'identity.email.taken');
	await tx
		.updateTable('email_change')
		.set({ done_at: sql`now()` })
		.where('id', '=', change.id)
		.execute();
	await tx
		.updateTable('person')
		.set({ email: change.new_email, email_verified: true, updated_at: sql`now()` })
		.where('id', '=', change.person_id)
		.execute();
	await sendMail(tx, securityMail, { personId: change.person_id, what: 'email-changed' });
	const subject = `person:${change.person_id}` as const;
	await audit(
		tx,
		{ ...ctx.actor, personId: change.person_id },
		{ chain: subject, action: 'email.changed', subject }
	);
}

function note(tx: Tx, ctx: Context, action: string): Promise<void> {
	const subject = `person:${ctx.actor.personId}` as const;
	return audit(tx, ctx.actor, { chain: subject, action, subject });
}
