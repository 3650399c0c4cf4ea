import '../../composition.ts';
import { describe, expect, it } from 'vitest';
import { makeTeamMember } from '#capabilities/initiatives/testing.ts';
import { testDb } from '#platform/server/testing/db.ts';
import type { Context } from '#platform/server/context.ts';
import { declareConflict, endEvaluator, evaluatorsOf } from './server/conflicts.ts';
import { freezeScores, saveConsensus, sideBySide } from './server/consensus.ts';
import { decideRound, proposedRanking } from './server/decision.ts';
import { lettersOf, prepareLetters } from './server/letters.ts';
import { tenderFile } from './server/opened-files.ts';
import { roundProgress } from './server/overview.ts';
import { readTender, tendersWithDoors } from './server/reading.ts';
import { myScores, saveScores, submitScores } from './server/scoring.ts';
import { addFile, contentOf, deliver, makeProcurement, makeTender } from './testing.ts';
import { code, declareAll, DECISION, entries, FREEZE, open, scoreAll } from './testing-rounds.ts';

const { db } = await testDb();

describe('a declared conflict', () => {
	it('is no longer asked for when all have declared; an own organisation needs no declaration', async () => {
		const made = await makeProcurement(db);
		const alfa = await makeTender(db, made, { name: 'Alfa' });
		const [bea, bo] = made.evaluators;
		const progress = (ctx: Context) => roundProgress(ctx, made.round);
		expect(await progress(bea.ctx)).toEqual({
			undeclared: 0,
			waitingFor: 0,
			declared: false,
			scored: false,
			pricesSettled: false,
			negotiation: null
		});
		await open(made);
		expect(await progress(bea.ctx)).toMatchObject({ undeclared: 1, waitingFor: 2, declared: false });
		await declareConflict(bea.ctx, made.round, { tenderId: alfa.tenderId, conflict: 'no' });
		expect(await progress(bea.ctx)).toMatchObject({ undeclared: 0, waitingFor: 1, declared: false });
		await db
			.insertInto('membership')
			.values({ person_id: bo.id, organisation_id: alfa.organisation.id, role: 'member' })
			.execute();
		expect(await progress(bea.ctx)).toMatchObject({ undeclared: 0, waitingFor: 0, declared: true });
		// The officer reads too, and has not declared.
		expect(await progress(made.officer.ctx)).toMatchObject({ undeclared: 1, declared: false });
		await db.deleteFrom('membership').where('person_id', '=', bo.id).execute();
		await declareAll(made);
		for (const { ctx } of [made.officer, bea, bo, made.run.decider, made.run.coordinator])
			expect(await progress(ctx)).toMatchObject({ undeclared: 0, waitingFor: 0, declared: true });
	});

	it('comes before the content, and shuts every way to that tender', async () => {
		const made = await makeProcurement(db);
		const [alfa, beta] = [
			await makeTender(db, made, { name: 'Alfa', submitted: false }),
			await makeTender(db, made)
		];
		const file = await addFile(alfa.member.ctx, alfa.tenderId, 'plan.txt', 'Alfas plan');
		const content = { ...contentOf(made, alfa), files: [file] };
		await deliver(alfa.representative.ctx, alfa.tenderId, content);
		const read = (ctx: Context) => code(tenderFile(ctx, made.round, alfa.tenderId, file.id));
		await open(made);
		const [bea, bo] = made.evaluators;
		expect(await code(readTender(bea.ctx, made.round, alfa.tenderId))).toBe(
			'forbidden procurement.refuse.undeclared'
		);
		const declare = (ctx: Context, tenderId: string, conflict: 'yes' | 'no', reason?: string) =>
			declareConflict(ctx, made.round, { tenderId, conflict, reason });
		expect(await code(declare(bea.ctx, alfa.tenderId, 'yes'))).toBe(
			'invalid procurement.refuse.conflict-reason'
		);
		await declare(bea.ctx, alfa.tenderId, 'yes', 'Min syster arbetar där.');
		expect(await code(declare(bea.ctx, alfa.tenderId, 'no'))).toBe(
			'conflict procurement.refuse.conflict-back'
		);
		await declare(bea.ctx, beta.tenderId, 'no');
		await declareAll(made, 1, [alfa.tenderId]);
		for (const { ctx } of [bo, made.officer, made.run.decider]) await declare(ctx, alfa.tenderId, 'no');

		expect(await code(readTender(bea.ctx, made.round, alfa.tenderId))).toBe(
			'forbidden procurement.refuse.conflict'
		);
		expect(await read(bea.ctx)).toBe('forbidden procurement.refuse.conflict');
		expect(await code(saveScores(bea.ctx, made.round, alfa.tenderId, entries(made, [4, 4])))).toBe(
			'forbidden procurement.refuse.conflict'
		);
		expect((await myScores(bea.ctx, made.round)).open.map((one) => one.id)).toEqual([beta.tenderId]);
		// Without a conflict the same doors stand open.
		expect((await readTender(bo.ctx, made.round, alfa.tenderId)).tender.solution.name).toContain('Alfa');
		expect(await read(bo.ctx)).toBe('done');
		await saveScores(bo.ctx, made.round, alfa.tenderId, entries(made, [4, 4]));

		const third = await makeTeamMember(db, made.run.id, 'evaluator', { name: 'Cia Bedömare' });
		await db
			.insertInto('round_evaluator')
			.values({
				round_id: (await tendersWithDoors(bo.ctx, made.round)).round.id,
				person_id: third.id,
				name: 'Cia'
			})
			.execute();
		for (const { tenderId } of [alfa, beta]) await declare(third.ctx, tenderId, 'no');
		await saveScores(third.ctx, made.round, alfa.tenderId, entries(made, [2, 4]));
		for (const { ctx } of [bea, bo, third]) {
			await saveScores(ctx, made.round, beta.tenderId, entries(made, [3, 3]));
			await submitScores(ctx, made.round);
		}
		const hers = await sideBySide(bea.ctx, made.round);
		expect(hers.ready).toBe(true);
		expect(new Set(hers.scores.map((one) => one.tenderId))).toEqual(new Set([beta.tenderId]));
		for (const { tenderId } of [alfa, beta]) {
			await saveConsensus(made.officer.ctx, made.round, tenderId, entries(made, [3, 3]));
		}
		await freezeScores(made.officer.ctx, made.round, FREEZE);
		const ranking = await proposedRanking(bea.ctx, made.round);
		const shut = ranking.rows.find((row) => row.tender.id === alfa.tenderId)!;
		expect([shut.ranked, shut.proposed]).toEqual([null, false]);
		await prepareLetters(made.officer.ctx, made.round);
		expect((await lettersOf(bea.ctx, made.round)).letters.map((one) => one.tenderId)).toEqual([
			beta.tenderId
		]);
	});

	it('of a decision-maker stops the decision; whoever belongs to a tenderer cannot deny it', async () => {
		const made = await makeProcurement(db);
		const alfa = await makeTender(db, made, { name: 'Alfa' });
		await db
			.insertInto('team_member')
			.values({ initiative_id: made.run.id, person_id: alfa.member.id, role: 'evaluator' })
			.execute();
		await open(made);
		const denied = declareConflict(alfa.member.ctx, made.round, { tenderId: alfa.tenderId, conflict: 'no' });
		expect(await code(denied)).toBe('conflict procurement.refuse.own-organisation');
		const evaluators = await evaluatorsOf(
			made.officer.ctx,
			(await tendersWithDoors(made.officer.ctx, made.round)).round.id
		);
		const insider = evaluators.find((one) => one.personId === alfa.member.id)!;
		await endEvaluator(made.officer.ctx, made.round, { evaluatorId: insider.id, reason: 'Jävig, byts ut.' });
		await declareAll(made, 1, [alfa.tenderId]);
		for (const { ctx } of [...made.evaluators, made.officer]) {
			await declareConflict(ctx, made.round, { tenderId: alfa.tenderId, conflict: 'no' });
		}
		await declareConflict(made.run.decider.ctx, made.round, {
			tenderId: alfa.tenderId,
			conflict: 'yes',
			reason: 'Granne.'
		});
		await scoreAll(made, { [alfa.tenderId]: [3, 3] });
		await prepareLetters(made.officer.ctx, made.round);
		expect(await code(decideRound(made.run.decider.ctx, made.round, DECISION))).toBe(
			'forbidden procurement.refuse.biased'
		);
	});
});
