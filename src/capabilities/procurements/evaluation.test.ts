import '../../composition.ts';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { makePerson, makeTeamMember, visitor } from '#capabilities/initiatives/testing.ts';
import { testDb } from '#platform/server/testing/db.ts';
import type { Context } from '#platform/server/context.ts';
import { procurementKind } from './kind.ts';
import { changeScore, changesOf, freezeScores, saveConsensus, sideBySide } from './server/consensus.ts';
import { decideRound, proposedRanking } from './server/decision.ts';
import { lettersOf, prepareLetters } from './server/letters.ts';
import { tenderPage } from './server/my.ts';
import { openingProtocol } from './server/opening-list.ts';
import { readTender, tendersWithDoors } from './server/reading.ts';
import { myScores, saveScores, submitScores } from './server/scoring.ts';
import { makeProcurement, makeTender } from './testing.ts';
import { code, declareAll, DECISION, entries, FREEZE, open, scoreAll } from './testing-rounds.ts';

const { db } = await testDb();

describe('evaluation', () => {
	it('keeps everyone’s scores to themselves until all are in, then shows the spread', async () => {
		const made = await makeProcurement(db);
		const { tenderId } = await makeTender(db, made);
		await open(made);
		await declareAll(made);
		const [bea, bo] = made.evaluators;
		await saveScores(bea.ctx, made.round, tenderId, entries(made, [4, 1]));
		expect(await code(submitScores(bo.ctx, made.round))).toBe('conflict procurement.refuse.scores-lacking');
		await submitScores(bea.ctx, made.round);
		expect(await code(saveScores(bea.ctx, made.round, tenderId, entries(made, [1, 1])))).toBe(
			'conflict procurement.refuse.submitted'
		);
		for (const { ctx } of [bo, made.officer, made.run.decider]) {
			expect((await sideBySide(ctx, made.round)).scores).toEqual([]);
		}
		expect((await myScores(bo.ctx, made.round)).scores).toEqual([]);
		expect(await code(saveConsensus(made.officer.ctx, made.round, tenderId, entries(made, [3, 3])))).toBe(
			'conflict procurement.refuse.not-all'
		);
		await saveScores(bo.ctx, made.round, tenderId, entries(made, [2, 2]));
		await submitScores(bo.ctx, made.round);
		const { scores } = await sideBySide(bea.ctx, made.round);
		expect(scores.map((one) => one.points).sort()).toEqual([1, 2, 2, 4]);
	});

	it('keeps prices shut until the quality is frozen, and logs later changes', async () => {
		const made = await makeProcurement(db);
		const { tenderId } = await makeTender(db, made, { kronor: 200_000 });
		await open(made);
		await declareAll(made);
		expect((await readTender(made.officer.ctx, made.round, tenderId)).tender.priceMinor).toBeNull();
		expect(await code(proposedRanking(made.officer.ctx, made.round))).toBe(
			'conflict procurement.refuse.not-frozen'
		);
		expect(await code(freezeScores(made.officer.ctx, made.round, FREEZE))).toBe(
			'conflict procurement.refuse.consensus-lacking'
		);
		await scoreAll(made, { [tenderId]: [4, 4] });
		expect((await readTender(made.officer.ctx, made.round, tenderId)).tender.priceMinor).toBe(200_000_00);
		expect((await proposedRanking(made.officer.ctx, made.round)).rows[0]!.ranked!.total).toBe('100.00');
		await prepareLetters(made.officer.ctx, made.round);
		await changeScore(made.officer.ctx, made.round, {
			tenderId,
			criterionId: made.criteria[0]!,
			points: 2,
			reason: 'Belägget gällde en annan målgrupp.',
			why: 'Vi läste fel bilaga på mötet.'
		});
		expect(await changesOf(db, [tenderId])).toMatchObject([
			{ from: 4, to: 2, why: 'Vi läste fel bilaga på mötet.' }
		]);
		expect((await proposedRanking(made.officer.ctx, made.round)).rows[0]!.ranked!.total).toBe('75.00');
		expect((await lettersOf(made.officer.ctx, made.round)).letters).toEqual([]);
	});

	it('notes every reading in the tender’s own chain', async () => {
		const made = await makeProcurement(db);
		const { tenderId } = await makeTender(db, made);
		await open(made);
		await declareAll(made);
		const reads = () =>
			sql<{ n: number }>`select count(*)::int as n from audit_entry where chain_id = ${`call:${tenderId}`}
				and action = 'tender.read'`
				.execute(db)
				.then(({ rows }) => rows[0]!.n);
		await readTender(made.evaluators[0].ctx, made.round, tenderId);
		await readTender(made.officer.ctx, made.round, tenderId);
		expect(await reads()).toBe(2);
	});
});

it('the access matrix by role', async () => {
	const made = await makeProcurement(db);
	const { tenderId, representative } = await makeTender(db, made);
	await open(made);
	const outsider = await makePerson(db);
	const reader = await makeTeamMember(db, made.run.id, 'reader');
	const people: Record<string, Context> = {
		visitor: visitor(db),
		outsider: outsider.ctx,
		tenderer: representative.ctx,
		reader: reader.ctx,
		coordinator: made.run.coordinator.ctx,
		opener: made.opener.ctx,
		evaluator: made.evaluators[0].ctx,
		officer: made.officer.ctx,
		decider: made.run.decider.ctx
	};
	const acts: Record<string, (ctx: Context) => Promise<unknown>> = {
		names: (ctx) => tendersWithDoors(ctx, made.round),
		list: (ctx) => openingProtocol(ctx, made.round),
		score: (ctx) => myScores(ctx, made.round),
		side: (ctx) => sideBySide(ctx, made.round),
		letters: (ctx) => prepareLetters(ctx, made.round),
		decide: (ctx) => decideRound(ctx, made.round, DECISION),
		own: (ctx) => tenderPage(ctx, tenderId)
	};
	const allowed: Record<string, string[]> = {
		names: ['opener', 'evaluator', 'officer', 'decider'],
		list: ['opener', 'evaluator', 'officer', 'decider'],
		score: ['evaluator'],
		side: ['evaluator', 'officer', 'decider'],
		letters: ['officer'],
		decide: ['decider'],
		own: ['tenderer']
	};
	for (const [act, run] of Object.entries(acts)) {
		for (const [who, ctx] of Object.entries(people)) {
			const shut = /^(forbidden|not-found|sign-in) /.test(await code(run(ctx)));
			expect(`${act} ${who} ${!shut}`).toBe(`${act} ${who} ${allowed[act]!.includes(who)}`);
		}
	}
});

it('export and import give the same set-up', async () => {
	const made = await makeProcurement(db);
	const exported = procurementKind.exported.parse(await procurementKind.exportFrom(db, made.run.id));
	const other = await makeProcurement(db, { published: false });
	await db.deleteFrom('activity').where('id', '=', other.ref.id).execute();
	await db
		.transaction()
		.execute((tx) => procurementKind.importInto(tx, made.officer.ctx, other.run.id, exported));
	expect(await procurementKind.exportFrom(db, other.run.id)).toEqual(exported);
});
