import { sql } from 'kysely';
import type { Actor } from '#platform/access/index.ts';
import { systemContext, type Context } from '#platform/server/context.ts';
import type { Db } from '#platform/server/db/index.ts';
import { deliver } from '#platform/server/mail/deliver.ts';
import { createPerson } from './server/people.ts';
import { openSession, type AuthCookie } from './server/auth.ts';
import { resolveActor } from './server/actor.ts';
import { emailChangeMail, securityMail, signInMail } from './server/mail.ts';

// Helpers of this capability's own tests.

/** What a browser sends that got these cookies. */
export function browserWith(cookies: readonly AuthCookie[]): Headers {
	return new Headers({
		cookie: cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ')
	});
}

/** A person, signed in with a session of their own. `again()` reads who they are by now. */
export async function signedIn(db: Db, name: string, options: { secondFactor?: boolean } = {}) {
	const email = `${name}@example.org`;
	const personId = await db.transaction().execute((tx) => createPerson(tx, { name, email }));
	const { cookies } = await openSession(personId, new Headers(), options.secondFactor);
	const headers = browserWith(cookies);
	const again = async () => contextOf(db, await resolveActor(db, headers));
	return { personId, email, headers, ctx: await again(), again };
}

export function contextOf(db: Db, actor?: Actor, client = 'client'): Context {
	return systemContext({ db, actor, client });
}

/** Sends the mails that wait in the queue, as the worker would, and returns their texts, oldest first. */
export async function sendWaitingMails(db: Db): Promise<{ to: string; subject: string; text: string }[]> {
	const before = new Date();
	const templates = Object.fromEntries(
		[signInMail, emailChangeMail, securityMail].map((one) => [one.name, one])
	);
	const { rows } = await takeMailJobs(db);
	for (const { data } of rows) {
		const template = templates[data.data.template]!;
		await deliver(db, template as never, data.data.data as never);
	}
	const sent = await db.selectFrom('outbox').selectAll().where('at', '>=', before).orderBy('at').execute();
	return sent.map((row) => ({ to: row.recipient, subject: row.subject, text: row.body_text }));
}

interface MailJob {
	data: { data: { template: string; data: Record<string, unknown> } };
}

function takeMailJobs(db: Db) {
	return sql<MailJob>`delete from pgboss.job where name = 'mail' returning data, created_on`.execute(db);
}

/** The token of the link in a mail. */
export function tokenIn(mail: { text: string } | undefined): string {
	const token = /token=([\w-]+)/.exec(mail?.text ?? '')?.[1];
	if (!token) throw new Error('the mail holds no link');
	return token;
}
