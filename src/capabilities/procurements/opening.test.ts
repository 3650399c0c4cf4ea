import '../../composition.ts';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { makeTeamMember } from '#capabilities/initiatives/testing.ts';
import { openFile } from '#platform/server/files/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import type { Context } from '#platform/server/context.ts';
import { declareConflict, endEvaluator, evaluatorsOf } from './server/conflicts.ts';
import { freezeScores, saveConsensus, sideBySide } from './server/consensus.ts';
import { decideRound, proposedRanking } from './server/decision.ts';
import { lettersOf, prepareLetters } from './server/letters.ts';
import { confirmOpening, openingProtocol } from './server/opening.ts';
import { roundProgress } from './server/overview.ts';
import { readTender, tendersWithDoors } from './server/reading.ts';
import { myScores, saveScores, submitScores } from './server/scoring.ts';
import { addTenderFile } from './server/tenders.ts';
import { submitTender, withdrawTender } from './server/submit.ts';
import { loadTender } from './server/tender-access.ts';
import { makeProcurement, makeTender, passDeadline } from './testing.ts';
import { code, declareAll, DECISION, entries, FREEZE, open, scoreAll } from './testing-rounds.ts';

const { db } = await testDb();

describe('opening', () => {
	it('needs two different people, each within half an hour, after the deadline', async () => {
		const made = await makeProcurement(db);
		const { organisation } = await makeTender(db, made, { name: 'Alfa' });
		const withdrawn = await makeTender(db, made, { name: 'Beta' });
		await withdrawTender(withdrawn.representative.ctx, withdrawn.tenderId);
		await makeTender(db, made, { name: 'Utkastet', submitted: false });
		expect(await code(confirmOpening(made.officer.ctx, made.round))).toBe(
			'conflict procurement.refuse.too-early'
		);
		await passDeadline(db, made.ref);
		for (const { ctx } of [made.evaluators[0], made.run.coordinator, made.run.decider]) {
			expect(await code(confirmOpening(ctx, made.round))).toBe('forbidden procurement.refuse.opener');
		}
		const weak = await makeTeamMember(db, made.run.id, 'opener', { secondFactor: false });
		expect(await code(confirmOpening(weak.ctx, made.round))).toBe('second-factor error.second-factor');
		expect(await confirmOpening(made.officer.ctx, made.round)).toBe('waiting');
		expect(await code(confirmOpening(made.officer.ctx, made.round))).toBe(
			'conflict procurement.refuse.same-person'
		);
		await sql`update opening_confirmation set confirmed_at = confirmed_at - interval '31 minutes'`.execute(
			db
		);
		expect(await confirmOpening(made.opener.ctx, made.round)).toBe('waiting');
		expect(await confirmOpening(made.officer.ctx, made.round)).toBe('opened');
		expect(await code(confirmOpening(made.opener.ctx, made.round))).toBe(
			'conflict procurement.refuse.opened'
		);
		const { opening, tenders } = await openingProtocol(made.evaluators[0].ctx, made.round);
		expect([opening.first_name, opening.second_name]).toEqual(['Östen Öppnare', 'Ulla Upphandlare']);
		expect(tenders.map((one) => one.organisationName)).toEqual([organisation.name]);
		expect(await code(openingProtocol(made.run.coordinator.ctx, made.round))).toBe(
			'forbidden procurement.refuse.assigned'
		);
	});

	it('happens once even when both confirm at the same moment', async () => {
		const made = await makeProcurement(db);
		await makeTender(db, made);
		await passDeadline(db, made.ref);
		const both = await Promise.all([
			confirmOpening(made.officer.ctx, made.round),
			confirmOpening(made.opener.ctx, made.round)
		]);
		expect(both.sort()).toEqual(['opened', 'waiting']);
	});
});

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
			scored: false
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
		await addTenderFile(alfa.member.ctx, alfa.tenderId, new File(['Alfas plan'], 'plan.txt'));
		await submitTender(alfa.representative.ctx, alfa.tenderId);
		const fileId = (await loadTender(db, alfa.tenderId))!.content.files[0]!;
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
		expect(await openFile(bea.ctx, fileId)).toBeNull();
		expect(await code(saveScores(bea.ctx, made.round, alfa.tenderId, entries(made, [4, 4])))).toBe(
			'forbidden procurement.refuse.conflict'
		);
		expect((await myScores(bea.ctx, made.round)).open.map((one) => one.id)).toEqual([beta.tenderId]);
		// Without a conflict the same doors stand open.
		expect((await readTender(bo.ctx, made.round, alfa.tenderId)).tender.solution.name).toContain('Alfa');
		expect(await openFile(bo.ctx, fileId)).not.toBeNull();
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
