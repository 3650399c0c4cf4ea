import { sql } from 'kysely';
import { expect, test } from 'vitest';
import '../../composition.ts';
import { decideRound, prepareLetters } from '#capabilities/procurements/index.ts';
import { makeProcurement, makeTender } from '#capabilities/procurements/testing.ts';
import { code, declareAll, DECISION, open, scoreAll } from '#capabilities/procurements/testing-rounds.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { recordRetention, retentionPage } from './index.ts';
import { retentionFault } from './rules.ts';
import { wishPage } from './server/wishes.ts';

const { db } = await testDb();

test.each([
	[{ record: 'tender-awarded', action: 'dispose', years: 3 }, 'records.error.least-years'],
	[{ record: 'tender-other', action: 'dispose', years: 4 }, null],
	[{ record: 'evaluation', action: 'dispose', years: 0 }, 'records.error.least-years'],
	[{ record: 'rfi-answer', action: 'dispose', years: 0 }, null],
	[{ record: 'rfi-answer', action: 'dispose', years: null }, 'records.error.years'],
	[{ record: 'tender-awarded', action: 'keep', years: null }, null]
] as const)('a rule that says %j: %s', (rule, fault) => {
	expect(retentionFault(rule)).toBe(fault);
});

test('nothing is due without a decision; what is due is counted by how it ended, and never before the award', async () => {
	const made = await makeProcurement(db);
	const winner = await makeTender(db, made);
	await makeTender(db, made, { kronor: 350_000 }).then(async (other) => {
		await makeTender(db, made, { submitted: false });
		const ctx = made.run.decider.ctx;
		const slug = made.run.organisation.slug;
		const due = async () =>
			(await retentionPage(ctx, slug)).due.map(({ record, count }) => `${record} ${count}`).sort();
		const dispose = (
			record: 'tender-awarded' | 'tender-other' | 'tender-draft',
			years: number,
			from = '2020-01-01'
		) =>
			recordRetention(ctx, slug, {
				record,
				what: 'dispose',
				years,
				reference: 'KS 2020/1',
				validFrom: from
			});
		await dispose('tender-awarded', 5);
		await dispose('tender-other', 4);
		await dispose('tender-draft', 0);
		expect(await code(dispose('tender-awarded', 1))).toMatch(/^invalid/);
		await open(made);
		expect(await due()).toEqual([]);
		await declareAll(made);
		await scoreAll(made, { [winner.tenderId]: [4, 4], [other.tenderId]: [1, 1] });
		await sql`update procurement_round set places = 1 where procurement_id = ${made.ref.id}`.execute(db);
		await prepareLetters(made.officer.ctx, made.round);
		await decideRound(ctx, made.round, DECISION);
		await sql`update award_decision set decided_on = current_date - interval '4 years 1 day'`.execute(db);
		expect(await due()).toEqual(['tender-draft 1', 'tender-other 1']);
		await sql`update award_decision set decided_on = current_date - interval '6 years'`.execute(db);
		expect(await due()).toEqual(['tender-awarded 1', 'tender-draft 1', 'tender-other 1']);
		// A rule of a day to come does not count yet; a newer one does.
		await dispose('tender-other', 50, '2099-01-01');
		expect(await due()).toContain('tender-other 1');
		await recordRetention(ctx, slug, {
			record: 'tender-other',
			what: 'keep',
			reference: 'KS 2026/3',
			validFrom: '2026-01-01'
		});
		expect(await due()).not.toContain('tender-other 1');
		// A rule for this call alone goes before it, and holds for no other.
		const own = { record: 'tender-other', what: 'dispose', years: 4, reference: 'KS 2026/9' } as const;
		const forCall = (call: string) => recordRetention(ctx, slug, { ...own, call, validFrom: '2026-01-01' });
		await forCall(made.ref.id);
		expect(await due()).toContain('tender-other 1');
		const { own: listed, rules } = await retentionPage(ctx, slug);
		expect(listed).toMatchObject([
			{ record: 'tender-other', call: { id: made.ref.id, kind: 'procurement' } }
		]);
		expect(rules.find((one) => one.record === 'tender-other')!.decided!.action).toBe('keep');
		const { kept } = await wishPage(other.representative.ctx, other.tenderId);
		expect(kept.find((one) => one.record === 'tender-other')!.decided).toMatchObject({ years: 4 });
		const foreign = await makeProcurement(db);
		expect(await code(forCall(foreign.ref.id))).toBe('invalid form.error.failed');
		expect(
			await code(
				recordRetention(ctx, slug, {
					...own,
					record: 'rfi-answer',
					call: made.ref.id,
					validFrom: '2026-01-01'
				})
			)
		).toBe('invalid form.error.failed');
		await expect(retentionPage(made.officer.ctx, slug)).rejects.toMatchObject({ code: 'forbidden' });
	});
});
