import '../../composition.ts';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { makePerson, visitor } from '#capabilities/initiatives/testing.ts';
import {
	beginDraft,
	copyMethod,
	currentVersion,
	ensureMethods,
	PCP,
	publishDraft,
	setRetired
} from '#capabilities/methods/index.ts';
import { newText } from '#platform/i18n/text.ts';
import { json } from '#platform/server/db/json.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { cancelProcurement } from './server/cancel.ts';
import { decideRound } from './server/decision.ts';
import { ensureRuns } from './server/ensure-runs.ts';
import { publicEvaluations, saveEvaluation } from './server/evaluation.ts';
import { assessSupplier, gatesOf, passGate, reportPhase, suppliersOf } from './server/gate.ts';
import { prepareLetters } from './server/letters.ts';
import { loadProcurement } from './server/load.ts';
import { passFramework } from './server/passage.ts';
import { phaseFacts } from './server/phase-facts.ts';
import { publicProcurement } from './server/public.ts';
import { gateOfPhase, runOf } from './server/run.ts';
import { createProcurement } from './server/setup.ts';
import { makeProcurement, makeTender, type MadeProcurement } from './testing.ts';
import { code, declareAll, DECISION, open, scoreAll } from './testing-rounds.ts';

const { db } = await testDb();
const load = async (made: Pick<MadeProcurement, 'ref'>) => (await loadProcurement(db, made.ref.id))!;
const states = async (made: MadeProcurement) =>
	(await runOf(db, await load(made))).phases.map(({ key, state }) => `${key} ${state}`);
const GATE = {
	outcome: 'next' as const,
	goOn: [] as string[],
	reason: 'Två lösningar håller för en prototyp.',
	decidedByName: 'Bo Beslutare',
	decidedOn: '2026-05-01'
};
const EXEMPTION = 'Avtalen är tecknade på papper.';
const TEXTS = {
	learned: 'Det gick fortare än vi trodde.',
	goesOn: 'Två går vidare.',
	changes: 'Vi träffas oftare.',
	publicText: 'Två sätt att möta unga höll.'
};

/** Two suppliers are chosen in the first round. */
async function awarded() {
	const made = await makeProcurement(db);
	const [alfa, beta] = [
		await makeTender(db, made, { name: 'Alfa' }),
		await makeTender(db, made, { name: 'Beta' })
	];
	await open(made);
	await declareAll(made);
	await scoreAll(made, { [alfa.tenderId]: [4, 4], [beta.tenderId]: [3, 3] });
	await prepareLetters(made.officer.ctx, made.round);
	await decideRound(made.run.decider.ctx, made.round, DECISION);
	const awards = await suppliersOf(db, (await load(made)).rounds[0]!.id);
	return { made, tenders: [alfa, beta], awards };
}

type Awarded = Awaited<ReturnType<typeof awarded>>;

async function assess({ made, awards }: Awarded): Promise<void> {
	for (const { awardId } of awards)
		await assessSupplier(made.officer.ctx, made.round, {
			awardId,
			satisfactory: 'yes',
			successful: 'yes',
			reason: 'Rapporten är prövad mot kraven.'
		});
}

describe('beginning', () => {
	it('takes the phases of the method: names in both languages, places, money and days', async () => {
		const made = await makeProcurement(db, { published: false });
		const id = await createProcurement(made.officer.ctx, made.run.slug, {
			title: 'Med pengar och datum',
			budget: 2_000_000_00,
			startsOn: '2027-02-01'
		});
		const procurement = (await loadProcurement(db, id))!;
		const { version, phases, current } = await runOf(db, procurement);
		expect(version).toMatchObject({ methodKey: PCP, kind: 'pcp' });
		expect(phases.map((phase) => [phase.key, phase.round.number])).toEqual([
			['framework', 1],
			['design', 1],
			['prototype', 2],
			['test', 3]
		]);
		expect(current!.key).toBe('framework');
		expect(procurement.rounds.map((round) => [round.name.t.en, round.places, round.budgetMinor])).toEqual([
			['Solution design', 4, 400_000_00],
			['Prototype', 2, 700_000_00],
			['Field test', 1, 900_000_00]
		]);
		expect(procurement.rounds[1]!.startsOn).toBe('2027-09-01');
	});

	it('follows the chosen method, in the version that is newest then; later versions change nothing', async () => {
		const made = await makeProcurement(db, { published: false });
		const leader = (await makePerson(db, { platform: ['process-leader'] })).ctx;
		const { key } = await copyMethod(leader, PCP, { name: 'Vår egen' });
		const begin = (method: string) =>
			createProcurement(made.officer.ctx, made.run.slug, { title: 'Med vår egen', method });
		expect(await code(begin(key))).toBe('invalid form.error.pick-one');
		const { id: methodId } = await db
			.selectFrom('method')
			.select('id')
			.where('key', '=', key)
			.executeTakeFirstOrThrow();
		const shorten = () =>
			sql`update method_version set definition = jsonb_set(definition, '{phases}', (definition->'phases') - 2)
				where method_id = ${methodId} and published_at is null`.execute(db);
		await shorten();
		await publishDraft(leader, key, { revision: 1, note: 'Två faser räcker' });
		const id = await begin(key);
		const before = await runOf(db, (await loadProcurement(db, id))!);
		expect(before.phases.map((phase) => phase.key)).toEqual(['framework', 'design', 'test']);
		await beginDraft(leader, key);
		await shorten();
		await publishDraft(leader, key, { revision: 1, note: 'En fas räcker' });
		const after = await runOf(db, (await loadProcurement(db, id))!);
		expect(after.version!.number).toBe(1);
		expect(after.phases.map((phase) => phase.key)).toEqual(['framework', 'design', 'test']);
		await setRetired(leader, key, { retired: true });
		expect(await code(begin(key))).toBe('invalid form.error.pick-one');
		expect(await code(begin('innovation-model'))).toBe('invalid form.error.pick-one');
	});
});

describe('the gates', () => {
	it('keep the facts as they were, what was lacking, and why one went on', { timeout: 30_000 }, async () => {
		const all = await awarded();
		const { made, tenders, awards } = all;
		expect(await states(made)).toEqual(['framework now', 'design ahead', 'prototype ahead', 'test ahead']);
		expect(await code(passFramework(made.run.decider.ctx, made.ref, {}))).toBe(
			'conflict procurement.gate.refuse.lacking'
		);
		expect(await code(passFramework(made.evaluators[0].ctx, made.ref, { exemption: EXEMPTION }))).toBe(
			'forbidden error.forbidden'
		);
		await passFramework(made.officer.ctx, made.ref, { exemption: EXEMPTION });
		expect(await states(made)).toEqual(['framework done', 'design now', 'prototype ahead', 'test ahead']);
		const { phases } = await runOf(db, await load(made));
		expect(phases[0]!.passage).toMatchObject({ exemptionReason: EXEMPTION, by: 'Ulla Upphandlare' });
		expect(phases[0]!.passage!.lacking).toEqual([
			{ key: 'procurement.pcp.standstill.lacking', params: {} },
			{ key: 'procurement.pcp.signed.lacking', params: {} }
		]);
		const kept = await db
			.selectFrom('phase_passage')
			.select('facts')
			.where('procurement_id', '=', made.ref.id)
			.executeTakeFirstOrThrow();
		expect(kept.facts).toMatchObject({ 'pcp.declared': true, 'pcp.frozen': true, 'pcp.signed': false });

		for (const { member, tenderId } of tenders)
			await reportPhase(member.ctx, tenderId, { body: 'Vi har prövat med tre familjer.' });
		await assess(all);
		const gate = { ...GATE, goOn: awards.map((one) => one.awardId) };
		expect(await code(passGate(made.run.decider.ctx, made.round, gate))).toBe(
			'conflict procurement.gate.refuse.lacking'
		);
		await saveEvaluation(made.officer.ctx, made.round, { revision: 0, ...TEXTS });
		await passGate(made.run.decider.ctx, made.round, gate);
		const after = await runOf(db, await load(made));
		expect(after.phases[1]!.passage).toMatchObject({ outcome: 'next', exemptionReason: null, lacking: [] });
		expect(after.current!.key).toBe('prototype');
	});

	it('let one of two who pass at once through', { timeout: 30_000 }, async () => {
		const { made } = await awarded();
		const both = (ref: MadeProcurement['ref']) =>
			Promise.all(
				[made.officer.ctx, made.run.decider.ctx].map((ctx) =>
					code(passFramework(ctx, ref, { exemption: EXEMPTION }))
				)
			);
		expect((await both(made.ref)).sort()).toEqual(['conflict procurement.refuse.gate-passed', 'done']);
		// Without what the first left behind, the second would have passed as well.
		await sql`delete from phase_passage where procurement_id = ${made.ref.id}`.execute(db);
		expect(await code(passFramework(made.officer.ctx, made.ref, { exemption: EXEMPTION }))).toBe('done');
	});

	it('stop anywhere with a reason and nothing more', { timeout: 30_000 }, async () => {
		const { made } = await awarded();
		const stop = { ...GATE, outcome: 'stopped' as const };
		expect(await code(passGate(made.officer.ctx, made.round, stop))).toBe('forbidden error.forbidden');
		await passGate(made.run.decider.ctx, made.round, stop);
		expect(await states(made)).toEqual([
			'framework stopped',
			'design ahead',
			'prototype ahead',
			'test ahead'
		]);
		expect((await gatesOf(db, [(await load(made)).rounds[0]!.id]))[0]).toMatchObject({ outcome: 'stopped' });
		expect(await code(passFramework(made.officer.ctx, made.ref, { exemption: EXEMPTION }))).toBe(
			'conflict procurement.refuse.gate-passed'
		);
	});

	it(
		'are shut once the procurement is cancelled, also in the middle of a phase',
		{ timeout: 30_000 },
		async () => {
			const { made } = await awarded();
			await passFramework(made.officer.ctx, made.ref, { exemption: EXEMPTION });
			await cancelProcurement(made.run.decider.ctx, made.ref, {
				reason: 'Behovet är ett annat nu.',
				decidedByName: 'Bo Beslutare'
			});
			expect((await runOf(db, await load(made))).current).toBeNull();
			expect(await code(passGate(made.run.decider.ctx, made.round, GATE))).toBe(
				'conflict procurement.refuse.cancelled'
			);
			expect(await code(saveEvaluation(made.officer.ctx, made.round, { revision: 0, ...TEXTS }))).toBe(
				'conflict procurement.refuse.cancelled'
			);
		}
	);

	it('ask of facts that are each given by what happened', async () => {
		const made = await makeProcurement(db);
		const facts = async () => {
			const procurement = await load(made);
			return phaseFacts(db, procurement, procurement.rounds[0]!);
		};
		const tender = await makeTender(db, made, { name: 'Alfa' });
		expect(await facts()).toMatchObject({
			'pcp.published': true,
			'pcp.opened': false,
			'pcp.declared': false
		});
		await open(made);
		expect(await facts()).toMatchObject({ 'pcp.opened': true, 'pcp.declared': false, 'pcp.frozen': false });
		await declareAll(made);
		expect(await facts()).toMatchObject({ 'pcp.declared': true });
		await scoreAll(made, { [tender.tenderId]: [4, 4] });
		await prepareLetters(made.officer.ctx, made.round);
		expect(await facts()).toMatchObject({ 'pcp.frozen': true, 'pcp.decided': false, 'pcp.signed': false });
		await decideRound(made.run.decider.ctx, made.round, DECISION);
		expect(await facts()).toMatchObject({ 'pcp.decided': true, 'pcp.standstill-over': false });
		await sql`update award_decision set standstill_until = current_date - 2`.execute(db);
		expect(await facts()).toMatchObject({ 'pcp.standstill-over': true, 'pcp.successful': 0 });
		const procurement = await load(made);
		const { phases } = await runOf(db, procurement);
		const { lines, met } = await gateOfPhase(db, procurement, phases[0]!);
		expect(lines.filter((line) => !line.met).flatMap((line) => line.facts)).toEqual(['pcp.signed']);
		expect(met).toBe(false);
	});
});

describe('the intermediate evaluation', () => {
	it(
		'is written by the officer, kept until the gate, and then read by everybody',
		{ timeout: 30_000 },
		async () => {
			const { made } = await awarded();
			const round = (await load(made)).rounds[0]!;
			const write = (ctx: typeof made.officer.ctx, revision: number) =>
				code(saveEvaluation(ctx, made.round, { revision, ...TEXTS }));
			expect(await write(made.evaluators[0].ctx, 0)).toBe('forbidden procurement.refuse.officer');
			expect(await write(made.officer.ctx, 0)).toBe('done');
			expect(await write(made.officer.ctx, 0)).toBe('conflict procurement.refuse.revision');
			expect(await publicEvaluations(db, [round.id])).toEqual([]);
			expect(JSON.stringify(await publicProcurement(visitor(db), made.ref))).not.toContain('höll');
			await passGate(made.run.decider.ctx, made.round, { ...GATE, outcome: 'stopped' });
			const seen = JSON.stringify(await publicProcurement(visitor(db), made.ref));
			expect(seen).toContain(TEXTS.publicText);
			expect(seen).not.toContain(TEXTS.learned);
			expect(await write(made.officer.ctx, 1)).toBe('conflict procurement.refuse.gate-passed');
		}
	);
});

describe('procurements from before there were methods for them', () => {
	it('get a run: the first round of each kind its phase, and gates that were passed stay passed', async () => {
		const { made } = await awarded();
		const { officer, run } = made;
		const id = await createProcurement(officer.ctx, run.slug, { title: 'Med två prototyper' });
		await db
			.insertInto('procurement_round')
			.values({
				procurement_id: id,
				number: 4,
				kind: 'prototype',
				name: json(newText('sv', 'En till'))
			})
			.execute();
		await sql`insert into phase_gate (round_id, outcome, reason, decided_by, decided_by_name, decided_on)
			select id, 'next', '{"o":"sv","v":1,"t":{"sv":"Bra"}}', ${officer.id}, 'Bo', '2026-05-01'
			from procurement_round where procurement_id = ${made.ref.id} and number = 1`.execute(db);
		await sql`update procurement set method_version_id = null`.execute(db);
		await sql`update procurement_round set phase = null`.execute(db);
		expect((await runOf(db, await load(made))).version).toBeNull();
		await ensureMethods(db);
		await Promise.all([ensureRuns(db), ensureRuns(db)]);
		await ensureRuns(db);
		const version = await currentVersion(db, PCP, 'pcp');
		expect((await runOf(db, await load(made))).version!.id).toBe(version.id);
		expect(await states(made)).toEqual(['framework done', 'design done', 'prototype now', 'test ahead']);
		const other = await runOf(db, (await loadProcurement(db, id))!);
		expect(other.phases.map((phase) => phase.key)).toEqual([
			'framework',
			'design',
			'prototype',
			'test',
			'#4'
		]);
		expect(other.phases[4]!.method).toBeNull();
	});
});
