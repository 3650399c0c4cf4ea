import '../../composition.ts';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { makePerson, makeTeamMember, visitor } from '#capabilities/initiatives/testing.ts';
import { openFile } from '#platform/server/files/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { verifyAudit } from '#platform/server/audit/verify.ts';
import type { Context } from '#platform/server/context.ts';
import { procurementKind } from './kind.ts';
import { declareConflict, endEvaluator, evaluatorsOf } from './server/conflicts.ts';
import { changeScore, changesOf, freezeScores, saveConsensus, sideBySide } from './server/consensus.ts';
import { decideRound, proposedRanking, recordLots } from './server/decision.ts';
import { assessSupplier, passGate, phasePage, reportPhase, suppliersOf } from './server/gate.ts';
import { lettersOf, prepareLetters, saveLetter } from './server/letters.ts';
import { tenderLetter, tenderPage } from './server/my.ts';
import { budgets } from './server/money.ts';
import { confirmOpening, openingProtocol } from './server/opening.ts';
import { participantsOf, publicProcurement } from './server/public.ts';
import { cancelProcurement } from './server/cancel.ts';
import { roundProgress } from './server/overview.ts';
import { createProcurement } from './server/setup.ts';
import { startRound } from './server/publish.ts';
import { readTender, tendersWithDoors } from './server/reading.ts';
import { myScores, saveScores, submitScores } from './server/scoring.ts';
import { endReview, registerReview, reviewsOf, signingBlock } from './server/standstill.ts';
import { addTenderFile, startTender } from './server/tenders.ts';
import { submitTender, withdrawTender } from './server/submit.ts';
import { loadProcurement } from './server/load.ts';
import { loadTender } from './server/tender-access.ts';
import { makeProcurement, makeTender, passDeadline, publish, type MadeProcurement } from './testing.ts';

const { db } = await testDb();

const code = (promise: Promise<unknown>) =>
	promise.then(
		() => 'done',
		(error: { code?: string; key?: string }) => `${error.code} ${error.key}`
	);

const DECISION = {
	decidedBody: 'Kommunstyrelsen',
	decidedByName: 'Bo Beslutare',
	decidedOn: '2026-02-10',
	diaryNumber: 'KS 2026/44',
	confirm: true
};
const FREEZE = { heldOn: '2026-02-01', participants: 'Bea, Bo och Ulla', confirm: true };

const entries = (made: MadeProcurement, points: number[]) =>
	made.criteria.map((criterionId, at) => ({
		criterionId,
		points: points[at]!,
		reason: 'Väl beskrivet med belägg.'
	}));

async function open(made: MadeProcurement, number = 1): Promise<void> {
	await passDeadline(db, made.ref, number);
	await confirmOpening(made.officer.ctx, { ...made.ref, number });
	await confirmOpening(made.opener.ctx, { ...made.ref, number });
}

async function declareAll(made: MadeProcurement, number = 1, conflicts: string[] = []): Promise<void> {
	const ref = { ...made.ref, number };
	for (const { ctx } of [...made.evaluators, made.officer, made.run.decider]) {
		for (const { id } of (await tendersWithDoors(ctx, ref)).tenders) {
			if (!conflicts.includes(id)) await declareConflict(ctx, ref, { tenderId: id, conflict: 'no' });
		}
	}
}

/** Everybody scores everything the same, and the meeting agrees. */
async function scoreAll(made: MadeProcurement, points: Record<string, number[]>, number = 1): Promise<void> {
	const ref = { ...made.ref, number };
	for (const { ctx } of made.evaluators) {
		for (const [id, values] of Object.entries(points)) await saveScores(ctx, ref, id, entries(made, values));
		await submitScores(ctx, ref);
	}
	for (const [id, values] of Object.entries(points))
		await saveConsensus(made.officer.ctx, ref, id, entries(made, values));
	await freezeScores(made.officer.ctx, ref, FREEZE);
}

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

describe('from decision to the next phase', () => {
	it('goes the whole way', { timeout: 60_000 }, async () => {
		const made = await makeProcurement(db);
		const tenders = [];
		for (const [name, kronor] of [
			['Alfa', 200_000],
			['Beta', 300_000],
			['Gamma', 250_000],
			['Delta', 240_000]
		] as const) {
			tenders.push(await makeTender(db, made, { name, kronor }));
		}
		const [alfa, beta, gamma, delta] = tenders as [
			(typeof tenders)[0],
			(typeof tenders)[0],
			(typeof tenders)[0],
			(typeof tenders)[0]
		];
		await open(made);
		await declareAll(made);
		await scoreAll(made, {
			[alfa.tenderId]: [4, 4],
			[beta.tenderId]: [3, 3],
			[gamma.tenderId]: [2, 3],
			[delta.tenderId]: [1, 0]
		});
		expect(await participantsOf(db, made.ref.id)).toEqual([]);
		expect(await code(decideRound(made.run.decider.ctx, made.round, DECISION))).toBe(
			'conflict procurement.refuse.letters'
		);
		expect(await prepareLetters(made.officer.ctx, made.round)).toBe(4);
		const lost = (await lettersOf(made.officer.ctx, made.round)).letters.find(
			(one) => one.tenderId === delta.tenderId
		)!;
		expect(lost.reasons).toContain('plats 4 av 4');
		expect(lost.reasons).toContain('Alfa, Beta och Gamma');
		await saveLetter(made.officer.ctx, made.round, delta.tenderId, {
			reasons: `${lost.reasons}\n\nTack för ett fint anbud.`
		});
		expect(await code(tenderLetter(delta.representative.ctx, delta.tenderId))).toBe(
			'not-found error.not-found'
		);
		expect(await code(decideRound(made.officer.ctx, made.round, DECISION))).toBe('forbidden error.forbidden');
		await decideRound(made.run.decider.ctx, made.round, DECISION);
		expect(await code(decideRound(made.run.decider.ctx, made.round, DECISION))).toBe(
			'conflict procurement.refuse.decided'
		);

		const { letter } = await tenderLetter(delta.representative.ctx, delta.tenderId);
		expect(letter.reasons).toContain('Tack för ett fint anbud.');
		expect(await code(tenderLetter(alfa.representative.ctx, delta.tenderId))).toBe(
			'not-found error.not-found'
		);
		const facts = (await procurementKind.computeFacts(db, [made.run.id])).get(made.run.id);
		expect(facts).toEqual({
			'procurement.decided': true,
			'procurement.settled': true,
			'procurement.awarded': 3
		});
		const page = await publicProcurement(visitor(db), made.ref);
		expect(page.participants.map((one) => [one.name, one.stage, one.valueMinor])).toEqual([
			['Alfa', 1, 200_000_00],
			['Beta', 1, 300_000_00],
			['Gamma', 1, 250_000_00],
			['Delta', 0, 0]
		]);
		expect(JSON.stringify(page)).not.toContain('Hemligt svar');

		const suppliers = await suppliersOf(db, (await loadProcurement(db, made.ref.id))!.rounds[0]!.id);
		const award = (name: string) => suppliers.find((one) => one.name === name)!.awardId;
		expect(await signingBlock(db, award('Alfa'))).toBe('procurement.signing.standstill');
		await sql`update award_decision set standstill_until = current_date - 2`.execute(db);
		expect(await signingBlock(db, award('Alfa'))).toBeNull();
		await registerReview(made.officer.ctx, made.round, {
			court: 'Förvaltningsrätten i Malmö',
			caseNumber: '1-26',
			receivedOn: '2026-02-12'
		});
		expect(await signingBlock(db, award('Alfa'))).toBe('procurement.signing.review');
		const [review] = await reviewsOf(db, (await loadProcurement(db, made.ref.id))!.rounds[0]!.id);
		await endReview(made.officer.ctx, made.round, {
			reviewId: review!.id,
			endedOn: '2026-03-01',
			outcome: 'Avslag'
		});
		expect(await signingBlock(db, award('Alfa'))).toBeNull();

		await reportPhase(
			alfa.member.ctx,
			alfa.tenderId,
			{ body: 'Vi har prövat med tre familjer.' },
			new File(['Bilaga'], 'bilaga.txt')
		);
		expect((await phasePage(made.officer.ctx, made.round)).suppliers[0]!.report!.body).toContain(
			'tre familjer'
		);
		const gate = {
			outcome: 'next' as const,
			goOn: [award('Alfa'), award('Beta')],
			reason: 'Två lösningar håller för en prototyp.',
			decidedByName: 'Bo Beslutare',
			decidedOn: '2026-05-01'
		};
		expect(await code(passGate(made.run.decider.ctx, made.round, gate))).toBe(
			'invalid procurement.gate.refuse.assess'
		);
		for (const [name, successful] of [
			['Alfa', 'yes'],
			['Beta', 'yes'],
			['Gamma', 'no']
		] as const) {
			await assessSupplier(made.officer.ctx, made.round, {
				awardId: award(name),
				satisfactory: 'yes',
				successful,
				reason: 'Rapporten är prövad mot kraven.'
			});
		}
		const wrong = { ...gate, goOn: [award('Gamma')] };
		expect(await code(passGate(made.run.decider.ctx, made.round, wrong))).toBe(
			'invalid procurement.gate.refuse.unsuccessful'
		);
		expect(await code(passGate(made.officer.ctx, made.round, gate))).toBe('forbidden error.forbidden');
		await passGate(made.run.decider.ctx, made.round, gate);

		const money = await budgets(db, (await loadProcurement(db, made.ref.id))!);
		expect(money.map((one) => [one.number, one.availableMinor])).toEqual([
			[1, 1_000_000_00],
			[2, 1_250_000_00],
			[3, 1_000_000_00]
		]);

		const second = { ...made.ref, number: 2 };
		await startRound(made.officer.ctx, second, {
			questionsUntil: '2099-02-01T15:00',
			tendersUntil: '2099-03-01T15:00'
		});
		const gammaAgain = startTender(gamma.member.ctx, second, { organisationId: gamma.organisation.id });
		expect(await code(gammaAgain)).toBe('forbidden procurement.refuse.not-invited');
		const stranger = makeTender(db, made, { name: 'Ny', number: 2 });
		expect(await code(stranger)).toBe('forbidden procurement.refuse.not-invited');
		const dear = makeTender(db, made, { organisation: alfa.organisation, number: 2, kronor: 210_000 });
		expect(await code(dear)).toBe('conflict procurement.refuse.promised');
		await makeTender(db, made, { organisation: beta.organisation, number: 2, kronor: 290_000 });
		await open(made, 2);
		expect(
			(await openingProtocol(made.officer.ctx, second)).tenders.map((one) => one.organisationName)
		).toEqual(['Beta']);
		expect((await tenderPage(alfa.representative.ctx, alfa.tenderId)).supplier).toMatchObject({
			invited: true
		});
		expect((await verifyAudit(db)).faults).toEqual([]);
	});

	it('draws lots where equal tenders stand on the line, with a note of how', async () => {
		const made = await makeProcurement(db);
		await sql`update procurement_round set places = 1 where procurement_id = ${made.ref.id}`.execute(db);
		const [alfa, beta] = [
			await makeTender(db, made, { name: 'Alfa' }),
			await makeTender(db, made, { name: 'Beta' })
		];
		await open(made);
		await declareAll(made);
		await scoreAll(made, { [alfa.tenderId]: [3, 3], [beta.tenderId]: [3, 3] });
		expect((await proposedRanking(made.officer.ctx, made.round)).lotNeeded).toBe(true);
		expect(await code(prepareLetters(made.officer.ctx, made.round))).toBe(
			'conflict procurement.refuse.draw-lots'
		);
		const note = 'Lott drogs av Siv och Ulla den 10 februari.';
		const none = recordLots(made.officer.ctx, made.round, { lots: [], note });
		expect(await code(none)).toBe('invalid procurement.refuse.lots');
		await recordLots(made.officer.ctx, made.round, { lots: [beta.tenderId], note });
		await prepareLetters(made.officer.ctx, made.round);
		const { letters } = await lettersOf(made.officer.ctx, made.round);
		expect(letters.find((one) => one.tenderId === beta.tenderId)!.reasons).toContain('Ni är antagna');
		expect(letters.find((one) => one.tenderId === alfa.tenderId)!.reasons).toContain('Beta');
		await decideRound(made.run.decider.ctx, made.round, DECISION);
		const winners = (await participantsOf(db, made.ref.id)).filter((one) => one.stage === 1);
		expect(winners.map((one) => one.name)).toEqual(['Beta']);
	});

	it('can be cancelled at any time with a reason, by a decision-maker once published', async () => {
		const made = await makeProcurement(db);
		const { representative, tenderId } = await makeTender(db, made);
		const input = { reason: 'Pengarna är inte längre säkra.', decidedByName: 'Bo Beslutare' };
		expect(await code(cancelProcurement(made.officer.ctx, made.ref, input))).toBe(
			'forbidden procurement.refuse.decider'
		);
		await cancelProcurement(made.run.decider.ctx, made.ref, input);
		expect(await code(submitTender(representative.ctx, tenderId))).toBe(
			'conflict procurement.refuse.cancelled'
		);
		await passDeadline(db, made.ref);
		expect(await code(confirmOpening(made.officer.ctx, made.round))).toBe(
			'conflict procurement.refuse.cancelled'
		);
		expect((await publicProcurement(visitor(db), made.ref)).cancellation!.reason).toBe(input.reason);
	});

	it('is settled by a cancellation, and unsettled again while the next one is prepared', async () => {
		const made = await makeProcurement(db, { published: false });
		const settled = async () =>
			(await procurementKind.computeFacts(db, [made.run.id])).get(made.run.id)!['procurement.settled'];
		const cancel = (id: string) =>
			cancelProcurement(
				made.run.decider.ctx,
				{ slug: made.run.slug, id },
				{ reason: 'Vi gör om den.', decidedByName: 'Bo Beslutare' }
			);
		await publish(made.officer.ctx, made.ref);
		expect(await settled()).toBe(false);
		await cancel(made.ref.id);
		expect(await settled()).toBe(true);
		const next = await createProcurement(made.officer.ctx, made.run.slug, { title: 'En gång till' });
		expect(await settled()).toBe(false);
		await cancel(next);
		expect(await settled()).toBe(true);
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
