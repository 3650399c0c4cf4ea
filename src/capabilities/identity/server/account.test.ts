import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { VISITOR } from '#platform/access/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { contextOf, sendWaitingMails, signedIn, tokenIn } from '../testing.ts';
import {
	accountView,
	agreeToEmailChange,
	cancelEmailChange,
	readEmailToken,
	requestEmailChange,
	saveProfile
} from './account.ts';
import { endOtherSessions, endSession, listSessions } from './sessions.ts';
import { openSession } from './auth.ts';

const { db } = await testDb();
const visitor = contextOf(db, VISITOR);
let count = 0;
let person: Awaited<ReturnType<typeof signedIn>>;
let wanted = '';
beforeEach(async () => {
	await db.deleteFrom('rate_limit').execute();
	person = await signedIn(db, `account${++count}`);
	wanted = `new${count}@example.org`;
	await sendWaitingMails(db);
});

describe('a change of address', () => {
	async function ask() {
		await requestEmailChange(person.ctx, wanted.toUpperCase());
		const mails = await sendWaitingMails(db);
		expect(mails.map(({ to }) => to).sort()).toEqual([person.email, wanted].sort());
		const token = (to: string) => tokenIn(mails.find((mail) => mail.to === to));
		return { old: token(person.email), fresh: token(wanted) };
	}

	test.each([['old', 'fresh'] as const, ['fresh', 'old'] as const])(
		'happens once both have agreed, %s first',
		async (first, second) => {
			const tokens = await ask();
			expect(await agreeToEmailChange(visitor, tokens[first])).toBe(false);
			expect((await person.again()).actor.email).toBe(person.email);
			// The same side twice is still one side.
			expect(await agreeToEmailChange(visitor, tokens[first])).toBe(false);
			expect(await agreeToEmailChange(visitor, tokens[second])).toBe(true);
			expect((await person.again()).actor.email).toBe(wanted);
			await expect(agreeToEmailChange(visitor, tokens[second])).rejects.toMatchObject({ code: 'expired' });
		}
	);

	test('is over after a day, when cancelled, and when another is asked for', async () => {
		const first = await ask();
		await cancelEmailChange(person.ctx);
		expect(await readEmailToken(visitor, first.old)).toBeNull();
		const second = await ask();
		const third = await ask();
		expect(await readEmailToken(visitor, second.fresh)).toBeNull();
		expect(await readEmailToken(visitor, third.fresh)).toEqual({
			from: person.email,
			to: wanted,
			side: 'new'
		});
		await sql`update email_change set expires_at = now() - interval '1 second'`.execute(db);
		await expect(agreeToEmailChange(visitor, third.fresh)).rejects.toMatchObject({ code: 'expired' });
	});

	test('to an address that somebody took meanwhile is refused and changes nothing', async () => {
		const tokens = await ask();
		await agreeToEmailChange(visitor, tokens.fresh);
		await db.insertInto('person').values({ name: 'Quick', email: wanted }).execute();
		await expect(agreeToEmailChange(visitor, tokens.old)).rejects.toMatchObject({ code: 'conflict' });
		expect(await accountView(await person.again())).toMatchObject({
			email: person.email,
			pending: { oldAgreed: false, newAgreed: true }
		});
	});

	test('to the same address is bad input', async () => {
		await expect(requestEmailChange(person.ctx, person.email)).rejects.toMatchObject({ code: 'invalid' });
	});
});

test('name and language of mails', async () => {
	await saveProfile(person.ctx, { name: 'Maj Ek', lang: 'en' });
	expect(await accountView(person.ctx)).toMatchObject({ name: 'Maj Ek', lang: 'en' });
});

describe('sessions', () => {
	test('one is ended, then all others; the present one stays', async () => {
		for (let i = 0; i < 3; i++)
			await openSession(person.personId, new Headers({ 'user-agent': 'Firefox/130.0 (Linux)' }));
		const before = await listSessions(person.ctx);
		expect(before).toHaveLength(4);
		expect(before[0]).toMatchObject({ current: true });
		expect(before[1]).toMatchObject({ current: false, browser: 'Firefox', system: 'Linux' });
		await endSession(person.ctx, before[1]!.id);
		expect(await endOtherSessions(person.ctx)).toBe(2);
		expect(await listSessions(await person.again())).toMatchObject([{ current: true }]);
	});

	test("somebody else's session does not exist", async () => {
		const other = await signedIn(db, `stranger${count}`);
		await expect(endSession(other.ctx, person.ctx.actor.sessionId!)).rejects.toMatchObject({
			code: 'not-found'
		});
		expect((await person.again()).actor.personId).toBe(person.personId);
	});

	test('nobody sees sessions or an account without being signed in', async () => {
		await expect(listSessions(visitor)).rejects.toMatchObject({ code: 'sign-in' });
		await expect(accountView(visitor)).rejects.toMatchObject({ code: 'sign-in' });
	});
});
