import { beforeAll, describe, expect, test } from 'vitest';
import '../../composition.ts';
import {
	makeInitiative,
	makeOrganisation,
	makePerson,
	visitor,
	type MadeInitiative
} from '#capabilities/initiatives/testing.ts';
import { currentVersion, INNOVATION_MODEL } from '#capabilities/methods/index.ts';
import { methodOutcomes } from '#capabilities/initiatives/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import {
	addIndicator,
	addStep,
	listConclusions,
	listIndicators,
	listSteps,
	markStepReached,
	moveStep,
	publishIndicator,
	removeStep,
	reportMeasurement,
	setTarget,
	setUpEffects,
	withdrawMeasurement,
	writeConclusion,
	publishConclusion,
	effectsKind
} from './index.ts';

const { db } = await testDb();
let run: MadeInitiative;
let indicator: string;

beforeAll(async () => {
	run = await makeInitiative(db, { published: true });
	await setUpEffects(run.coordinator.ctx, run.slug);
	const [step] = await listSteps(db, run.id);
	indicator = await addIndicator(run.coordinator.ctx, run.slug, {
		step: step!.id,
		name: 'Andel barn som fullföljer läsåret',
		source: 'Skolans register',
		unit: 'share',
		direction: 'up'
	});
});

const figure = (overrides: object = {}) => ({
	kind: 'measurement' as const,
	periodStart: '2024-01-01',
	periodEnd: '2024-12-31',
	value: 50,
	n: 60,
	design: 2,
	...overrides
});

describe('the staircase', () => {
	test('begins with seven steps, once, however many begin at the same time', async () => {
		const other = await makeInitiative(db);
		await Promise.all(Array.from({ length: 6 }, () => setUpEffects(other.coordinator.ctx, other.slug)));
		expect(await listSteps(db, other.id)).toHaveLength(7);
	});

	test('steps are added, moved, and removed unless an indicator rests on them', async () => {
		await addStep(run.coordinator.ctx, run.slug, { name: 'Fler kommuner gör likadant', band: 'impact' });
		const before = await listSteps(db, run.id);
		await moveStep(run.coordinator.ctx, run.slug, before.at(-1)!.id, 'up');
		const after = await listSteps(db, run.id);
		expect(after.at(-2)!.name.t.sv).toBe('Fler kommuner gör likadant');
		await removeStep(run.coordinator.ctx, run.slug, after.at(-2)!.id);
		expect(await listSteps(db, run.id)).toHaveLength(7);
		await expect(removeStep(run.coordinator.ctx, run.slug, after[0]!.id)).rejects.toMatchObject({
			key: 'effects.fault.step-used'
		});
	});

	test('a step of another initiative cannot be touched', async () => {
		const other = await makeInitiative(db);
		const [step] = await listSteps(db, run.id);
		await expect(
			markStepReached(other.coordinator.ctx, other.slug, step!.id, { reachedOn: '2025-01-01' })
		).rejects.toMatchObject({ code: 'not-found' });
	});
});

describe('figures', () => {
	test('a share without n, an impossible one and a future one are refused', async () => {
		const report = (input: object) =>
			reportMeasurement(run.coordinator.ctx, run.slug, indicator, figure(input) as never);
		await expect(report({ n: undefined })).rejects.toMatchObject({
			fields: { n: 'effects.fault.share-needs-n' }
		});
		await expect(report({ value: 37, n: 4 })).rejects.toMatchObject({
			fields: { value: 'effects.fault.share-impossible' }
		});
		await expect(report({ periodEnd: '2999-01-01' })).rejects.toMatchObject({
			fields: { periodEnd: 'effects.fault.future' }
		});
	});

	test('two who report the same period at once give one figure', async () => {
		const tries = await Promise.allSettled(
			[1, 2, 3].map(() =>
				reportMeasurement(
					run.coordinator.ctx,
					run.slug,
					indicator,
					figure({ kind: 'baseline', periodEnd: '2023-12-31', periodStart: '2023-01-01' })
				)
			)
		);
		expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
	});

	test('a correction replaces and keeps; a withdrawn figure no longer counts', async () => {
		const first = await reportMeasurement(run.coordinator.ctx, run.slug, indicator, figure());
		await expect(
			reportMeasurement(run.coordinator.ctx, run.slug, indicator, figure({ replaces: first }))
		).rejects.toMatchObject({ fields: { replacedReason: 'form.error.required' } });
		const second = await reportMeasurement(
			run.coordinator.ctx,
			run.slug,
			indicator,
			figure({ value: 55, replaces: first, replacedReason: 'Fel årskurs' })
		);
		const shown = async () =>
			(await listIndicators(db, run.id, 'team'))[0]!.measurements.filter((m) => m.kind === 'measurement');
		expect((await shown()).map((m) => [m.value, m.correction])).toEqual([[55, 'Fel årskurs']]);
		expect(await db.selectFrom('measurement').select('id').where('id', '=', first).execute()).toHaveLength(1);
		await withdrawMeasurement(run.coordinator.ctx, run.slug, indicator, second, 'Registret var fel');
		expect(await shown()).toEqual([]);
	});

	test('the public sees neither drafts nor figures on fewer than five', async () => {
		await reportMeasurement(
			run.coordinator.ctx,
			run.slug,
			indicator,
			figure({ value: 50, n: 4, periodStart: '2022-01-01', periodEnd: '2022-12-31' })
		);
		expect(await listIndicators(db, run.id, 'public')).toEqual([]);
		await publishIndicator(run.coordinator.ctx, run.slug, indicator);
		const [seen] = await listIndicators(db, run.id, 'public');
		expect(seen!.measurements.find((m) => m.periodEnd === '2022-12-31')).toMatchObject({
			value: null,
			n: null,
			interval: null
		});
		expect(JSON.stringify(seen)).not.toContain('"n":4');
	});

	test('facts, targets and chain follow the figures', async () => {
		await setTarget(run.coordinator.ctx, run.slug, indicator, { value: 45, byDate: '2024-12-31' });
		await reportMeasurement(
			run.coordinator.ctx,
			run.slug,
			indicator,
			figure({ value: 50, n: 60, periodStart: '2024-01-01', periodEnd: '2024-12-31' })
		);
		expect((await effectsKind.computeFacts(db, [run.id])).get(run.id)).toEqual({
			'effects.baseline': true,
			'effects.measurements': 2,
			'effects.shown': 2
		});
		expect((await listIndicators(db, run.id, 'team'))[0]!.targets[0]).toMatchObject({
			value: 45,
			state: 'reached'
		});
		expect((await effectsKind.chainNotes(db, [run.id])).get(run.id)![0]).toMatchObject({
			phase: 'effect',
			params: { n: 2, year: '2024' }
		});
	});
});

describe('who may', () => {
	test('a stranger and a visitor are refused; the owner without a role in the team too', async () => {
		const stranger = await makePerson(db, {
			member: [{ organisationId: (await makeOrganisation(db)).id, role: 'representative' }]
		});
		await expect(reportMeasurement(stranger.ctx, run.slug, indicator, figure())).rejects.toMatchObject({
			code: 'forbidden'
		});
		await expect(reportMeasurement(visitor(db), run.slug, indicator, figure())).rejects.toMatchObject({
			code: 'sign-in'
		});
		const member = await makePerson(db, { member: [{ organisationId: run.organisation.id }] });
		await expect(
			writeConclusion(member.ctx, run.slug, { verdict: 'changed', body: 'Det blev skillnad för många.' })
		).rejects.toMatchObject({ code: 'forbidden' });
	});

	test('a party of an agreement may report, and edit nothing', async () => {
		const { draftAgreement, addParty } = await import('#capabilities/agreements/index.ts');
		const supplier = await makeOrganisation(db, { sector: 'social-enterprise' });
		const agreement = await draftAgreement(run.coordinator.ctx, run.slug, {
			title: 'Avtal',
			form: 'outcome',
			purpose: 'Betala för resultat'
		});
		await addParty(run.coordinator.ctx, run.slug, agreement, { organisation: supplier.id, role: 'supplier' });
		const worker = await makePerson(db, { member: [{ organisationId: supplier.id }] });
		await reportMeasurement(
			worker.ctx,
			run.slug,
			indicator,
			figure({ periodStart: '2025-01-01', periodEnd: '2025-12-31' })
		);
		const [seen] = await listIndicators(db, run.id, 'team');
		expect(seen!.measurements.at(-1)!.reportedBy).toBe(supplier.name);
		await expect(publishIndicator(worker.ctx, run.slug, indicator)).rejects.toMatchObject({
			code: 'forbidden'
		});
	});
});

test('a conclusion is published once', async () => {
	const id = await writeConclusion(run.coordinator.ctx, run.slug, {
		verdict: 'partly',
		body: 'De yngre barnen stannade kvar, de äldre inte.'
	});
	await publishConclusion(run.coordinator.ctx, run.slug, id);
	await expect(publishConclusion(run.coordinator.ctx, run.slug, id)).rejects.toMatchObject({
		code: 'conflict'
	});
	expect((await listConclusions(db, run.id))[0]).toMatchObject({
		verdict: 'partly',
		publishedAt: expect.any(Date)
	});
});

test('visitors are told of published indicators only; gates count them all', async () => {
	const other = await makeInitiative(db, { published: true });
	await setUpEffects(other.coordinator.ctx, other.slug);
	const [step] = await listSteps(db, other.id);
	const organisation = await makeOrganisation(db);
	const { methodId } = await currentVersion(db, INNOVATION_MODEL);
	const told = async () => ({
		notes: (await effectsKind.chainNotes(db, [other.id])).get(other.id)?.[0]?.params,
		figures: (await effectsKind.figures!(db, [other.id])).get(other.id)?.[0]?.value,
		organisations: (await effectsKind.organisationsTakingPart(db, [other.id])).get(other.id),
		facts: (await effectsKind.computeFacts(db, [other.id])).get(other.id),
		measured: (await methodOutcomes(visitor(db), methodId)).measured
	});
	const before = (await told()).measured;
	const add = (name: string) =>
		addIndicator(other.coordinator.ctx, other.slug, {
			step: step!.id,
			name,
			source: 'Register',
			unit: 'count',
			direction: 'up'
		});
	const [shown, draft] = [await add('Visad'), await add('Utkast')];
	for (const [id, year] of [
		[shown, 2024],
		[draft, 2025]
	] as const) {
		const period = { periodStart: `${year}-01-01`, periodEnd: `${year}-12-31` };
		await reportMeasurement(other.coordinator.ctx, other.slug, id, figure(period));
		await db
			.updateTable('measurement')
			.set({ reported_organisation_id: organisation.id })
			.where('indicator_id', '=', draft)
			.execute();
	}
	expect(await told()).toEqual({
		notes: undefined,
		figures: undefined,
		organisations: undefined,
		facts: { 'effects.baseline': false, 'effects.measurements': 2, 'effects.shown': 0 },
		measured: before
	});
	await publishIndicator(other.coordinator.ctx, other.slug, shown);
	expect(await told()).toEqual({
		notes: { n: 1, year: '2024' },
		figures: 1,
		organisations: [other.organisation.id],
		facts: { 'effects.baseline': false, 'effects.measurements': 2, 'effects.shown': 1 },
		measured: before + 1
	});
	await publishIndicator(other.coordinator.ctx, other.slug, draft);
	expect(await told()).toMatchObject({
		notes: { n: 2, year: '2025' },
		figures: 2,
		organisations: expect.arrayContaining([organisation.id]),
		measured: before + 1
	});
});

test('everything is exported and comes back the same', async () => {
	const other = await makeInitiative(db);
	const before = await effectsKind.exportFrom(db, run.id);
	await db
		.transaction()
		.execute((tx) =>
			effectsKind.importInto(
				tx,
				other.coordinator.ctx,
				other.id,
				effectsKind.exported.parse(JSON.parse(JSON.stringify(before)))
			)
		);
	expect(await effectsKind.exportFrom(db, other.id)).toEqual(before);
});
