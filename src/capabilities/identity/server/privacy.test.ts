import { expect, test } from 'vitest';
import { testDb } from '#platform/server/testing/db.ts';
import { erasePersonalData, showPersonalData } from '#platform/server/privacy/index.ts';
import { verifyAudit } from '#platform/server/audit/verify.ts';
import '../index.ts';
import { sendWaitingMails, signedIn } from '../testing.ts';
import { requestEmailChange } from './account.ts';
import { elevate } from './elevation.ts';
import { grantFromConsole } from './platform-roles.ts';
import { requestSignInLink } from './sign-in.ts';

const { db } = await testDb();

test('everything about a person is shown, then gone, twice over; the chain stays whole', async () => {
	const { personId, email, ctx, again } = await signedIn(db, 'signe', { secondFactor: true });
	await grantFromConsole(db, { email, role: 'administrator' });
	await elevate(await again(), 'signe wanted to look');
	await requestEmailChange(ctx, 'signe-two@example.org');
	await requestSignInLink(ctx, { email });
	await sendWaitingMails(db);
	const shown = await showPersonalData(db, personId, 'sv');
	expect(Object.keys(shown)).toEqual(['identity.person', 'identity.sign-in', 'identity.platform-roles']);

	for (let i = 0; i < 2; i++) await db.transaction().execute((tx) => erasePersonalData(tx, personId));
	const tables = [
		'person',
		'session',
		'sign_in_link',
		'outbox',
		'email_change',
		'elevation',
		'account'
	] as const;
	const left = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
	expect(JSON.stringify(left)).not.toMatch(/signe/);
	expect((await again()).actor.personId).toBeNull();
	expect((await verifyAudit(db)).faults).toEqual([]);
});
