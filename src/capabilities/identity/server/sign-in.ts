import { sql } from 'kysely';
import { isSignedIn } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { consume } from '#platform/server/limits/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { hashToken } from '#platform/server/tokens.ts';
import { localPath } from '../rules.ts';
import { actorFor } from './actor.ts';
import { openSession, type AuthCookie } from './auth.ts';
import { signInMail } from './mail.ts';
import { createPerson, findPersonByEmail, normalEmail } from './people.ts';

// A mailbox is not flooded; a whole room behind one address can sign in, a machine is stopped.
const PER_ADDRESS = { name: 'sign-in-address', points: 5, seconds: 900 };
const PER_CLIENT = { name: 'sign-in-client', points: 100, seconds: 900 };

/**
 * Asks for a link by mail. The answer is the same whether the address is known or not.
 * @throws AppError rate-limited
 */
export async function requestSignInLink(
	ctx: Context,
	input: { email: string; next?: string }
): Promise<void> {
	ctx.access.decided = true;
	const email = normalEmail(input.email);
	await consume(ctx.db, PER_CLIENT, ctx.client);
	await consume(ctx.db, PER_ADDRESS, hashToken(email));
	await ctx.db.transaction().execute(async (tx) => {
		const link = await tx
			.insertInto('sign_in_link')
			// The mail may wait in the queue; the fifteen minutes begin when it is sent.
			.values({
				email,
				lang: ctx.lang,
				next: localPath(input.next, ctx.lang),
				expires_at: sql`now() + interval '2 hours'`
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await sendMail(tx, signInMail, { linkId: link.id });
	});
}

export interface OpenLink {
	email: string;
	/** Null when nobody has this address: the page then asks for a name. */
	name: string | null;
	next: string;
	/** Somebody else is signed in here, who will be signed out. */
	instead: string | null;
}

/** What a link would do, without using it up: mail scanners open links too. Null when it is not valid any more. */
export async function readSignInLink(ctx: Context, token: string): Promise<OpenLink | null> {
	ctx.access.decided = true;
	const link = await ctx.db
		.selectFrom('sign_in_link')
		.select(['email', 'next'])
		.where('token_hash', '=', hashToken(token))
		.where('used_at', 'is', null)
		.where('expires_at', '>', sql<Date>`now()`)
		.executeTakeFirst();
	if (!link) return null;
	const person = await findPersonByEmail(ctx.db, link.email);
	const other = isSignedIn(ctx.actor) && ctx.actor.email !== link.email ? ctx.actor.name : null;
	return {
		email: link.email,
		name: person?.name ?? null,
		next: localPath(link.next, ctx.lang),
		instead: other
	};
}

export interface SignedIn {
	personId: string;
	cookies: AuthCookie[];
	next: string;
}

/**
 * Uses a link up and opens a session. A new address becomes a person, with the name they give.
 * @throws AppError expired when it was used, is too old or never existed; invalid when a name is needed
 */
export async function confirmSignInLink(
	ctx: Context,
	input: { token: string; name?: string },
	headers: Headers
): Promise<SignedIn> {
	ctx.access.decided = true;
	const used = await ctx.db.transaction().execute(async (tx) => {
		const link = await useLink(tx, input.token);
		const personId = await personOfLink(tx, link, input.name);
		const actor = await actorFor(tx, personId);
		await audit(tx, actor!, {
			chain: `person:${personId}`,
			action: 'session.opened',
			subject: `person:${personId}`,
			data: { by: 'link' }
		});
		return { personId, next: localPath(link.next, ctx.lang) };
	});
	await endReplaced(ctx);
	const { cookies } = await openSession(used.personId, headers);
	return { ...used, cookies };
}

async function useLink(tx: Tx, token: string) {
	const link = await tx
		.updateTable('sign_in_link')
		.set({ used_at: sql`now()` })
		.where('token_hash', '=', hashToken(token))
		.where('used_at', 'is', null)
		.where('expires_at', '>', sql<Date>`now()`)
		.returning(['email', 'lang', 'next'])
		.executeTakeFirst();
	if (!link) throw new AppError('expired', 'identity.link.expired');
	return link;
}

async function personOfLink(tx: Tx, link: { email: string; lang: string }, name?: string): Promise<string> {
	const known = await findPersonByEmail(tx, link.email);
	if (!known && !name)
		throw new AppError('invalid', 'form.error.failed', { fields: { name: 'form.error.required' } });
	const lang = link.lang === 'en' ? 'en' : 'sv';
	const id = known?.id ?? (await createPerson(tx, { name: name!, email: link.email, lang }));
	await tx.updateTable('person').set({ email_verified: true }).where('id', '=', id).execute();
	return id;
}

/** The browser's cookie is about to be replaced: a session that nobody holds must not live on. */
async function endReplaced(ctx: Context): Promise<void> {
	if (ctx.actor.sessionId) await ctx.db.deleteFrom('session').where('id', '=', ctx.actor.sessionId).execute();
}
