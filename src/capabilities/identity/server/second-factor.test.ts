import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { requireSecondFactor } from '#platform/access/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { sendWaitingMails, signedIn } from '../testing.ts';
import {
	beginSecondFactor,
	confirmSecondFactor,
	removeSecondFactor,
	renewRecoveryCodes,
	secondFactorState,
	showSecondFactor
} from './second-factor.ts';
import { codeAt } from './totp.ts';

const { db } = await testDb();
let count = 0;
beforeEach(() => db.deleteFrom('rate_limit').execute());

/** Somebody with a confirmed second factor, in a session where it was not shown yet. */
async function withFactor() {
	const person = await signedIn(db, `factor${++count}`);
	await beginSecondFactor(person.ctx);
	const secret = (await secondFactorState(person.ctx)).setUp!.key.replaceAll(' ', '');
	const codes = await confirmSecondFactor(person.ctx, codeAt(secret));
	await sql`update second_factor set last_step = last_step - 10 where person_id = ${person.personId}::uuid`.execute(
		db
	);
	await sql`update session set second_factor_at = null where person_id = ${person.personId}::uuid`.execute(
		db
	);
	await db.deleteFrom('rate_limit').execute();
	return { ...person, ctx: await person.again(), secret, codes: codes.map((code) => code.replace('-', '')) };
}

describe('setting up', () => {
	test('is confirmed by a code, then counts as shown, and the key is not given again', async () => {
		const person = await signedIn(db, `setup${++count}`);
		await beginSecondFactor(person.ctx);
		const { setUp } = await secondFactorState(person.ctx);
		expect(setUp!.key).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
		expect(setUp!.qr.path).toMatch(/^(M\d+ \d+h1v1h-1z)+$/);
		const secret = setUp!.key.replaceAll(' ', '');
		const wrong = codeAt(secret, Date.now() - 3_600_000);
		await expect(confirmSecondFactor(person.ctx, wrong)).rejects.toMatchObject({
			fields: { code: 'identity.code.wrong' }
		});
		expect(await confirmSecondFactor(person.ctx, codeAt(secret))).toHaveLength(10);
		const ctx = await person.again();
		expect(ctx.actor.secondFactor).toBe(true);
		expect(await secondFactorState(ctx)).toMatchObject({ active: true, setUp: null, recoveryCodesLeft: 10 });
		await expect(beginSecondFactor(ctx)).rejects.toMatchObject({ code: 'conflict' });
		expect((await sendWaitingMails(db)).at(-1)!.to).toBe(person.email);
	});

	test('neither key nor codes stand in the database as they are', async () => {
		const { secret, codes } = await withFactor();
		const stored = JSON.stringify([
			await db.selectFrom('second_factor').selectAll().execute(),
			await db.selectFrom('recovery_code').selectAll().execute()
		]);
		for (const text of [secret, ...codes]) expect(stored).not.toContain(text);
	});
});

describe('showing', () => {
	test('decisions are refused until it was shown in this session', async () => {
		const { ctx, secret, again } = await withFactor();
		expect(() => requireSecondFactor(ctx)).toThrow(expect.objectContaining({ code: 'second-factor' }));
		await showSecondFactor(ctx, codeAt(secret));
		requireSecondFactor(await again());
	});

	test('the same code never works twice, not even in another session', async () => {
		const { ctx, secret } = await withFactor();
		const code = codeAt(secret);
		await showSecondFactor(ctx, code);
		await expect(showSecondFactor(ctx, code)).rejects.toMatchObject({
			fields: { code: 'identity.code.used' }
		});
		// An older code that was never used is older than the last accepted step.
		await expect(showSecondFactor(ctx, codeAt(secret, Date.now() - 30_000))).rejects.toMatchObject({
			code: 'invalid'
		});
		await showSecondFactor(ctx, codeAt(secret, Date.now() + 30_000));
	});

	test('of many at the same moment one is let in', async () => {
		const { ctx, secret } = await withFactor();
		const code = codeAt(secret);
		const tries = await Promise.allSettled(Array.from({ length: 6 }, () => showSecondFactor(ctx, code)));
		expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	});

	test('a recovery code works once, and its owner is told', async () => {
		const { ctx, codes, email, again } = await withFactor();
		await sendWaitingMails(db);
		await showSecondFactor(ctx, codes[3]!);
		expect(await secondFactorState(await again())).toMatchObject({ shown: true, recoveryCodesLeft: 9 });
		await expect(showSecondFactor(ctx, codes[3]!)).rejects.toMatchObject({ code: 'invalid' });
		expect((await sendWaitingMails(db)).map(({ to }) => to)).toEqual([email]);
	});

	test("somebody else's codes are worth nothing", async () => {
		const [one, other] = [await withFactor(), await withFactor()];
		await expect(showSecondFactor(other.ctx, one.codes[0]!)).rejects.toMatchObject({ code: 'invalid' });
		await expect(showSecondFactor(other.ctx, codeAt(one.secret))).rejects.toMatchObject({ code: 'invalid' });
	});

	test('ten tries in a quarter, and a right code does not help after that', async () => {
		const { ctx, secret } = await withFactor();
		for (let i = 0; i < 10; i++)
			await expect(showSecondFactor(ctx, '000000')).rejects.toMatchObject({ code: 'invalid' });
		await expect(showSecondFactor(ctx, codeAt(secret))).rejects.toMatchObject({ code: 'rate-limited' });
	});
});

describe('changing', () => {
	test('new recovery codes replace the old ones', async () => {
		const { ctx, secret, codes, again } = await withFactor();
		await showSecondFactor(ctx, codes[0]!);
		const fresh = await renewRecoveryCodes(await again(), codeAt(secret));
		await expect(showSecondFactor(ctx, codes[1]!)).rejects.toMatchObject({ code: 'invalid' });
		await showSecondFactor(ctx, fresh[0]!.replace('-', ''));
	});

	test('taking it away needs it shown and a code, and takes it from every session', async () => {
		const { ctx, secret, codes, again, personId } = await withFactor();
		await expect(removeSecondFactor(ctx, codeAt(secret))).rejects.toMatchObject({ code: 'second-factor' });
		await showSecondFactor(ctx, codes[0]!);
		await expect(removeSecondFactor(await again(), '000000')).rejects.toMatchObject({ code: 'invalid' });
		await removeSecondFactor(await again(), codeAt(secret));
		expect((await again()).actor.secondFactor).toBe(false);
		expect(
			await db.selectFrom('recovery_code').selectAll().where('person_id', '=', personId).execute()
		).toEqual([]);
	});
});
