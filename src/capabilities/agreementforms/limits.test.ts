import { expect, it } from 'vitest';
import { makePerson, visitor } from '#capabilities/initiatives/testing.ts';
import { verifyAudit } from '#platform/server/audit/verify.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { limitForm } from './form.ts';
import { limits, limitsToday, recordLimit } from './index.ts';

const { db } = await testDb();
const limit = (key: 'direct' | 'annex2', amount: string, from: string, until?: string) =>
	limitForm.parse({ key, amount, from, until, source: 'Beslut' });

it('goes from the day it says, by the newest entry that covers today', async () => {
	const { ctx } = await makePerson(db, { platform: ['administrator'] });
	// The one that came with the law has ended, and nobody has entered the next.
	expect(await limitsToday(visitor(db))).toEqual({ direct: 700_000_00, annex2: null });
	await recordLimit(ctx, limit('annex2', '8 100 000', '2026-01-01', '2099-12-31'));
	await recordLimit(ctx, limit('direct', '900 000', '2099-01-01'));
	expect(await limitsToday(visitor(db))).toEqual({ direct: 700_000_00, annex2: 8_100_000_00 });
	// A mistake is mended by entering it again; what was there stays to be seen.
	await recordLimit(ctx, limit('annex2', '8 200 000', '2026-01-01', '2099-12-31'));
	expect((await limitsToday(visitor(db))).annex2).toBe(8_200_000_00);
	expect((await limits(visitor(db))).filter(({ key }) => key === 'annex2')).toHaveLength(3);
	expect((await verifyAudit(db)).faults).toEqual([]);
});

it('is entered by administrators only', async () => {
	const leader = await makePerson(db, { platform: ['process-leader'] });
	const input = limit('direct', '1', '2026-01-01');
	await expect(recordLimit(leader.ctx, input)).rejects.toMatchObject({ code: 'forbidden' });
	await expect(recordLimit(visitor(db), input)).rejects.toMatchObject({ code: 'sign-in' });
});

it('needs its days in order and an amount', () => {
	const bad = limitForm.safeParse({
		key: 'direct',
		amount: '0',
		from: '2026-02-01',
		until: '2026-01-01',
		source: 'x y z'
	});
	expect(bad.error!.issues.map(({ path }) => path[0])).toContain('amount');
	expect(
		limitForm.safeParse({
			key: 'direct',
			amount: '5',
			from: '2026-02-01',
			until: '2026-01-01',
			source: 'Beslut'
		}).error!.issues[0]!.path
	).toEqual(['until']);
});
