import '../../composition.ts';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { makeTeamMember } from '#capabilities/initiatives/testing.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { unlocked } from '#platform/server/testing/unlocked.ts';
import { declareConflict } from './server/conflicts.ts';
import { decideRound, proposedRanking } from './server/decision.ts';
import { lettersOf, prepareLetters } from './server/letters.ts';
import { tenderPage } from './server/my.ts';
import { decideLow, markLow } from './server/low-prices.ts';
import { correctPrice, pricePage } from './server/prices.ts';
import { readTender, tendersWithDoors } from './server/reading.ts';
import { answerRequest } from './server/request-answers.ts';
import { askTenderers, listRequests } from './server/requests.ts';
import { makeProcurement, makeTender, type MadeProcurement } from './testing.ts';
import { code, DECISION, declareAll, open, scoreAll } from './testing-rounds.ts';
import { isLow, lowRefusal, medianOf } from './written-rules.ts';

const { db, url } = await testDb();
loadMessages();

describe('a price', () => {
	it.each([
		[[], null],
		[[7], 7],
		[[9, 1], 5],
		[[9, 1, 3], 3],
		[[1, 2, 3, 100], 3]
	] as [number[], number | null][])('median of %j is %s', (prices, median) => {
		expect(medianOf(prices)).toBe(median);
	});

	it.each([
		[59, 100, 60, true],
		[60, 100, 60, false],
		[1, null, 60, false]
	] as const)('%s against a median of %s at %s per cent is low: %s', (price, median, percent, low) => {
		expect(isLow(price, median, percent)).toBe(low);
	});

	it.each([
		[{ heard: false, answered: false }, 'rejected', 'written.refuse.low-hearing'],
		[{ heard: true, answered: false }, 'accepted', 'written.refuse.low-unexplained'],
		[{ heard: true, answered: false }, 'rejected', null],
		[{ heard: true, answered: true }, 'accepted', null]
	] as const)('with %j is not decided as %s: %s', (state, outcome, refusal) => {
		expect(lowRefusal(state, outcome)).toBe(refusal);
	});
});

/** Three tenders with agreed points: two at the usual price, one very low. */
async function frozen(options: { percent?: number } = {}) {
	const made = await makeProcurement(db);
	await db
		.updateTable('procurement')
		.set({ low_percent: options.percent ?? null })
		.where('id', '=', made.ref.id)
		.execute();
	const mark = made.ref.id.slice(0, 4);
	const [alfa, beta, low] = [
		await makeTender(db, made, { name: `Alfa ${mark}`, kronor: 300_000 }),
		await makeTender(db, made, { name: `Beta ${mark}`, kronor: 340_000 }),
		await makeTender(db, made, { name: `Låg ${mark}`, kronor: 90_000 })
	];
	await open(made);
	await declareAll(made);
	const points = { [alfa.tenderId]: [3, 3], [beta.tenderId]: [4, 4], [low.tenderId]: [2, 2] };
	await scoreAll(made, points);
	return { made, alfa, beta, low, officer: made.officer.ctx };
}

const ask = (made: MadeProcurement, tenderId: string) =>
	askTenderers(made.officer.ctx, made.round, {
		kind: 'low',
		tenderIds: [tenderId],
		question: 'Hur kan ni göra det för så lite?',
		reason: 'Priset är mindre än en tredjedel av de andras.',
		ground: 'LOU 16 kap. 7 §',
		answerUntil: '2099-01-01T12:00',
		othersReason: 'De andras priser är inte låga.'
	});

const REASON = 'Ni räknar med arbete som ingen får betalt för.';

describe('a price that seems too low', () => {
	it('is marked by the published rule when the scores are frozen, never before, with its figures', async () => {
		const { made, low, officer } = await frozen({ percent: 60 });
		const { prices } = await pricePage(officer, made.round);
		expect(prices.filter((one) => one.low).map((one) => one.id)).toEqual([low.tenderId]);
		expect(prices.find((one) => one.low)!.low).toMatchObject({
			byRule: true,
			priceMinor: 90_000_00,
			ceilingMinor: 400_000_00,
			medianMinor: 320_000_00
		});
		const none = await frozen();
		expect((await pricePage(none.officer, none.made.round)).prices.some((one) => one.low)).toBe(false);
		const closed = await makeProcurement(db);
		expect(await code(pricePage(closed.officer.ctx, closed.round))).toMatch(/^conflict/);
	});

	it('is rejected only after it was asked about; ranked no more, with a letter, and readable still', async () => {
		const { made, alfa, beta, low, officer } = await frozen();
		await prepareLetters(officer, made.round);
		await markLow(officer, made.round, low.tenderId, { reason: 'Under en tredjedel av de andras.' });
		expect((await lettersOf(officer, made.round)).letters).toEqual([]);
		expect(await code(prepareLetters(officer, made.round))).toBe('conflict written.refuse.low-open');
		expect(await code(decideRound(made.run.decider.ctx, made.round, DECISION))).toBe(
			'conflict written.refuse.low-open'
		);
		const no = { outcome: 'rejected' as const, reason: REASON };
		expect(await code(decideLow(officer, made.round, low.tenderId, no))).toBe(
			'conflict written.refuse.low-hearing'
		);
		await ask(made, low.tenderId);
		const [asked] = (await listRequests(officer, made.round)).requests;
		await answerRequest(low.representative.ctx, low.tenderId, asked!.id, { body: 'Vi har volontärer.' }, []);
		// Two officials at once: one decides, the other is told.
		const other = await makeTeamMember(db, made.run.id, 'procurement-officer');
		for (const { id } of (await tendersWithDoors(other.ctx, made.round)).tenders)
			await declareConflict(other.ctx, made.round, { tenderId: id, conflict: 'no' });
		const two = await Promise.all([
			code(decideLow(officer, made.round, low.tenderId, no)),
			code(decideLow(other.ctx, made.round, low.tenderId, { ...no, outcome: 'accepted' }))
		]);
		expect(two.filter((one) => one === 'done')).toHaveLength(1);
		const { rows } = await sql<{ outcome: string }>`select outcome from low_tender
			where tender_id = ${low.tenderId}`.execute(db);
		expect(two.indexOf('done')).toBe(rows[0]!.outcome === 'rejected' ? 0 : 1);
		await sql`update low_tender set outcome = null where tender_id = ${low.tenderId}`.execute(db);
		await sql`update opened_tender set fault = null where tender_id = ${low.tenderId}`.execute(db);
		await decideLow(officer, made.round, low.tenderId, no);
		const ranked = (await proposedRanking(officer, made.round)).rows.map((row) => row.tender.id);
		expect(ranked.toSorted()).toEqual([alfa.tenderId, beta.tenderId].toSorted());
		expect((await readTender(officer, made.round, low.tenderId)).tender.priceMinor).toBe(90_000_00);
		expect((await tenderPage(low.member.ctx, low.tenderId)).refusal).toMatchObject({
			fault: 'written.fault.low',
			reasons: [REASON]
		});
		await prepareLetters(officer, made.round);
		await decideRound(made.run.decider.ctx, made.round, DECISION);
		expect((await tenderPage(low.member.ctx, low.tenderId)).letter!.reasons).toContain(REASON);
		expect(await code(markLow(officer, made.round, alfa.tenderId, { reason: REASON }))).toBe(
			'conflict procurement.refuse.decided'
		);
	});

	it('tells a person with a conflict nothing, not even by the median of the others', async () => {
		const { made, alfa, low } = await frozen();
		const [bea] = made.evaluators;
		const conflict = { tenderId: low.tenderId, conflict: 'yes' as const, reason: 'Min syster arbetar där.' };
		await declareConflict(bea.ctx, made.round, conflict);
		const { prices } = await pricePage(bea.ctx, made.round);
		expect(prices.map((one) => one.id)).not.toContain(low.tenderId);
		expect(prices.map((one) => one.medianMinor)).toEqual([null, null]);
		const biased = await makeTeamMember(db, made.run.id, 'procurement-officer');
		await declareConflict(biased.ctx, made.round, conflict);
		const reason = { reason: 'Priset är mycket lågt.' };
		expect(await code(markLow(biased.ctx, made.round, low.tenderId, reason))).toBe(
			'forbidden procurement.refuse.conflict'
		);
		for (const ctx of [made.evaluators[1].ctx, made.opener.ctx, alfa.representative.ctx])
			expect(await code(markLow(ctx, made.round, low.tenderId, reason))).toMatch(/^(forbidden|not-found)/);
	});
});

describe('an error of arithmetic', () => {
	const fix = (price: number, seen: number) => ({
		price,
		seen: String(seen),
		reason: 'Summan av delposterna är en annan.'
	});

	it('is put right with both prices shown; the ranking follows, the tender stays as it was sent', async () => {
		const { made, alfa, officer } = await frozen();
		const quality = async () =>
			(await proposedRanking(officer, made.round)).rows.find((row) => row.tender.id === alfa.tenderId)!
				.ranked!;
		expect((await quality()).pricePoints).toBe(2);
		await prepareLetters(officer, made.round);
		const weak = await makeTeamMember(db, made.run.id, 'procurement-officer', { secondFactor: false });
		for (const { id } of (await tendersWithDoors(weak.ctx, made.round)).tenders)
			await declareConflict(weak.ctx, made.round, { tenderId: id, conflict: 'no' });
		const input = fix(230_000_00, 300_000_00);
		expect(await code(correctPrice(weak.ctx, made.round, alfa.tenderId, input))).toMatch(/^second-factor/);
		expect(await code(correctPrice(officer, made.round, alfa.tenderId, fix(500_000_00, 300_000_00)))).toBe(
			'invalid procurement.refuse.ceiling'
		);
		const two = await Promise.all(
			[230_000_00, 240_000_00].map((price) =>
				code(correctPrice(officer, made.round, alfa.tenderId, fix(price, 300_000_00)))
			)
		);
		expect(two.toSorted()).toEqual(['conflict written.refuse.price-changed', 'done']);
		const { priceMinor } = (await pricePage(officer, made.round)).prices.find(
			(one) => one.id === alfa.tenderId
		)!;
		// Without the lock both see the same price, and both correct it.
		const bare = unlocked(url, 'insert into "price_correction"');
		const both = await Promise.all(
			[210_000_00, 220_000_00].map((price) =>
				code(correctPrice({ ...officer, db: bare }, made.round, alfa.tenderId, fix(price, priceMinor)))
			)
		);
		await bare.destroy();
		expect(both).toEqual(['done', 'done']);
		expect((await quality()).pricePoints).toBe(4);
		expect((await lettersOf(officer, made.round)).letters).toEqual([]);
		const { corrections, sent } = await tenderPage(alfa.member.ctx, alfa.tenderId);
		expect(corrections[0]).toMatchObject({ fromMinor: 300_000_00 });
		expect(sent!.price.prices['1']).toBe(300_000_00);
		await prepareLetters(officer, made.round);
		await decideRound(made.run.decider.ctx, made.round, DECISION);
		const { rows } = await sql<{ price: number }>`select price_minor as price from award
			where tender_id = ${alfa.tenderId}`.execute(db);
		expect(Number(rows[0]!.price)).toBe(corrections.at(-1)!.toMinor);
	});
});
