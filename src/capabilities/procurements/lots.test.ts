import '../../composition.ts';
import { describe, expect, it, test } from 'vitest';
import { sql } from 'kysely';
import { makeInitiative, visitor } from '#capabilities/initiatives/testing.ts';
import type { Context } from '#platform/server/context.ts';
import { verifyAudit } from '#platform/server/audit/verify.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { unlocked } from '#platform/server/testing/unlocked.ts';
import { lotsToDecideFirst, nameOfRound, rankedWithout, viewOfLot, viewsOf } from './lots.ts';
import { cancelLot } from './server/cancel.ts';
import { decideRound, proposedRanking } from './server/decision.ts';
import { exportProcurements, importProcurements } from './server/export.ts';
import { assessSupplier, passGate, suppliersOf } from './server/gate.ts';
import { lettersOf, prepareLetters } from './server/letters.ts';
import { addLot, removeLot, saveLot, saveLotRules } from './server/lots.ts';
import { myTenders, tenderPage } from './server/my.ts';
import { budgets } from './server/money.ts';
import { openingProtocol } from './server/opening-list.ts';
import { passFramework } from './server/passage.ts';
import { addRound, removeLastRound, saveCriterion, saveRound } from './server/phases.ts';
import { publicProcurement } from './server/public.ts';
import { extendDeadline, lackingOf, publishProcurement, startRound } from './server/publish.ts';
import { runOf } from './server/run.ts';
import { destroyLeft } from './server/unopened.ts';
import { withdrawTender } from './server/submit.ts';
import { startTender } from './server/tenders.ts';
import { procurementKind } from './kind.ts';
import { deliver, makeProcurement, passDeadline } from './testing.ts';
import { load, lotContent, makeDivided, makeLotTender, numberOf } from './testing-lots.ts';
import { code, declareAll, DECISION, roundIdOf, scoreAll, unseal } from './testing-rounds.ts';

const { db, url } = await testDb();

const LEVELS = {
	level0: 'Saknas.',
	level1: 'Vagt.',
	level2: 'Rimligt.',
	level3: 'Väl beskrivet.',
	level4: 'Prövat.'
};
const lot = (position: number) => ({
	id: String(position),
	position,
	title: 0 as never,
	description: null,
	cancelled: null
});

describe('the rules', () => {
	const rounds = [1, 2, 3].flatMap((position) =>
		[1, 2].map((step) => ({ lot: lot(position), step, decidedAt: null as Date | null }))
	);
	const call = (lotsWinMax: number | null) => ({ lots: [lot(1), lot(2), lot(3)], lotsWinMax });

	test.each([
		['no limit', null, 5, []],
		['a limit that lets one win all', 3, 5, []],
		['the first lot', 1, 0, []],
		['the third lot', 1, 4, ['1', '2']],
		['a later phase of it', 1, 5, []]
	])('%s', (_, max, at, before) => {
		if (at === 5 && max !== 1) at = 4;
		expect(lotsToDecideFirst(call(max), rounds, rounds[at]!).map((one) => one.id)).toEqual(before);
	});

	it('leaves out those that are full, and ranks the others anew', () => {
		const ranking = [
			['a', 1],
			['b', 2],
			['c', 2],
			['d', 4]
		].map(([tenderId, rank]) => ({ tenderId: tenderId as string, rank: rank as number }));
		const ranks = (out: string[]) => rankedWithout(ranking, out).map((one) => [one.tenderId, one.rank]);
		expect(ranks([])).toEqual(ranking.map((one) => [one.tenderId, one.rank]));
		expect(ranks(['a'])).toEqual([
			['b', 1],
			['c', 1],
			['d', 3]
		]);
		expect(ranks(['b', 'd'])).toEqual([
			['a', 1],
			['c', 2]
		]);
	});

	it('names a phase with its lot only where there are lots', () => {
		const name = { o: 'sv' as const, v: 1, t: { sv: 'Prototyp', en: 'Prototype' } };
		expect(nameOfRound({ lot: null, name })).toBe(name);
		expect(nameOfRound({ lot: { position: 2 }, name }).t).toEqual({
			sv: 'Del 2, Prototyp',
			en: 'Lot 2, Prototype'
		});
	});
});

describe('dividing a call', () => {
	it('gives the first lot the phases that there are, and the next ones their like', async () => {
		const made = await makeDivided(db, { titles: ['Skolan', 'Vården'], published: false });
		const { lots, rounds, revision } = await load(db, made);
		expect(lots.map((one) => one.position)).toEqual([1, 2]);
		expect(rounds.map((one) => [one.number, one.lot?.position, one.step])).toEqual([
			[1, 1, 1],
			[2, 1, 2],
			[3, 1, 3],
			[4, 2, 1],
			[5, 2, 2],
			[6, 2, 3]
		]);
		expect(rounds[4]!.phase).toBe(rounds[1]!.phase);
		const { ctx } = made.officer;
		expect(await addRound(ctx, made.ref, lots[0]!.id)).toBe(4);
		expect((await load(db, made)).rounds.at(-1)).toMatchObject({ number: 7, step: 3 });
		expect(await code(addRound(ctx, made.ref, lots[0]!.id))).toBe('conflict procurement.refuse.rounds');
		expect(await code(addRound(ctx, made.ref))).toBe('not-found error.not-found');
		await removeLastRound(ctx, made.ref, lots[0]!.id);
		expect(await code(addLot(ctx, made.ref, { revision: 1, title: 'Sent ute' }))).toBe(
			'conflict procurement.refuse.revision'
		);
		await removeLot(ctx, made.ref, lots[0]!.id, revision);
		const left = await load(db, made);
		expect(left.rounds.map((one) => [one.number, one.lot?.position])).toEqual([
			[1, 1],
			[2, 1],
			[3, 1]
		]);
		expect(await lackingOf(ctx, left)).toEqual(['lots.lacking.two']);
		await removeLot(ctx, made.ref, left.lots[0]!.id, left.revision);
		const whole = await load(db, made);
		expect(whole.lots).toEqual([]);
		expect(whole.rounds.map((one) => [one.number, one.lot, one.step])).toEqual([
			[1, null, 1],
			[2, null, 2],
			[3, null, 3]
		]);
		expect(await lackingOf(ctx, whole)).toEqual([]);
	});

	it('shares the deadline, and is closed to strangers and after publication', async () => {
		const made = await makeDivided(db, { published: false });
		const { ctx } = made.officer;
		const { revision, rounds, lots } = await load(db, made);
		const second = rounds.find((one) => one.number === numberOf(2))!;
		await saveRound(
			ctx,
			{ ...made.ref, number: second.number },
			{
				revision,
				kind: 'design',
				name: 'Fas 1',
				places: 2,
				budget: 900_000_00,
				supplierBudget: 300_000_00,
				startsOn: '2099-01-01',
				endsOn: '2099-02-01',
				questionsUntil: '2098-10-01T15:00',
				tendersUntil: '2098-11-15T12:00'
			}
		);
		const first = (await load(db, made)).rounds.filter((one) => one.step === 1);
		expect(new Set(first.map((one) => one.tendersUntil!.toISOString())).size).toBe(1);
		expect(first.map((one) => one.budgetMinor)).toEqual([1_000_000_00, 900_000_00]);
		const other = await makeProcurement(db);
		const input = { revision: revision + 1, title: 'Ny' };
		expect(await code(addLot(made.evaluators[0].ctx, made.ref, input))).toBe('forbidden error.forbidden');
		expect(await code(addLot(other.officer.ctx, made.ref, input))).not.toBe('done');
		expect(await code(saveLot(ctx, made.ref, other.ref.id, input))).toBe('not-found error.not-found');
		const rules = { revision: revision + 1, winMax: 3 };
		expect(await code(saveLotRules(ctx, made.ref, rules))).toBe('invalid lots.refuse.max');
		await saveLot(ctx, made.ref, lots[1]!.id, {
			...input,
			title: 'Vården',
			description: 'Allt utom akuten.'
		});
		const decision = {
			decidedBody: 'Nämnden',
			decidedByName: 'Siv Styrelse',
			decidedOn: '2026-01-15',
			diaryNumber: 'N 1',
			confirm: true
		};
		await publishProcurement(ctx, made.ref, decision);
		const published = await load(db, made);
		expect(published.rounds.map((one) => one.publishedAt !== null)).toEqual([
			true,
			false,
			false,
			true,
			false,
			false
		]);
		const late = { revision: published.revision, title: 'För sent' };
		expect(await code(addLot(ctx, made.ref, late))).toBe('conflict procurement.refuse.published');
		expect(await code(removeLot(ctx, made.ref, lots[0]!.id, late.revision))).toBe(
			'conflict procurement.refuse.published'
		);
		await extendDeadline(
			ctx,
			{ ...made.ref, number: 4 },
			{ tendersUntil: '2098-12-20T12:00', reason: 'Helgerna.' }
		);
		const moved = (await load(db, made)).rounds.filter((one) => one.step === 1);
		expect(new Set(moved.map((one) => one.tendersUntil!.toISOString()))).toEqual(
			new Set(['2098-12-20T11:00:00.000Z'])
		);
	});

	it('lets a lot have criteria of its own, which must be a hundred per cent there', async () => {
		const made = await makeDivided(db, { published: false });
		const { ctx } = made.officer;
		const { lots, revision, criteria } = await load(db, made);
		const own = { name: 'Närhet', weight: 70, maxWords: 200, lotId: lots[1]!.id, ...LEVELS };
		await saveCriterion(ctx, made.ref, null, { ...own, revision });
		expect(await lackingOf(ctx, await load(db, made))).toEqual(['procurement.lacking.weights']);
		const after = await load(db, made);
		const added = after.criteria.find((one) => one.lotId)!;
		await saveCriterion(ctx, made.ref, added.id, { ...own, weight: 80, revision: after.revision });
		const full = await load(db, made);
		expect(await lackingOf(ctx, full)).toEqual([]);
		expect(viewsOf(full).map((view) => view.criteria.map((one) => one.id))).toEqual([
			criteria.map((one) => one.id),
			[added.id]
		]);
		expect(viewOfLot(full, lots[0]!).rounds.map((one) => one.number)).toEqual([1, 2, 3]);
	});

	it('travels in a file', async () => {
		const made = await makeDivided(db, { rules: { tenderMax: 2, winMax: 1 } });
		const data = await exportProcurements(db, made.run.id);
		const target = await makeInitiative(db);
		await db.transaction().execute((tx) => importProcurements(tx, target.coordinator.ctx, target.id, data));
		expect(await exportProcurements(db, target.id)).toEqual(data);
		expect(data[0]).toMatchObject({ lotsTenderMax: 2, lotsWinMax: 1 });
		expect(data[0]!.rounds.map((one) => [one.lot, one.step]).slice(2, 4)).toEqual([
			[1, 3],
			[2, 1]
		]);
	});
});

describe('tenders for lots', () => {
	it('are sealed, opened, decided and told of lot by lot; who has won enough is passed over', async () => {
		const made = await makeDivided(db, {
			titles: ['Skolan', 'Vården', 'Fritiden'],
			rules: { winMax: 1 }
		});
		const alfa = await makeLotTender(db, made, 1, { name: 'Alfa', kronor: 200_000 });
		const alfa2 = await makeLotTender(db, made, 2, { from: alfa, kronor: 200_000 });
		const beta = await makeLotTender(db, made, 2, { name: 'Beta', kronor: 300_000 });
		await sql`update procurement_round set places = 1 where procurement_id = ${made.ref.id}`.execute(db);
		for (const number of [1, 4]) {
			await passDeadline(db, made.ref, number);
			await unseal(made, { number });
			await declareAll(made, number);
		}
		const [first, second] = [1, 4].map((number) => ({ ...made.ref, number }));
		expect((await openingProtocol(made.officer.ctx, first!)).tenders).toHaveLength(1);
		await scoreAll(made, { [alfa.tenderId]: [4, 4] }, 1);
		await scoreAll(made, { [alfa2.tenderId]: [4, 4], [beta.tenderId]: [2, 2] }, 4);
		// The second lot waits for the first, and says so.
		const waiting = await proposedRanking(made.officer.ctx, second!);
		expect([waiting.waitsFor.map((one) => one.position), waiting.rows.filter((row) => row.proposed)]).toEqual(
			[[1], []]
		);
		expect(await code(prepareLetters(made.officer.ctx, second!))).toBe('conflict lots.refuse.order');
		expect(await code(decideRound(made.run.decider.ctx, second!, DECISION))).toBe(
			'conflict lots.refuse.order'
		);
		await prepareLetters(made.officer.ctx, first!);
		await decideRound(made.run.decider.ctx, first!, DECISION);
		const ranking = await proposedRanking(made.officer.ctx, second!);
		expect(ranking.rows.map((row) => [row.tender.organisationName, row.full, row.proposed])).toEqual([
			['Alfa', true, false],
			['Beta', false, true]
		]);
		await prepareLetters(made.officer.ctx, second!);
		const { letters } = await lettersOf(made.officer.ctx, second!);
		const to = (tenderId: string) => letters.find((one) => one.tenderId === tenderId)!.reasons;
		expect(to(alfa2.tenderId)).toContain('Ni har redan vunnit så många delar');
		// Theirs was the better tender: nothing else may be said.
		expect(to(alfa2.tenderId)).not.toContain('bättre sammanlagt resultat');
		expect(to(beta.tenderId)).toContain('Del 2');
		expect(to(beta.tenderId)).not.toContain('redan vunnit');
		await decideRound(made.run.decider.ctx, second!, DECISION);
		const page = await publicProcurement(visitor(db), made.ref);
		expect(page.participants.map((one) => [one.name, one.lotId && one.stage])).toEqual([
			['Alfa', 1],
			['Beta', 1],
			['Alfa', 0]
		]);
		// Two of three lots have somebody; the procurement is not settled yet.
		const facts = (await procurementKind.computeFacts(db, [made.run.id])).get(made.run.id)!;
		expect(facts).toMatchObject({ 'procurement.settled': false, 'procurement.awarded': 2 });
		expect((await verifyAudit(db)).faults).toEqual([]);
	});

	it('go on from phase to phase within their lot, with its own money', async () => {
		const made = await makeDivided(db);
		const alfa = await makeLotTender(db, made, 1, { name: 'Alfa', kronor: 200_000 });
		const beta = await makeLotTender(db, made, 2, { name: 'Beta', kronor: 300_000 });
		const number = numberOf(2);
		const ref = { ...made.ref, number };
		await passDeadline(db, made.ref, number);
		await unseal(made, { number });
		await declareAll(made, number);
		await scoreAll(made, { [beta.tenderId]: [3, 3] }, number);
		await prepareLetters(made.officer.ctx, ref);
		await decideRound(made.run.decider.ctx, ref, DECISION);
		const [supplier] = await suppliersOf(db, await roundIdOf(made, number));
		const exemption = 'Underlaget har getts på annat sätt.';
		await passFramework(made.officer.ctx, made.ref, { exemption, round: number });
		await assessSupplier(made.officer.ctx, ref, {
			awardId: supplier!.awardId,
			satisfactory: 'yes',
			successful: 'yes',
			reason: 'Prövat mot kraven.'
		});
		await passGate(made.run.decider.ctx, ref, {
			outcome: 'next',
			goOn: [supplier!.awardId],
			reason: 'Nådde sina mål.',
			decidedByName: 'Bo Beslutare',
			decidedOn: '2026-05-01',
			exemption
		});
		const call = await load(db, made);
		const states = await Promise.all(viewsOf(call).map(async (view) => (await runOf(db, view)).current?.key));
		expect(states).toEqual(['framework', 'prototype']);
		const money = await budgets(db, call);
		expect(money.map((one) => one.rolledInMinor)).toEqual([0, 0, 0, 0, 700_000_00, 0]);
		const times = { questionsUntil: '2099-02-01T15:00', tendersUntil: '2099-03-01T15:00' };
		expect(await code(startRound(made.officer.ctx, { ...made.ref, number: 2 }, times))).toBe(
			'conflict procurement.refuse.gate-first'
		);
		await startRound(made.officer.ctx, { ...made.ref, number: 5 }, times);
		const again = startTender(
			alfa.member.ctx,
			{ ...made.ref, number: 5 },
			{
				organisationId: alfa.organisation.id
			}
		);
		expect(await code(again)).toBe('forbidden procurement.refuse.not-invited');
		await makeLotTender(db, made, 2, { from: beta, step: 2, kronor: 290_000 });
		const { tenders } = await myTenders(beta.representative.ctx);
		expect(tenders.map((one) => [one.lot, one.roundNumber])).toEqual([
			[2, 2],
			[2, 1]
		]);
	});

	it('of a lot that is cancelled are destroyed unopened, while the other lots go on', async () => {
		const made = await makeDivided(db, { rules: { winMax: 1 } });
		const alfa = await makeLotTender(db, made, 1, { name: 'Alfa' });
		const beta = await makeLotTender(db, made, 2, { name: 'Beta' });
		const { lots } = await load(db, made);
		const why = { reason: 'Ingen har råd med den.', decidedByName: 'Bo Beslutare' };
		const cancel = (ctx: Context, id = lots[0]!.id) => code(cancelLot(ctx, made.ref, id, why));
		expect(await cancel(made.officer.ctx)).toBe('forbidden error.forbidden');
		expect(await cancel(made.run.decider.ctx, made.ref.id)).toBe('not-found error.not-found');
		const { ctx } = made.run.decider;
		const both = await Promise.all([cancel(ctx), cancel(ctx)]);
		expect(both.sort()).toEqual(['conflict lots.refuse.over', 'done']);
		expect(await destroyLeft(db)).toBe(1);
		const again = deliver(alfa.representative.ctx, alfa.tenderId, lotContent(made, 1, alfa));
		expect(await code(again)).toBe('conflict procurement.refuse.cancelled');
		const page = await tenderPage(alfa.representative.ctx, alfa.tenderId);
		expect(page.tender.procurement.cancelledAt).not.toBeNull();
		expect(
			(await tenderPage(beta.representative.ctx, beta.tenderId)).tender.procurement.cancelledAt
		).toBeNull();
		const facts = async () =>
			(await procurementKind.computeFacts(db, [made.run.id])).get(made.run.id)!['procurement.settled'];
		expect(await facts()).toBe(false);
		// The lot before it is gone, so the second one need not wait for it.
		const ref = { ...made.ref, number: 4 };
		await passDeadline(db, made.ref, 4);
		await unseal(made, { number: 4 });
		await declareAll(made, 4);
		await scoreAll(made, { [beta.tenderId]: [3, 3] }, 4);
		await prepareLetters(made.officer.ctx, ref);
		await decideRound(ctx, ref, DECISION);
		expect(await facts()).toBe(true);
		expect(await code(prepareLetters(made.officer.ctx, { ...ref, number: 1 }))).not.toBe('done');
		expect((await verifyAudit(db)).faults).toEqual([]);
	});

	it('are as many as the call allows, also when two are sent at once', async () => {
		const made = await makeDivided(db, {
			titles: ['Skolan', 'Vården', 'Fritiden'],
			rules: { tenderMax: 1 }
		});
		const first = await makeLotTender(db, made, 1, { submitted: false });
		const second = await makeLotTender(db, made, 2, { from: first, submitted: false });
		const send = (tender: typeof first, at: number) =>
			code(deliver(tender.representative.ctx, tender.tenderId, lotContent(made, at, tender)));
		const both = await Promise.all([send(first, 1), send(second, 2)]);
		expect(both.sort()).toEqual(['conflict lots.refuse.tenders', 'done']);
		const [sent, other] = (await standing(first)) ? [first, second] : [second, first];
		expect([await standing(sent), await standing(other)]).toEqual([true, false]);
		// One's own may be replaced, and a tender that is taken back makes room.
		expect(await send(sent, sent === first ? 1 : 2)).toBe('done');
		await withdrawTender(sent.representative.ctx, sent.tenderId);
		expect(await send(other, other === first ? 1 : 2)).toBe('done');
		expect(await makeLotTender(db, made, 3, { name: 'Gamma' })).toBeTruthy();
	});

	it('would be too many at once without the lock', async () => {
		const made = await makeDivided(db, { rules: { tenderMax: 1 } });
		const first = await makeLotTender(db, made, 1, { submitted: false });
		const second = await makeLotTender(db, made, 2, { from: first, submitted: false });
		const bare = unlocked(url, 'insert into "tender_submission"');
		const send = ({ representative, tenderId }: typeof first, content: ReturnType<typeof lotContent>) =>
			code(deliver({ ...representative.ctx, db: bare }, tenderId, content));
		const both = await Promise.all([
			send(first, lotContent(made, 1, first)),
			send(second, lotContent(made, 2, second))
		]);
		await bare.destroy();
		expect(both).toEqual(['done', 'done']);
	});
});

async function standing({ tenderId }: { tenderId: string }): Promise<boolean> {
	const { rows } = await sql<{ n: number }>`select count(*)::int as n from tender_submission
		where tender_id = ${tenderId} and withdrawn_at is null`.execute(db);
	return rows[0]!.n > 0;
}
