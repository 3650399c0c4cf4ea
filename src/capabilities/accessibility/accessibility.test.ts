import { describe, expect, test } from 'vitest';
import '../../composition.ts';
import { makePerson, visitor } from '#capabilities/initiatives/testing.ts';
import { testDb } from '#platform/server/testing/db.ts';
import {
	confirmFault,
	dismissFault,
	fixFault,
	accessibilityStatement,
	tellFault,
	toldFaults
} from './index.ts';
import { LEAST_SECONDS, proofFault, timeProof } from './server/proof.ts';
import { statement } from './statement.ts';

const { db } = await testDb();
const proof = () => timeProof(Date.now() - (LEAST_SECONDS + 1) * 1000);
const leader = () =>
	makePerson(db, { platform: ['process-leader'], email: `${crypto.randomUUID()}@example.org` });

describe('the examined platform', () => {
	test('was examined within a year', () => {
		const days = (Date.now() - Date.parse(statement.reviewed)) / 86_400_000;
		expect(days, 'examine the platform again and write the date in statement.json').toBeLessThan(366);
	});
});

describe('programs that post everywhere', () => {
	test.each([
		['too quick', timeProof(), 'soon'],
		['none', undefined, 'old'],
		['invented', `${Date.now() - 10_000}.aaaaaaaaaaaaaaaaaaaaaa`, 'old'],
		['moved back', `${Date.now() - 10_000}.${timeProof().split('.')[1]}`, 'old'],
		['from yesterday', timeProof(Date.now() - 25 * 3600_000), 'old'],
		['in time', proof(), null]
	])('a form that is %s', (_name, given, fault) => expect(proofFault(given)).toBe(fault));

	test('are refused and leave nothing', async () => {
		await expect(
			tellFault(visitor(db), { told: 'Köp nu', website: 'https://spam.example', since: proof() })
		).rejects.toMatchObject({ key: 'accessibility.error.robot' });
		await expect(tellFault(visitor(db), { told: 'Köp nu', since: timeProof() })).rejects.toMatchObject({
			key: 'accessibility.error.soon'
		});
		expect(await db.selectFrom('accessibility_fault').selectAll().execute()).toEqual([]);
	});
});

describe('a fault', () => {
	test('goes from a visitor to the statement and is marked as mended', async () => {
		const { ctx } = await leader();
		const before = await accessibilityStatement(visitor(db));
		await tellFault(visitor(db), {
			told: 'Kartan går inte att nå. /Kim',
			email: 'kim@example.org',
			since: proof()
		});
		expect(await accessibilityStatement(visitor(db))).toEqual(before);
		const [fault] = await toldFaults(ctx);
		await confirmFault(ctx, { id: fault!.id, words: 'Kartan nås inte med tangentbord.', criterion: '2.1.1' });
		const known = await accessibilityStatement(visitor(db));
		expect(known.open).toHaveLength(before.open.length + 1);
		expect(JSON.stringify(known)).not.toMatch(/Kim|kim@/);
		await fixFault(ctx, fault!.id);
		const after = await accessibilityStatement(visitor(db));
		expect(after.open).toHaveLength(before.open.length);
		expect(after.fixed[0]!.words.t.sv).toBe('Kartan nås inte med tangentbord.');
		expect((await toldFaults(ctx)).at(-1)!.email).toBeNull();
		await expect(fixFault(ctx, fault!.id)).rejects.toMatchObject({ code: 'not-found' });
	});

	test('tells those who handle it, by mail', async () => {
		await leader();
		const jobs = async () =>
			(
				await db
					.selectFrom('pgboss.job' as never)
					.selectAll()
					.where('name' as never, '=', 'mail' as never)
					.execute()
			).length;
		const before = await jobs();
		await tellFault(visitor(db), { told: 'Kontrasten är för svag', since: proof() });
		expect(await jobs()).toBeGreaterThan(before);
	});

	test('that is dismissed never reaches the statement', async () => {
		const { ctx } = await leader();
		await tellFault(visitor(db), { told: 'Inget fel', since: proof() });
		const fault = (await toldFaults(ctx)).find((one) => one.told === 'Inget fel')!;
		await dismissFault(ctx, fault.id);
		await expect(confirmFault(ctx, { id: fault.id, words: 'x', criterion: '1.1.1' })).rejects.toMatchObject({
			code: 'not-found'
		});
	});

	test('is nobody else’s to read or change', async () => {
		const { ctx } = await makePerson(db);
		await expect(toldFaults(ctx)).rejects.toMatchObject({ code: 'forbidden' });
		await expect(toldFaults(visitor(db))).rejects.toMatchObject({ code: 'sign-in' });
		await expect(fixFault(ctx, crypto.randomUUID())).rejects.toMatchObject({ code: 'forbidden' });
	});
});
