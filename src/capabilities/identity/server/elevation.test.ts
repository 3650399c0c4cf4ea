import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasPlatformRole } from '#platform/access/index.ts';
import { verifyAudit } from '#platform/server/audit/verify.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { signedIn } from '../testing.ts';
import { elevate, elevatedUntil, endElevation } from './elevation.ts';
import { installationState } from './installation-state.ts';
import { endPlatformRole, grantFromConsole, grantPlatformRole, listPlatformRoles } from './platform-roles.ts';

const { db } = await testDb();
let ada: Awaited<ReturnType<typeof signedIn>>;
let eve: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
	ada = await signedIn(db, 'ada', { secondFactor: true });
	eve = await signedIn(db, 'eve', { secondFactor: true });
	expect(await grantFromConsole(db, { email: 'ADA@example.org', role: 'administrator' })).toBe('granted');
	expect(await grantFromConsole(db, { email: 'ada@example.org', role: 'administrator' })).toBe('held');
});

const isAdmin = async () => hasPlatformRole((await ada.again()).actor, 'administrator');

describe('elevation', () => {
	test('is refused to others, and to an administrator without the second factor', async () => {
		await expect(elevate(eve.ctx, 'I would like to')).rejects.toMatchObject({ code: 'forbidden' });
		const bare = await signedIn(db, 'bare');
		await grantFromConsole(db, { email: 'bare@example.org', role: 'administrator' });
		await expect(elevate(await bare.again(), 'I would like to')).rejects.toMatchObject({
			code: 'second-factor'
		});
		await sql`update platform_role set ended_at = now() where person_id = ${bare.personId}::uuid`.execute(db);
	});

	test('lasts half an hour and ends by itself', async () => {
		expect(await isAdmin()).toBe(false);
		await elevate(await ada.again(), 'to appoint a process leader');
		expect(await isAdmin()).toBe(true);
		const until = (await elevatedUntil(await ada.again()))!;
		expect(Math.round((until.getTime() - Date.now()) / 60_000)).toBe(30);
		await sql`update elevation set starts_at = starts_at - interval '31 minutes', ends_at = ends_at - interval '31 minutes'`.execute(
			db
		);
		expect(await isAdmin()).toBe(false);
		expect(await elevatedUntil(await ada.again())).toBeNull();
	});

	test('can be ended at once, and all of it is in the chain', async () => {
		await elevate(await ada.again(), 'to look at the queues');
		await endElevation(await ada.again());
		expect(await isAdmin()).toBe(false);
		const { rows } = await sql<{
			action: string;
		}>`select action from audit_entry where chain_id = 'platform:elevation' order by seq`.execute(db);
		expect(rows.map(({ action }) => action)).toEqual([
			'elevation.started',
			'elevation.started',
			'elevation.ended'
		]);
		expect((await verifyAudit(db)).faults).toEqual([]);
	});
});

describe('platform roles', () => {
	test('only somebody elevated sees or changes them', async () => {
		const ctx = await ada.again();
		await expect(listPlatformRoles(ctx)).rejects.toMatchObject({ key: 'identity.admin.elevate-first' });
		await expect(installationState(ctx)).rejects.toMatchObject({ code: 'forbidden' });
		await expect(
			grantPlatformRole(eve.ctx, { email: eve.email, role: 'administrator' })
		).rejects.toMatchObject({ code: 'forbidden' });
	});

	test('given, held, ended; the last administrator stays', async () => {
		await elevate(await ada.again(), 'to appoint a process leader');
		const ctx = await ada.again();
		await grantPlatformRole(ctx, { email: eve.email, role: 'process-leader', node: 'Väst' });
		await expect(
			grantPlatformRole(ctx, { email: eve.email, role: 'process-leader', node: 'Väst' })
		).rejects.toMatchObject({ code: 'conflict' });
		await grantPlatformRole(ctx, { email: eve.email, role: 'process-leader', node: 'Öst' });
		await expect(
			grantPlatformRole(ctx, { email: 'nobody@example.org', role: 'administrator' })
		).rejects.toMatchObject({ code: 'invalid' });
		expect((await eve.again()).actor.platformRoles).toEqual(['process-leader']);
		const roles = await listPlatformRoles(ctx);
		expect(roles.map(({ name, role, node }) => [name, role, node])).toEqual([
			['ada', 'administrator', null],
			['eve', 'process-leader', 'Väst'],
			['eve', 'process-leader', 'Öst']
		]);
		await expect(endPlatformRole(ctx, roles[0]!.id)).rejects.toMatchObject({ key: 'identity.admin.last' });
		for (const role of roles.slice(1)) await endPlatformRole(ctx, role.id);
		expect((await eve.again()).actor.platformRoles).toEqual([]);
		await expect(endPlatformRole(ctx, roles[1]!.id)).rejects.toMatchObject({ code: 'not-found' });
	});

	test('the state is counted, not written down', async () => {
		const state = await installationState(await ada.again());
		expect(state).toMatchObject({
			demo: false,
			people: 3,
			openSessions: 3,
			latestMigration: expect.stringMatching(/^\d{4}_/)
		});
		expect(state.databaseBytes).toBeGreaterThan(1_000_000);
	});
});
