import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasPlatformRole, hasRoleIn, VISITOR } from '#platform/access/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { createPerson } from './people.ts';
import { openSession } from './auth.ts';
import { actorFor, resolveActor } from './actor.ts';
import { sessionCookieName } from './session-cookie.ts';

const { db } = await testDb();
let ann: string;
let bo: string;
let org: string;

beforeAll(async () => {
	const create = (name: string) =>
		db.transaction().execute((tx) => createPerson(tx, { name, email: `${name}@example.org` }));
	[ann, bo] = [await create('ann'), await create('bo')];
	const values = { slug: 'strandby', name: 'Strandby kommun', sector: 'public' };
	org = (await db.insertInto('organisation').values(values).returning('id').executeTakeFirstOrThrow()).id;
	await db
		.insertInto('membership')
		.values({ person_id: ann, organisation_id: org, role: 'decision-maker' })
		.execute();
});

/** Request headers of a browser that carries this session. */
async function signedIn(personId: string, secondFactor = false): Promise<Headers> {
	const { cookies } = await openSession(personId, new Headers(), secondFactor);
	const cookie = cookies.find(({ name }) => name === sessionCookieName())!;
	return new Headers({ cookie: `theme=dark; ${cookie.name}=${encodeURIComponent(cookie.value)}` });
}

describe('who sends a request', () => {
	test('without the cookie nobody asks the database', async () => {
		const closed = undefined as never;
		expect(await resolveActor(closed, new Headers())).toBe(VISITOR);
		expect(await resolveActor(closed, new Headers({ cookie: 'other=1' }))).toBe(VISITOR);
	});

	test('a token without our signature is not even looked up', async () => {
		const headers = await signedIn(ann);
		const [name, value] = headers.get('cookie')!.split('; ')[1]!.split('=');
		const token = decodeURIComponent(value!).split('.')[0]!;
		for (const forged of [token, `${token}.`, `${token}.${btoa('x'.repeat(32))}`, '%E0%A4%A']) {
			const actor = await resolveActor(undefined as never, new Headers({ cookie: `${name}=${forged}` }));
			expect(actor, forged).toBe(VISITOR);
		}
	});

	test('the session gives name and memberships', async () => {
		const actor = await resolveActor(db, await signedIn(ann));
		expect(actor).toMatchObject({
			personId: ann,
			name: 'ann',
			email: 'ann@example.org',
			secondFactor: false
		});
		expect(actor.memberships).toEqual([
			{
				organisationId: org,
				organisationName: 'Strandby kommun',
				organisationSlug: 'strandby',
				role: 'decision-maker',
				substitute: false
			}
		]);
	});

	test('a session that was not used for 30 days is over; use keeps it', async () => {
		const headers = await signedIn(ann);
		const { sessionId } = await resolveActor(db, headers);
		const age = (days: number) =>
			sql`update session set last_seen_at = now() - make_interval(days => ${days}) where id = ${sessionId}::uuid`.execute(
				db
			);
		await age(29);
		expect((await resolveActor(db, headers)).personId).toBe(ann);
		const row = await sql<{
			fresh: boolean;
		}>`select last_seen_at > now() - interval '1 minute' as fresh from session where id = ${sessionId}::uuid`.execute(
			db
		);
		expect(row.rows[0]!.fresh).toBe(true);
		await age(31);
		expect(await resolveActor(db, headers)).toBe(VISITOR);
	});

	test('an erased person has no sessions left to use', async () => {
		const gone = await db
			.transaction()
			.execute((tx) => createPerson(tx, { name: 'cia', email: 'cia@example.org' }));
		const headers = await signedIn(gone);
		await sql`update person set erased_at = now() where id = ${gone}::uuid`.execute(db);
		expect(await resolveActor(db, headers)).toBe(VISITOR);
		expect(await actorFor(db, gone)).toBeNull();
	});
});

describe('a substitute', () => {
	const today = `(now() at time zone 'Europe/Stockholm')::date`;
	test.each([
		['from today', 0, 3, true],
		['until today', -3, 0, true],
		['from tomorrow', 1, 3, false],
		['until yesterday', -3, -1, false]
	])('%s', async (_name, from, until, holds) => {
		await db.deleteFrom('substitution').execute();
		await sql`insert into substitution (membership_id, substitute_id, starts_on, ends_on)
			select id, ${bo}::uuid, ${sql.raw(today)} + ${from}::int, ${sql.raw(today)} + ${until}::int from membership`.execute(
			db
		);
		const actor = (await actorFor(db, bo))!;
		expect(hasRoleIn(actor, org, 'decision-maker')).toBe(holds);
		if (holds) expect(actor.memberships[0]!.substitute).toBe(true);
	});
});

describe('an administrator', () => {
	test('is one only while elevated in this very session', async () => {
		await db.insertInto('platform_role').values({ person_id: bo, role: 'administrator' }).execute();
		const headers = await signedIn(bo, true);
		const other = await signedIn(bo, true);
		const before = await resolveActor(db, headers);
		expect(before).toMatchObject({ mayElevate: true, platformRoles: [], secondFactor: true });
		await sql`insert into elevation (person_id, session_id, reason, ends_at)
			values (${bo}::uuid, ${before.sessionId}::uuid, 'because', now() + interval '30 minutes')`.execute(db);
		expect(hasPlatformRole(await resolveActor(db, headers), 'administrator')).toBe(true);
		expect(hasPlatformRole(await resolveActor(db, other), 'administrator')).toBe(false);
		await sql`update elevation set ends_at = now() - interval '1 second'`.execute(db);
		expect(hasPlatformRole(await resolveActor(db, headers), 'administrator')).toBe(false);
	});
});
