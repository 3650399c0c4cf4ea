import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { VISITOR } from '#platform/access/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { browserWith, contextOf, sendWaitingMails, signedIn, tokenIn } from '../testing.ts';
import { resolveActor } from './actor.ts';
import { findPersonByEmail } from './people.ts';
import { confirmSignInLink, readSignInLink, requestSignInLink } from './sign-in.ts';

const { db } = await testDb();
const visitor = (client?: string) => contextOf(db, VISITOR, client);
let count = 0;
let email = '';
beforeEach(async () => {
	email = `person${++count}@example.org`;
	await db.deleteFrom('rate_limit').execute();
});

/** Asks for a link and opens the mail. */
async function linkFor(address: string, next?: string): Promise<string> {
	await requestSignInLink(visitor(), { email: address, next });
	const mails = await sendWaitingMails(db);
	return tokenIn(mails.at(-1));
}

describe('a link by mail', () => {
	test('a new address gives a name, becomes a person and is signed in', async () => {
		const token = await linkFor(email.toUpperCase(), '/sv/my');
		expect(await readSignInLink(visitor(), token)).toMatchObject({ email, name: null, next: '/sv/my' });
		const done = await confirmSignInLink(visitor(), { token, name: 'Maj Ek' }, new Headers());
		expect(done.next).toBe('/sv/my');
		expect(await resolveActor(db, browserWith(done.cookies))).toMatchObject({ name: 'Maj Ek', email });
		const row = await db
			.selectFrom('person')
			.select('email_verified')
			.where('email', '=', email)
			.executeTakeFirstOrThrow();
		expect(row.email_verified).toBe(true);
	});

	test('without a name nobody is made and the link still works', async () => {
		const token = await linkFor(email);
		await expect(confirmSignInLink(visitor(), { token }, new Headers())).rejects.toMatchObject({
			code: 'invalid',
			fields: { name: 'form.error.required' }
		});
		expect(await findPersonByEmail(db, email)).toBeNull();
		await confirmSignInLink(visitor(), { token, name: 'Maj Ek' }, new Headers());
	});

	test('opening the page, as mail scanners do, does not use it up; confirming does', async () => {
		const { email: known } = await signedIn(db, `kent${count}`);
		const token = await linkFor(known);
		for (let i = 0; i < 3; i++) expect(await readSignInLink(visitor(), token)).not.toBeNull();
		await confirmSignInLink(visitor(), { token }, new Headers());
		expect(await readSignInLink(visitor(), token)).toBeNull();
		await expect(confirmSignInLink(visitor(), { token }, new Headers())).rejects.toMatchObject({
			code: 'expired'
		});
	});

	test('two clicks at the same moment open one session', async () => {
		const { email: known } = await signedIn(db, `twice${count}`);
		const token = await linkFor(known);
		const tries = Array.from({ length: 5 }, () => confirmSignInLink(visitor(), { token }, new Headers()));
		const outcomes = await Promise.allSettled(tries);
		expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	});

	test('is too old after fifteen minutes', async () => {
		const token = await linkFor(email);
		const { rows } = await sql<{ minutes: number }>`
			select round(extract(epoch from expires_at - now()) / 60)::int as minutes from sign_in_link where email = ${email}`.execute(
			db
		);
		expect(rows[0]!.minutes).toBe(15);
		await sql`update sign_in_link set expires_at = now() - interval '1 second' where email = ${email}`.execute(
			db
		);
		expect(await readSignInLink(visitor(), token)).toBeNull();
		await expect(
			confirmSignInLink(visitor(), { token, name: 'Maj Ek' }, new Headers())
		).rejects.toMatchObject({ code: 'expired' });
	});

	test('the token stands nowhere in the database, and jobs hold ids only', async () => {
		await requestSignInLink(visitor(), { email });
		const jobs = await sql<{ data: unknown }>`select data from pgboss.job`.execute(db);
		expect(JSON.stringify(jobs.rows)).not.toContain(email);
		const [mail] = await sendWaitingMails(db);
		const links = await db.selectFrom('sign_in_link').selectAll().execute();
		expect(JSON.stringify(links)).not.toContain(tokenIn(mail));
	});

	test('in the browser of somebody else: says so, and ends their session', async () => {
		const other = await signedIn(db, `other${count}`);
		const token = await linkFor(email);
		expect(await readSignInLink(other.ctx, token)).toMatchObject({ instead: `other${count}` });
		await confirmSignInLink(other.ctx, { token, name: 'Maj Ek' }, other.headers);
		expect(await resolveActor(db, other.headers)).toBe(VISITOR);
	});

	test('never leads to another site', async () => {
		const token = await linkFor(email, 'https://evil.example/sv');
		expect(await readSignInLink(visitor(), token)).toMatchObject({ next: '/sv' });
	});
});

describe('limits', () => {
	test('five mails to one address in a quarter, whoever asks', async () => {
		for (let i = 0; i < 5; i++) await requestSignInLink(visitor(`c${i}`), { email });
		await expect(requestSignInLink(visitor('c9'), { email: email.toUpperCase() })).rejects.toMatchObject({
			code: 'rate-limited'
		});
		await requestSignInLink(visitor('c9'), { email: `x${email}` });
	});

	test('a hundred addresses from one client', async () => {
		for (let i = 0; i < 100; i++) await requestSignInLink(visitor('machine'), { email: `${i}-${email}` });
		await expect(requestSignInLink(visitor('machine'), { email })).rejects.toMatchObject({
			code: 'rate-limited'
		});
		await requestSignInLink(visitor('somebody else'), { email });
	});
});
