import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { makeTeamMember } from '#capabilities/initiatives/testing.ts';
import type { Context } from '#platform/server/context.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { allTenderers, declareRound, drawLabels } from './server/anonymous.ts';
import { checksOf } from './server/checks-read.ts';
import { addEvaluator, declareConflict, endEvaluator, evaluatorsOf } from './server/conflicts.ts';
import { freezeScores, saveConsensus, sideBySide } from './server/consensus.ts';
import { lettersOf } from './server/letters.ts';
import { tenderFile } from './server/opened-files.ts';
import { openingProtocol } from './server/opening-list.ts';
import { roundRecord } from './server/papers.ts';
import { readTender, tendersWithDoors } from './server/reading.ts';
import { listRequests } from './server/requests.ts';
import { saveScores, submitScores } from './server/scoring.ts';
import { letterOf } from './rules.ts';
import { addFile, contentOf, deliver, makeProcurement, makeTender, type MadeProcurement } from './testing.ts';
import { code, entries, FREEZE, open, roundIdOf } from './testing-rounds.ts';

const { db } = await testDb();

const anonymously = (made: MadeProcurement) =>
	sql`update procurement_round set anonymous = true where procurement_id = ${made.ref.id} and number = 1`.execute(
		db
	);

/** An opened round, evaluated anonymously, of three who tendered. */
async function anonymousRound(names = ['Alfa', 'Beta', 'Gamma']) {
	const made = await makeProcurement(db);
	await anonymously(made);
	const tenders = [];
	for (const name of names) tenders.push(await makeTender(db, made, { name }));
	await open(made);
	return { made, tenders, roundId: await roundIdOf(made) };
}
const none = (ctx: Context, made: MadeProcurement) => declareRound(ctx, made.round, { conflict: 'no' });

describe('a round that is evaluated anonymously', () => {
	it('draws neutral names by lot, stored, and not by the order in which tenders came', async () => {
		const { made, roundId } = await anonymousRound();
		const { ctx } = made.officer;
		const labels = async () => (await tendersWithDoors(ctx, made.round)).tenders.map((one) => one.label!);
		const orders = new Set<string>();
		for (let at = 0; at < 6; at++) {
			const drawn = await labels();
			expect(drawn.toSorted()).toEqual([1, 2, 3]);
			expect(await labels()).toEqual(drawn);
			orders.add(drawn.join());
			await db.transaction().execute(async (tx) => {
				await sql`update opened_tender set label = null`.execute(tx);
				await drawLabels(tx, ctx, roundId);
			});
		}
		// Six times the same order by chance: once in 7 776.
		expect(orders.size).toBeGreaterThan(1);
		expect([1, 26, 27, 53].map(letterOf)).toEqual(['A', 'Z', 'AA', 'BA']);
	});

	it('is agreed on in the order of the neutral names, also before an officer, who knows in which they came', async () => {
		const { made, roundId } = await anonymousRound();
		await sql`update opened_tender set label = null
			where opening_id in (select id from opening where round_id = ${roundId})`.execute(db);
		await sql`update opened_tender o set label = x.label from (
			select tender_id, row_number() over (order by position desc) as label from opened_tender
			where opening_id in (select id from opening where round_id = ${roundId})) x where x.tender_id = o.tender_id`.execute(
			db
		);
		const labels = async (page: Promise<{ tenders: { label: number | null }[] }>) =>
			(await page).tenders.map((one) => one.label);
		expect(await labels(tendersWithDoors(made.officer.ctx, made.round))).toEqual([3, 2, 1]);
		expect(await labels(sideBySide(made.officer.ctx, made.round))).toEqual([1, 2, 3]);
	});

	it('keeps from evaluators whose a tender is, until the scores are frozen', async () => {
		const made = await makeProcurement(db);
		await anonymously(made);
		const [alfa, beta] = [
			await makeTender(db, made, { name: 'Alfa', submitted: false }),
			await makeTender(db, made, { name: 'Beta' })
		];
		const file = await addFile(alfa.member.ctx, alfa.tenderId, 'Alfas plan.TXT', 'Planen');
		await deliver(alfa.representative.ctx, alfa.tenderId, {
			...contentOf(made),
			files: [file]
		});
		await open(made);
		const [bea, bo] = made.evaluators;
		expect(await allTenderers(db, await roundIdOf(made))).toEqual(['Alfa', 'Beta']);
		expect(await code(readTender(bea.ctx, made.round, alfa.tenderId))).toBe(
			'forbidden procurement.refuse.undeclared'
		);
		for (const { ctx } of [bea, bo]) await none(ctx, made);
		const { tender } = await readTender(bea.ctx, made.round, alfa.tenderId);
		expect(tender.organisationName).toMatch(/^Anbud [AB]$/);
		expect(tender.solution).toMatchObject({ partners: [], declared: {} });
		expect(tender.solution.files[0]!.name).toBe(`${tender.organisationName}, fil 1.TXT`);
		expect(JSON.stringify({ ...tender, solution: tender.solution.files })).not.toMatch(/Alfa|alfa/);
		const download = await tenderFile(bea.ctx, made.round, alfa.tenderId, file.id);
		expect(download.name).toBe(`${tender.organisationName}, fil 1.TXT`);
		await download.stream.cancel();
		for (const refused of [
			() => openingProtocol(bea.ctx, made.round),
			() => roundRecord(bea.ctx, made.round),
			() => checksOf(bea.ctx, made.round),
			() => listRequests(bea.ctx, made.round),
			() => lettersOf(bea.ctx, made.round),
			() => declareConflict(bea.ctx, made.round, { tenderId: alfa.tenderId, conflict: 'no' })
		])
			expect(await code(refused())).toBe('forbidden anonymous.refuse.names');
		// The officer sees who, declares one by one, and meets neutral names at the consensus all the same.
		for (const { tenderId } of [alfa, beta])
			await declareConflict(made.officer.ctx, made.round, { tenderId, conflict: 'no' });
		expect((await openingProtocol(made.officer.ctx, made.round)).tenders).toHaveLength(2);
		for (const { ctx } of [bea, bo]) {
			for (const { tenderId } of [alfa, beta])
				await saveScores(ctx, made.round, tenderId, entries(made, [3, 3]));
			await submitScores(ctx, made.round);
		}
		const names = async (ctx: Context) =>
			(await sideBySide(ctx, made.round)).tenders.map((one) => one.organisationName).toSorted();
		expect(await names(made.officer.ctx)).toEqual(['Anbud A', 'Anbud B']);
		for (const { tenderId } of [alfa, beta])
			await saveConsensus(made.officer.ctx, made.round, tenderId, entries(made, [3, 3]));
		await freezeScores(made.officer.ctx, made.round, FREEZE);
		expect(await names(bea.ctx)).toEqual(['Alfa', 'Beta']);
		const { rows } = await sql<{ action: string }>`select action from audit_entry
			where chain_id = ${`call:${alfa.tenderId}`} and action = 'tender.name-revealed'
			union all select action from audit_entry where chain_id = ${`initiative:${made.run.id}`}
				and action = 'procurement.names-revealed'`.execute(db);
		expect(rows).toHaveLength(2);
	});

	it('lets a conflict with one shut all, so that no single door tells whose it is', async () => {
		const { made, tenders } = await anonymousRound();
		const [bea] = made.evaluators;
		await none(bea.ctx, made);
		expect(await code(declareRound(bea.ctx, made.round, { conflict: 'yes' }))).toBe(
			'invalid procurement.refuse.conflict-reason'
		);
		await declareRound(bea.ctx, made.round, { conflict: 'yes', reason: 'Min bror arbetar på Beta.' });
		expect(await code(none(bea.ctx, made))).toBe('conflict procurement.refuse.conflict-back');
		for (const { tenderId } of tenders)
			expect(await code(readTender(bea.ctx, made.round, tenderId))).toBe(
				'forbidden procurement.refuse.conflict'
			);
		const left = await evaluatorsOf(made.officer.ctx, await roundIdOf(made));
		expect(left.map((one) => one.personId)).toEqual([made.evaluators[1].id]);
		const back = addEvaluator(made.officer.ctx, made.round, { personId: bea.id });
		expect(await code(back)).toBe('conflict anonymous.refuse.biased');
	});

	it('lets nobody score who belongs to a tenderer, whenever they came to', async () => {
		const made = await makeProcurement(db);
		await anonymously(made);
		const alfa = await makeTender(db, made, { name: 'Alfa' });
		const beta = await makeTender(db, made, { name: 'Beta' });
		const join = (person: { id: string }, to: { organisation: { id: string } }) =>
			db
				.insertInto('membership')
				.values({ person_id: person.id, organisation_id: to.organisation.id, role: 'member' })
				.execute();
		const [bea, bo] = made.evaluators;
		await join(bea, alfa);
		await open(made);
		const evaluators = await evaluatorsOf(made.officer.ctx, await roundIdOf(made));
		expect(evaluators.map((one) => one.personId)).toEqual([bo.id]);
		expect(await code(none(bea.ctx, made))).toBe('conflict anonymous.refuse.own');
		await none(bo.ctx, made);
		const memberships = [{ organisationId: beta.organisation.id, role: 'member' }] as unknown;
		const joined = {
			...bo.ctx,
			actor: { ...bo.ctx.actor, memberships: memberships as Context['actor']['memberships'] }
		};
		for (const { tenderId } of [alfa, beta])
			expect(await code(readTender(joined, made.round, tenderId))).toBe(
				'forbidden procurement.refuse.conflict'
			);
	});
});

describe('whoever handles names does not score', () => {
	/** An officer who is an evaluator too. */
	async function both() {
		const made = await makeProcurement(db);
		await anonymously(made);
		const twice = await makeTeamMember(db, made.run.id, 'evaluator', { name: 'Doris Dubbel' });
		await db
			.insertInto('team_member')
			.values({ initiative_id: made.run.id, person_id: twice.id, role: 'procurement-officer' })
			.execute();
		await makeTender(db, made, { name: 'Alfa' });
		await open(made);
		return { made, twice, roundId: await roundIdOf(made) };
	}

	it('while scoring they see no names; having left, they see them and cannot come back', async () => {
		const { made, twice, roundId } = await both();
		expect((await tendersWithDoors(twice.ctx, made.round)).tenders[0]!.organisationName).toBe('Anbud A');
		expect(await code(checksOf(twice.ctx, made.round))).toBe('forbidden anonymous.refuse.names');
		const row = (await evaluatorsOf(made.officer.ctx, roundId)).find((one) => one.personId === twice.id)!;
		await endEvaluator(made.officer.ctx, made.round, { evaluatorId: row.id, reason: 'Sköter kontrollen.' });
		// Not having seen anything yet, they may.
		await addEvaluator(made.officer.ctx, made.round, { personId: twice.id });
		const again = (await evaluatorsOf(made.officer.ctx, roundId)).find((one) => one.personId === twice.id)!;
		await endEvaluator(made.officer.ctx, made.round, { evaluatorId: again.id, reason: 'Sköter kontrollen.' });
		expect((await tendersWithDoors(twice.ctx, made.round)).tenders[0]!.organisationName).toBe('Alfa');
		expect(await code(addEvaluator(made.officer.ctx, made.round, { personId: twice.id }))).toBe(
			'conflict anonymous.refuse.seen'
		);
	});

	it('also when both happen at once', async () => {
		for (let at = 0; at < 4; at++) {
			const { made, twice, roundId } = await both();
			const row = (await evaluatorsOf(made.officer.ctx, roundId)).find((one) => one.personId === twice.id)!;
			await endEvaluator(made.officer.ctx, made.round, { evaluatorId: row.id, reason: 'En stund.' });
			const [seen, added] = await Promise.all([
				tendersWithDoors(twice.ctx, made.round).then((one) => one.tenders[0]!.organisationName),
				code(addEvaluator(made.officer.ctx, made.round, { personId: twice.id }))
			]);
			expect([
				['Alfa', 'conflict anonymous.refuse.seen'],
				['Anbud A', 'done']
			]).toContainEqual([seen, added]);
		}
	});
});

it('without it nothing changes', async () => {
	const made = await makeProcurement(db);
	const alfa = await makeTender(db, made, { name: 'Alfa' });
	await open(made);
	const [bea] = made.evaluators;
	const { tenders } = await tendersWithDoors(bea.ctx, made.round);
	expect(tenders[0]).toMatchObject({ organisationName: 'Alfa', neutral: null, label: null });
	expect((await openingProtocol(bea.ctx, made.round)).tenders).toHaveLength(1);
	expect(await code(none(bea.ctx, made))).toBe('conflict anonymous.refuse.one-by-one');
	await declareConflict(bea.ctx, made.round, { tenderId: alfa.tenderId, conflict: 'no' });
	expect(await db.selectFrom('names_seen').selectAll().where('person_id', '=', bea.id).execute()).toEqual([]);
});
