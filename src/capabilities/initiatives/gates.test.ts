import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { testDb } from '#platform/server/testing/db.ts';
import { registerKind, type ActivityKind, type Facts } from './kind.ts';
import { accessInitiative } from './server/access.ts';
import { passagesOf, passGate, stopInitiative } from './server/gates.ts';
import { overviewOf } from './server/overview.ts';
import { describeInitiative, planPhase } from './server/plan.ts';
import { addTask, changeTask, setTaskDone, tasksOf } from './server/tasks.ts';
import { makeInitiative, makePerson, makeTeamMember } from './testing.ts';

const { db } = await testDb();

/** What the pretended kind reports. */
const facts: Facts = { 'challenge.approved': false, 'challenge.published': true };

const none = async () => new Map();
registerKind({
	key: 'challenge',
	name: 'initiatives.work.overview',
	several: false,
	path: () => '/work',
	permissions: [],
	facts: Object.keys(facts).map((key) => ({
		key,
		type: 'boolean',
		condition: 'initiatives.work.team',
		lacking: 'initiatives.work.dossier'
	})),
	computeFacts: async (_db, ids) => new Map(ids.map((id) => [id, { ...facts }])),
	chainNotes: none,
	figures: none,
	nextSteps: none,
	organisationsTakingPart: none,
	newsKinds: [],
	exported: z.null(),
	exportFrom: async () => null,
	importInto: async () => {},
	personal: { label: 'mywork.data.of.spread', show: async () => [], erase: async () => {}, kept: [] }
} satisfies ActivityKind<null>);

describe('passing a gate', () => {
	test('is refused in words while something is lacking, and recorded with facts when not', async () => {
		const made = await makeInitiative(db);
		facts['challenge.approved'] = false;
		const before = await overviewOf(made.coordinator.ctx, made.slug);
		expect(before.gate.map((line) => line.met)).toEqual([false, true]);
		await expect(passGate(made.coordinator.ctx, made.slug, { phase: 'need' })).rejects.toMatchObject({
			code: 'conflict',
			key: 'initiatives.error.gate-lacking'
		});
		facts['challenge.approved'] = true;
		await passGate(made.coordinator.ctx, made.slug, { phase: 'need' });
		const run = await accessInitiative(made.coordinator.ctx, made.slug);
		expect(run.currentPhase).toBe('dialogue');
		const row = await db
			.selectFrom('gate_passage')
			.selectAll()
			.where('initiative_id', '=', made.id)
			.executeTakeFirstOrThrow();
		expect(row).toMatchObject({
			facts: { 'challenge.approved': true, 'challenge.published': true },
			exemption_reason: null,
			passed_by: made.coordinator.id,
			method_version_id: run.methodVersionId
		});
	});

	test('with a reason goes past what is lacking, and keeps what was lacking', async () => {
		const made = await makeInitiative(db);
		facts['challenge.approved'] = false;
		await passGate(made.coordinator.ctx, made.slug, { phase: 'need', reason: 'Beslutet tas i morgon.' });
		const [passage] = await passagesOf(made.coordinator.ctx, made.id);
		expect(passage).toMatchObject({
			from: 'need',
			to: 'dialogue',
			exemptionReason: 'Beslutet tas i morgon.'
		});
		const audited = await db
			.selectFrom('audit_entry')
			.select('action')
			.where('chain_id', '=', `initiative:${made.id}`)
			.execute();
		expect(audited.map((entry) => entry.action)).toContain('gate.passed-with-exemption');
	});

	test('facts that turn false later warn and change nothing', async () => {
		const made = await makeInitiative(db);
		facts['challenge.approved'] = true;
		await passGate(made.coordinator.ctx, made.slug, { phase: 'need' });
		facts['challenge.approved'] = false;
		const overview = await overviewOf(made.coordinator.ctx, made.slug);
		expect(overview.run.currentPhase).toBe('dialogue');
		expect(overview.fallen.map((line) => line.item.facts[0])).toEqual(['challenge.approved']);
	});

	test('two who press at once make one passage', async () => {
		facts['challenge.approved'] = true;
		const made = await makeInitiative(db);
		const other = await makeTeamMember(db, made.id, 'coordinator');
		const results = await Promise.allSettled(
			[made.coordinator.ctx, other.ctx, made.coordinator.ctx, other.ctx].map((ctx) =>
				passGate(ctx, made.slug, { phase: 'need' })
			)
		);
		expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
		expect(await passagesOf(made.coordinator.ctx, made.id)).toHaveLength(1);
		expect((await accessInitiative(made.coordinator.ctx, made.slug)).currentPhase).toBe('dialogue');
	});

	test('negative control: without the lock the same race makes several', async () => {
		const made = await makeInitiative(db);
		let waiting = 0;
		let open = () => {};
		const allHaveRead = new Promise<void>((resolve) => (open = resolve));
		const careless = () =>
			db.transaction().execute(async (tx) => {
				const run = await tx
					.selectFrom('initiative')
					.select(['current_phase', 'method_version_id'])
					.where('id', '=', made.id)
					.executeTakeFirstOrThrow();
				if (++waiting === 3) open();
				await allHaveRead;
				if (run.current_phase !== 'need') return;
				await tx
					.insertInto('gate_passage')
					.values({
						initiative_id: made.id,
						from_phase: 'need',
						to_phase: 'dialogue',
						method_version_id: run.method_version_id,
						facts: '{}'
					})
					.execute();
			});
		await Promise.all([careless(), careless(), careless()]);
		expect(await passagesOf(made.coordinator.ctx, made.id)).toHaveLength(3);
	});

	test('leaving the last phase finishes it, and then nothing more can be passed', async () => {
		const made = await makeInitiative(db, { phase: 'spread' });
		const reason = 'Lärdomarna finns i en rapport.';
		expect(await passGate(made.coordinator.ctx, made.slug, { phase: 'spread', reason })).toEqual({
			to: null
		});
		const run = await accessInitiative(made.coordinator.ctx, made.slug);
		expect(run.closedAs).toBe('finished');
		await expect(
			passGate(made.coordinator.ctx, made.slug, { phase: 'spread', reason })
		).rejects.toMatchObject({
			key: 'initiatives.error.closed'
		});
	});

	test('is for those who lead', async () => {
		const made = await makeInitiative(db, { published: true });
		const editor = await makeTeamMember(db, made.id, 'editor');
		const stranger = await makePerson(db);
		for (const ctx of [editor.ctx, stranger.ctx]) {
			await expect(
				passGate(ctx, made.slug, { phase: 'need', reason: 'Vi vill vidare nu.' })
			).rejects.toMatchObject({ code: 'forbidden' });
			await expect(stopInitiative(ctx, made.slug, { reason: 'Vi vill inte.' })).rejects.toMatchObject({
				code: 'forbidden'
			});
		}
	});
});

test('stopping keeps the reason', async () => {
	const made = await makeInitiative(db);
	await stopInitiative(made.coordinator.ctx, made.slug, { reason: 'Pengarna räckte inte.' });
	const row = await db
		.selectFrom('initiative')
		.selectAll()
		.where('id', '=', made.id)
		.executeTakeFirstOrThrow();
	expect(row.closed_as).toBe('stopped');
	expect(row.closed_reason).toMatchObject({ o: 'sv', t: { sv: 'Pengarna räckte inte.' } });
});

describe('tasks', () => {
	test('are given, changed, ticked off and opened again', async () => {
		const made = await makeInitiative(db);
		const ctx = made.coordinator.ctx;
		const { id } = await addTask(ctx, made.slug, {
			title: 'Ring skolan',
			assigneeId: made.decider.id,
			dueOn: '2020-01-01'
		});
		expect((await tasksOf(db, made.id))[0]).toMatchObject({ assignee: 'Bo Beslutare', late: true });
		const news = await db
			.selectFrom('news')
			.select(['kind', 'persons'])
			.where('initiative_id', '=', made.id)
			.execute();
		expect(news).toEqual([{ kind: 'task', persons: [made.decider.id] }]);
		await setTaskDone(made.decider.ctx, made.slug, { taskId: id, done: true });
		expect((await tasksOf(db, made.id))[0]!.doneAt).not.toBeNull();
		await setTaskDone(ctx, made.slug, { taskId: id, done: false });
		await changeTask(ctx, made.slug, { taskId: id, title: 'Ring förskolan' });
		expect((await tasksOf(db, made.id))[0]).toMatchObject({
			title: 'Ring förskolan',
			assignee: null,
			late: false
		});
	});

	test('stay within the initiative and its people', async () => {
		const made = await makeInitiative(db);
		const other = await makeInitiative(db);
		const stranger = await makePerson(db);
		const reader = await makeTeamMember(db, made.id, 'reader');
		await expect(
			addTask(made.coordinator.ctx, made.slug, { title: 'Ring', assigneeId: stranger.id })
		).rejects.toMatchObject({ code: 'invalid' });
		const { id } = await addTask(made.coordinator.ctx, made.slug, { title: 'Ring' });
		await expect(
			setTaskDone(other.coordinator.ctx, other.slug, { taskId: id, done: true })
		).rejects.toMatchObject({ code: 'not-found' });
		await expect(setTaskDone(reader.ctx, made.slug, { taskId: id, done: true })).rejects.toMatchObject({
			code: 'forbidden'
		});
	});
});

test('planned dates must come in order', async () => {
	const made = await makeInitiative(db);
	const plan = { phase: 'rfi', start: '2027-05-01', end: '2027-04-01' };
	await expect(planPhase(made.coordinator.ctx, made.slug, plan)).rejects.toMatchObject({
		fields: { end: 'initiatives.error.end-before-start' }
	});
	await planPhase(made.coordinator.ctx, made.slug, { ...plan, end: '2027-06-01' });
	const { phases } = await overviewOf(made.coordinator.ctx, made.slug);
	expect(phases[2]).toMatchObject({ key: 'rfi', plannedStart: '2027-05-01', plannedEnd: '2027-06-01' });
});

test('describing notices that somebody else wrote meanwhile', async () => {
	const made = await makeInitiative(db, { title: 'En första fråga' });
	const edit = (title: string, titleWas: string) =>
		describeInitiative(made.coordinator.ctx, made.slug, { title, titleWas, themes: ['food'] });
	await edit('En andra fråga', 'En första fråga');
	await expect(edit('En tredje fråga', 'En första fråga')).rejects.toMatchObject({ code: 'conflict' });
	const english = { ...made.coordinator.ctx, lang: 'en' as const };
	await describeInitiative(english, made.slug, {
		title: 'A second question',
		titleWas: '',
		themes: ['food']
	});
	const run = await accessInitiative(made.coordinator.ctx, made.slug);
	expect(run.title).toMatchObject({ o: 'sv', v: 2, t: { sv: 'En andra fråga', en: 'A second question' } });
});
