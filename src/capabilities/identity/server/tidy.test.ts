import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDb } from '#platform/server/testing/db.ts';
import { VISITOR } from '#platform/access/index.ts';
import { contextOf, signedIn } from '../testing.ts';
import { requestSignInLink } from './sign-in.ts';
import { tidySignIn } from './tidy.ts';

const { db } = await testDb();

test('what is over goes, what can still be used stays', async () => {
	const [old, present] = [await signedIn(db, 'old'), await signedIn(db, 'present')];
	await sql`update session set last_seen_at = now() - interval '31 days' where person_id = ${old.personId}::uuid`.execute(
		db
	);
	await requestSignInLink(contextOf(db, VISITOR), { email: 'a@example.org' });
	await requestSignInLink(contextOf(db, VISITOR), { email: 'b@example.org' });
	await sql`update sign_in_link set expires_at = now() - interval '2 days' where email = 'a@example.org'`.execute(
		db
	);
	await tidySignIn(db);
	expect((await present.again()).actor.personId).toBe(present.personId);
	expect(await db.selectFrom('session').select('person_id').execute()).toEqual([
		{ person_id: present.personId }
	]);
	expect(await db.selectFrom('sign_in_link').select('email').execute()).toEqual([{ email: 'b@example.org' }]);
});
