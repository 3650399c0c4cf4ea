import '../../composition.ts';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { visitor } from '#capabilities/initiatives/testing.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { verifyAudit } from '#platform/server/audit/verify.ts';
import { procurementKind } from './kind.ts';
import { decideRound, proposedRanking, recordDraw } from './server/decision.ts';
import { assessSupplier, passGate, phasePage, reportPhase, suppliersOf } from './server/gate.ts';
import { lettersOf, prepareLetters, saveLetter } from './server/letters.ts';
import { sealAndSubmit } from './server/submit.ts';
import { tenderLetter, tenderPage } from './server/my.ts';
import { budgets } from './server/money.ts';
import { openingProtocol } from './server/opening-list.ts';
import { participantsOf, publicProcurement } from './server/public.ts';
import { passFramework } from './server/passage.ts';
import { cancelProcurement } from './server/cancel.ts';
import { createProcurement } from './server/setup.ts';
import { startRound } from './server/publish.ts';
import { endReview, registerReview, reviewsOf, signingBlock } from './server/standstill.ts';
import { startTender } from './server/tenders.ts';
import { loadProcurement } from './server/load.ts';
import {
	contentOf,
	deliver,
	makeProcurement,
	makeTender,
	passDeadline,
	publish,
	type MadeProcurement
} from './testing.ts';
import { destroyLeft } from './server/unopened.ts';
import { beginUnsealing } from './server/unsealing.ts';
import { code, declareAll, DECISION, open, peel, roundIdOf, scoreAll, unseal } from './testing-rounds.ts';

const { db } = await testDb();

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
		// Nor can it be dated back into the standstill.
		expect(await signingBlock(db, award('Alfa'), '2020-01-01')).toBe('procurement.signing.standstill');
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
			'invalid procurement.gate.refuse.unsuccessful'
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
		expect(await code(passGate(made.run.decider.ctx, made.round, gate))).toBe(
			'conflict procurement.refuse.framework-first'
		);
		await passFramework(made.officer.ctx, made.ref, { exemption: 'Avtalen är tecknade på papper.' });
		expect(await code(passGate(made.run.decider.ctx, made.round, gate))).toBe(
			'conflict procurement.gate.refuse.lacking'
		);
		await passGate(made.run.decider.ctx, made.round, {
			...gate,
			exemption: 'Rapporterna har getts muntligt.'
		});

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
		const dear = await makeTender(db, made, { organisation: alfa.organisation, number: 2, submitted: false });
		const dearer = contentOf(made, { kronor: 210_000, number: 2 });
		expect(await code(sealAndSubmit(dear.representative.ctx, dear.tenderId, dearer))).toBe(
			'conflict procurement.refuse.promised'
		);
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
		expect((await proposedRanking(made.officer.ctx, made.round)).drawNeeded).toBe(true);
		expect(await code(prepareLetters(made.officer.ctx, made.round))).toBe(
			'conflict procurement.refuse.draw-lots'
		);
		const note = 'Lott drogs av Siv och Ulla den 10 februari.';
		const none = recordDraw(made.officer.ctx, made.round, { lots: [], note });
		expect(await code(none)).toBe('invalid procurement.refuse.lots');
		await recordDraw(made.officer.ctx, made.round, { lots: [beta.tenderId], note });
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
		expect(await code(deliver(representative.ctx, tenderId, contentOf(made)))).toBe(
			'conflict procurement.refuse.cancelled'
		);
		await passDeadline(db, made.ref);
		expect(await code(unseal(made))).toBe('conflict procurement.refuse.cancelled');
		expect((await publicProcurement(visitor(db), made.ref)).cancellation!.reason).toBe(input.reason);
	});

	it(
		'destroys what a cancellation leaves unopened, and nothing that was opened',
		{ timeout: 30_000 },
		async () => {
			// Other procurements of this file were cancelled before.
			await destroyLeft(db);
			const opened = await makeProcurement(db);
			await makeTender(db, opened);
			await open(opened);
			const made = await makeProcurement(db);
			const { representative, tenderId } = await makeTender(db, made);
			const other = await makeProcurement(db);
			await makeTender(db, other);
			await passDeadline(db, made.ref);
			const roundId = await roundIdOf(made);
			const id = await beginUnsealing(made.holders.a.ctx, roundId, { kind: 'opening', pair: 'ab' });
			await peel(made, 'a', roundId, id);
			for (const one of [opened, made])
				await cancelProcurement(one.run.decider.ctx, one.ref, {
					reason: 'Pengarna är inte längre säkra.',
					decidedByName: 'Bo Beslutare'
				});
			expect(await code(peel(made, 'b', roundId, id))).not.toBe('done');
			expect(await destroyLeft(db)).toBe(1);
			expect(await destroyLeft(db)).toBe(0);
			const pieces = async (of: MadeProcurement) =>
				(
					await sql`select from sealed_piece p join tender_submission s on s.id = p.submission_id
					join tender t on t.id = s.tender_id join procurement_round r on r.id = t.round_id
					where r.procurement_id = ${of.ref.id}`.execute(db)
				).rows.length;
			expect(await pieces(made)).toBe(0);
			expect(await pieces(other)).toBe(6);
			const items = sql`select from unsealing_item where unsealing_id = ${id} and submission_id is not null`;
			expect((await items.execute(db)).rows).toEqual([]);
			const page = await tenderPage(representative.ctx, tenderId);
			expect(page.last).toMatchObject({ version: 1 });
			expect(page.receipts).toHaveLength(1);
			expect((await openingProtocol(opened.officer.ctx, opened.round)).tenders).toHaveLength(1);
			expect((await verifyAudit(db)).faults).toEqual([]);
		}
	);

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
