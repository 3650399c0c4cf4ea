import '../../composition.ts';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Context } from '#platform/server/context.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { awardedTenders } from './server/awards.ts';
import { freezeChecks, saveCheck } from './server/checks.ts';
import { decideRound, proposedRanking } from './server/decision.ts';
import { excludeTender, exclusionPage, hearAboutExclusion } from './server/exclusion.ts';
import { lettersOf, prepareLetters } from './server/letters.ts';
import { tenderPage } from './server/my.ts';
import { openingProtocol } from './server/opening-list.ts';
import { tendersWithDoors } from './server/reading.ts';
import { answerRequest } from './server/request-answers.ts';
import { signingBlock } from './server/standstill.ts';
import { makeProcurement, makeTender, type MadeProcurement } from './testing.ts';
import { code, DECISION, declareAll, open, scoreAll } from './testing-rounds.ts';

const { db } = await testDb();
loadMessages();

const MET = { result: 'met' as const, reason: 'Inget talar emot det.' };
const HEARING = {
	ground: 'crime',
	question: 'Er vd dömdes i fredags. Vad säger ni om det?',
	reason: 'Domen nämns i tidningen.',
	answerUntil: '2098-12-24T15:00'
};
const WHY = { reason: 'Domen har vunnit laga kraft och ingen har bytts ut.', confirm: true };

/** Two tenders in a round whose check is closed; Alfa gets more points. */
async function checked(conditions = true) {
	const made = await makeProcurement(db, { conditions });
	const [alfa, beta] = [
		await makeTender(db, made, { name: 'Alfa' }),
		await makeTender(db, made, { name: 'Beta' })
	];
	await open(made);
	await declareAll(made);
	const officer = made.officer.ctx;
	for (const conditionId of made.conditions)
		for (const { tenderId } of [alfa, beta])
			await saveCheck(officer, made.round, tenderId, { ...MET, conditionId });
	return { made, alfa, beta, officer };
}

async function heard(
	made: MadeProcurement,
	officer: Context,
	alfa: { tenderId: string; representative: { ctx: Context } }
) {
	await hearAboutExclusion(officer, made.round, alfa.tenderId, HEARING);
	const { hearings } = await exclusionPage(officer, made.round, alfa.tenderId);
	const requestId = hearings.at(-1)!.id;
	await answerRequest(alfa.representative.ctx, alfa.tenderId, requestId, { body: 'Han har slutat.' }, []);
	return requestId;
}

const scored = (made: MadeProcurement, alfa: { tenderId: string }, beta: { tenderId: string }) =>
	scoreAll(made, { [alfa.tenderId]: [4, 4], [beta.tenderId]: [2, 2] });

describe('exclusion after the check', () => {
	it('waits for the check, for a hearing and for its answer; then ranking and letters fall', async () => {
		const { made, alfa, beta, officer } = await checked();
		const exclude = (requestId: string) =>
			code(excludeTender(officer, made.round, alfa.tenderId, { ...WHY, requestId }));
		const hear = () => code(hearAboutExclusion(officer, made.round, alfa.tenderId, HEARING));
		expect(await hear()).toBe('conflict written.exclude.refuse.check');
		await freezeChecks(officer, made.round, { confirm: true });
		await scored(made, alfa, beta);
		await prepareLetters(officer, made.round);
		expect(await exclude(crypto.randomUUID())).toBe('conflict written.refuse.hearing');
		expect(await hear()).toBe('done');
		const [first] = (await exclusionPage(officer, made.round, alfa.tenderId)).hearings;
		expect(first).toMatchObject({
			exclusion: 'crime',
			conditionId: made.conditions[0],
			ground: 'LOU 13 kap. 1 §'
		});
		expect(await exclude(first!.id)).toBe('conflict written.refuse.waiting');
		const requestId = await heard(made, officer, alfa);
		const [bea] = made.evaluators;
		expect(await code(excludeTender(bea.ctx, made.round, alfa.tenderId, { ...WHY, requestId }))).toMatch(
			/^forbidden/
		);
		const silent = excludeTender(officer, made.round, alfa.tenderId, { ...WHY, confirm: false, requestId });
		expect(await code(silent)).toBe('invalid procurement.refuse.confirm');
		expect(await exclude(requestId)).toBe('done');
		const { rows } = await proposedRanking(officer, made.round);
		expect(rows.map((row) => [row.tender.organisationName, row.ranked!.rank])).toEqual([['Beta', 1]]);
		expect((await lettersOf(officer, made.round)).letters).toEqual([]);
		expect(await code(decideRound(made.run.decider.ctx, made.round, DECISION))).toBe(
			'conflict procurement.refuse.letters'
		);
		// Told at once, and again in the letter; the list that was attested at the opening stays as it was.
		const { refusal } = await tenderPage(alfa.representative.ctx, alfa.tenderId);
		expect(refusal).toMatchObject({ fault: 'written.fault.excluded' });
		expect(refusal!.reasons.join()).toContain(WHY.reason);
		await prepareLetters(officer, made.round);
		const { letters } = await lettersOf(officer, made.round);
		expect(letters.find((one) => one.tenderId === alfa.tenderId)!.reasons).toContain('LOU 13 kap. 1 §');
		expect((await openingProtocol(officer, made.round)).tenders.map((one) => one.fault)).toEqual([
			null,
			null
		]);
		await decideRound(made.run.decider.ctx, made.round, DECISION);
		const { rows: audited } = await sql<{ n: number }>`select count(*)::int as n from audit_entry
			where action in ('tender.excluded', 'procurement.excluded') and subject = ${`tender:${alfa.tenderId}`}`.execute(
			db
		);
		expect(audited[0]!.n).toBe(2);
	});

	it('takes back an award that is not signed, and only that', async () => {
		const { made, alfa, beta, officer } = await checked(false);
		await scored(made, alfa, beta);
		await prepareLetters(officer, made.round);
		await decideRound(made.run.decider.ctx, made.round, DECISION);
		const awards = () =>
			awardedTenders(db, made.run.id).then((all) => all.map((one) => one.organisationName));
		expect(await awards()).toEqual(['Alfa', 'Beta']);
		const { id } = await db
			.selectFrom('award')
			.select('id')
			.where('tender_id', '=', alfa.tenderId)
			.executeTakeFirstOrThrow();
		const requestId = await heard(made, officer, alfa);
		await excludeTender(officer, made.round, alfa.tenderId, { ...WHY, requestId });
		expect(await awards()).toEqual(['Beta']);
		expect(await signingBlock(db, id)).toBe('written.signing.excluded');
		const { rows } = await proposedRanking(officer, made.round);
		expect(rows.map((row) => [row.tender.organisationName, row.proposed])).toEqual([['Beta', true]]);
		// What was decided and told stays in the record.
		expect(await db.selectFrom('award').select('id').where('id', '=', id).execute()).toHaveLength(1);
	});

	it('is done once, also by two officials at the same time', async () => {
		const { made, alfa, officer } = await checked(false);
		const requestId = await heard(made, officer, alfa);
		const exclude = () => code(excludeTender(officer, made.round, alfa.tenderId, { ...WHY, requestId }));
		expect((await Promise.all([exclude(), exclude()])).toSorted()).toEqual([
			'conflict written.refuse.out',
			'done'
		]);
		expect((await tendersWithDoors(officer, made.round)).refused.map((one) => one.id)).toEqual([
			alfa.tenderId
		]);
	});

	it('waits for a decision that is being made; without the lock it would not', async () => {
		const { made, alfa, officer } = await checked(false);
		const requestId = await heard(made, officer, alfa);
		const other = await makeProcurement(db);
		const held = async (procurementId: string) => {
			let done = false;
			let excluding: Promise<void> = Promise.resolve();
			await db.transaction().execute(async (tx) => {
				await sql`select 1 from procurement_round where procurement_id = ${procurementId} for update`.execute(
					tx
				);
				excluding = excludeTender(officer, made.round, alfa.tenderId, { ...WHY, requestId }).then(() => {
					done = true;
				});
				await new Promise((resolve) => setTimeout(resolve, 300));
			});
			const early = done;
			await excluding;
			return early;
		};
		expect(await held(made.ref.id)).toBe(false);
		await sql`update opened_tender set fault = null where tender_id = ${alfa.tenderId}`.execute(db);
		await sql`delete from tender_exclusion`.execute(db);
		expect(await held(other.ref.id)).toBe(true);
	});
});
