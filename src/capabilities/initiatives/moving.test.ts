import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { newText } from '#platform/i18n/text.ts';
import { testDb } from '#platform/server/testing/db.ts';
import {
	currentVersion,
	exportMethod,
	importMethod,
	INNOVATION_MODEL,
	methodVersion,
	type MethodDefinition
} from '#capabilities/methods/index.ts';
import { myWork } from '#capabilities/mywork/index.ts';
import { cardsOf } from '#capabilities/visitors/server/cards.ts';
import { registerKind, type ActivityKind } from './kind.ts';
import { readListQuery } from './list.ts';
import { listInitiatives } from './server/list.ts';
import { phaseAfterMove, phaseOfKind, phaseState, smallChain, suggestedPhase } from './moving.ts';
import { accessInitiative } from './server/access.ts';
import { createActivity } from './server/activity.ts';
import { passGate, passagesOf, stopInitiative } from './server/gates.ts';
import { moveToVersion } from './server/move.ts';
import { movesOf, previewMove } from './server/move-preview.ts';
import { methodOutcomes, runsBehind } from './server/outcomes.ts';
import { overviewOf } from './server/overview.ts';
import { publicInitiative } from './server/public.ts';
import { workNavigation } from './server/navigation.ts';
import { makeInitiative, makePerson, makeTeamMember, visitor, type MadeInitiative } from './testing.ts';

const { db } = await testDb();
const begun: string[] = [];
const none = async () => new Map();

/** Kinds that report nothing; `rfi` begins by itself and shows a note under the phase it thinks it is in. */
for (const key of [
	'challenge',
	'workshop',
	'insights',
	'rfi',
	'procurement',
	'agreement',
	'effects',
	'spread'
]) {
	registerKind({
		key,
		name: 'initiatives.work.overview',
		several: false,
		path: (id) => `/work/${key}/${id}`,
		permissions: [],
		facts: FACTS()[key] ?? [],
		computeFacts: none,
		chainNotes: async (_db, ids) =>
			key === 'rfi'
				? new Map(ids.map((id) => [id, [{ phase: 'rfi', text: 'initiatives.work.overview' as const }]]))
				: new Map(),
		figures: none,
		nextSteps: none,
		organisationsTakingPart: none,
		newsKinds: [],
		begin: async (_tx, _ctx, id) => void begun.push(`${key} ${id}`),
		exported: z.null(),
		exportFrom: async () => null,
		importInto: async () => {},
		personal: { label: 'mywork.data.of.spread', show: async () => [], erase: async () => {}, kept: [] }
	} satisfies ActivityKind<null>);
}

function FACTS() {
	const fact = (key: string, type: 'number' | 'boolean') => ({
		key,
		type,
		condition: 'initiatives.work.team' as const,
		lacking: 'initiatives.work.dossier' as const
	});
	return {
		challenge: [fact('challenge.approved', 'boolean'), fact('challenge.published', 'boolean')],
		workshop: [
			fact('workshop.held', 'number'),
			fact('workshop.sectors', 'number'),
			fact('workshop.lived-experience', 'boolean')
		],
		insights: [fact('insights.summary-published', 'boolean')],
		rfi: [fact('rfi.closed', 'boolean'), fact('rfi.summary-published', 'boolean')],
		procurement: [fact('procurement.decided', 'boolean'), fact('procurement.settled', 'boolean')],
		agreement: [fact('agreement.signed', 'boolean')],
		effects: [fact('effects.baseline', 'boolean'), fact('effects.measurements', 'number')],
		spread: [fact('spread.lessons-published', 'boolean')]
	} as Record<string, ReturnType<typeof fact>[]>;
}

const leader = (await makePerson(db, { platform: ['process-leader'] })).ctx;
const version = async (id: string) => methodVersion(db, id);

/** The next version of the innovation model, changed. */
async function nextVersion(change: (definition: MethodDefinition) => void): Promise<string> {
	const file = structuredClone(await exportMethod(leader, INNOVATION_MODEL));
	change(file.definition);
	await importMethod(leader, JSON.stringify(file), undefined, 'publish');
	return (await currentVersion(db, INNOVATION_MODEL)).id;
}

async function versionOf(made: MadeInitiative): Promise<string> {
	return (await accessInitiative(made.coordinator.ctx, made.slug)).methodVersionId;
}

describe('decisions', () => {
	const phase = (key: string, ...kinds: string[]) => ({
		key,
		name: newText('sv', key),
		summary: newText('sv', key),
		steps: [{ key, name: newText('sv', key), kinds }],
		gate: { all: [] }
	});
	const method: MethodDefinition = {
		name: newText('sv', 'M'),
		summary: newText('sv', 'M'),
		phases: [phase('a', 'x'), phase('b', 'y'), phase('c', 'y', 'z')]
	};
	test.each([
		['stays where its phase exists', 'b', undefined, 'b'],
		['its own phase wins over a chosen one', 'b', 'c', 'b'],
		['goes where one chooses', 'gone', 'c', 'c'],
		['nowhere without a choice', 'gone', undefined, null],
		['nowhere that does not exist', 'gone', 'moon', null]
	])('%s', (_name, current, chosen, expected) => {
		expect(phaseAfterMove(method, current, chosen)).toBe(expected);
	});
	test('the first phase that was not passed is suggested, else the last', () => {
		expect(suggestedPhase(method, new Set(['a']))).toBe('b');
		expect(suggestedPhase(method, new Set(['a', 'b', 'c']))).toBe('c');
	});
	test.each([
		['its own phase, where that holds it', 'y', 'c', 'c'],
		['else the phase that holds it', 'z', 'a', 'c'],
		['else its own, if there', 'w', 'b', 'b'],
		['else where the initiative is', 'w', 'gone', 'a']
	])('a note is shown under %s', (_name, kind, own, expected) => {
		expect(phaseOfKind(method, kind, own, 'a')).toBe(expected);
	});
	test('what lies behind and was never passed is not called done', () => {
		expect(phaseState(0, 1, { passed: false, closedAs: null })).toEqual({ state: 'todo', skipped: true });
		expect(phaseState(0, 1, { passed: true, closedAs: null })).toEqual({ state: 'done', skipped: false });
		expect(phaseState(1, 1, { passed: false, closedAs: null }).state).toBe('now');
		expect(phaseState(1, 1, { passed: true, closedAs: 'finished' }).state).toBe('done');
		expect(phaseState(1, 1, { passed: false, closedAs: 'stopped' }).state).toBe('todo');
	});
});

describe('moving a run', () => {
	test('keeps activities and passages, tells the timeline, and is audited', async () => {
		const made = await makeInitiative(db, { published: true });
		await passGate(made.coordinator.ctx, made.slug, { phase: 'need', reason: 'Beslut finns på papper.' });
		const activityId = await db.transaction().execute((tx) =>
			createActivity(tx, made.coordinator.ctx, {
				initiativeId: made.id,
				kind: 'workshop',
				title: newText('sv', 'Första verkstaden')
			})
		);
		const from = await versionOf(made);
		const to = await nextVersion((definition) => {
			definition.phases = definition.phases.filter((phase) => phase.key !== 'need');
			definition.phases[0]!.steps = definition.phases[0]!.steps.filter((step) => step.key !== 'workshops');
			definition.phases.unshift({
				...structuredClone(definition.phases.at(-1)!),
				key: 'before',
				name: newText('sv', 'Före'),
				steps: [{ key: 'before', name: newText('sv', 'Före'), kinds: [] }]
			});
		});
		const preview = (await previewMove(made.coordinator.ctx, made.slug))!;
		expect(preview.homeless.map((activity) => activity.id)).toEqual([activityId]);
		expect(preview.passedAndGone.map((name) => name.t.sv)).toEqual(['Behov']);
		expect(preview.behind.map((name) => name.t.sv)).toEqual(['Före']);
		expect(preview.phase).toBe('dialogue');
		expect(await versionOf(made)).toBe(from);

		await moveToVersion(made.coordinator.ctx, made.slug, { from, to });
		expect(await versionOf(made)).toBe(to);
		const { phases, newer, fallen } = await overviewOf(made.coordinator.ctx, made.slug);
		expect(phases.slice(0, 2).map(({ key, state, skipped }) => [key, state, skipped])).toEqual([
			['before', 'todo', true],
			['dialogue', 'now', false]
		]);
		expect([newer, fallen]).toEqual([null, []]);
		expect((await passagesOf(made.coordinator.ctx, made.id)).map((passage) => passage.from)).toEqual([
			'need'
		]);
		const navigation = await workNavigation(db, await accessInitiative(made.coordinator.ctx, made.slug));
		expect(navigation.map((entry) => entry.path)).toContain('/work/workshop');
		expect(await movesOf(made.coordinator.ctx, made.id)).toMatchObject([
			{ from: (await version(from)).number, to: (await version(to)).number, by: 'Kim Samordnare' }
		]);
		const page = await publicInitiative(made.coordinator.ctx, made.slug);
		expect(page.news.map((one) => one.key)).toContain('initiatives.news.moved');
		expect(page.phases.flatMap((phase) => phase.notes)).toHaveLength(1);
		const audited = await db
			.selectFrom('audit_entry')
			.select(['action', 'data'])
			.where('chain_id', '=', `initiative:${made.id}`)
			.where('action', '=', 'initiative.moved-to-version')
			.execute();
		expect(audited).toHaveLength(1);
	});

	test('where the present phase is gone one must choose; the rest of the way works', async () => {
		const made = await makeInitiative(db, { method: INNOVATION_MODEL });
		const from = await versionOf(made);
		const first = (await accessInitiative(made.coordinator.ctx, made.slug)).currentPhase;
		const to = await nextVersion((definition) => {
			definition.phases = definition.phases.filter((phase) => phase.key !== first);
		});
		await expect(moveToVersion(made.coordinator.ctx, made.slug, { from, to })).rejects.toMatchObject({
			code: 'conflict',
			fields: { phase: 'form.error.pick-one' }
		});
		expect((await previewMove(made.coordinator.ctx, made.slug))?.phase).toBeNull();
		await moveToVersion(made.coordinator.ctx, made.slug, { from, to, phase: 'rfi' });
		await passGate(made.coordinator.ctx, made.slug, {
			phase: 'rfi',
			reason: 'Prövat i ett annat initiativ.'
		});
		expect((await accessInitiative(made.coordinator.ctx, made.slug)).currentPhase).toBe('procurement');
		const kept = await db
			.selectFrom('initiative_phase')
			.select('phase')
			.where('initiative_id', '=', made.id)
			.where('phase', '=', first)
			.execute();
		expect(kept).toHaveLength(1);
	});

	test('kinds that are always there begin with the version that brings them, and only once', async () => {
		const without = await nextVersion((definition) => {
			for (const phase of definition.phases)
				for (const step of phase.steps) step.kinds = step.kinds.filter((kind) => kind !== 'rfi');
		});
		const made = await makeInitiative(db);
		expect(begun).not.toContain(`rfi ${made.id}`);
		const to = await nextVersion((definition) => {
			definition.phases.find((phase) => phase.key === 'rfi')!.steps[0]!.kinds = ['rfi'];
		});
		await moveToVersion(made.coordinator.ctx, made.slug, { from: without, to });
		expect(begun.filter((one) => one === `rfi ${made.id}`)).toHaveLength(1);
		expect(begun.filter((one) => one === `spread ${made.id}`)).toHaveLength(1);
	});

	test('two who move at once make one move', async () => {
		const made = await makeInitiative(db);
		const from = await versionOf(made);
		const to = await nextVersion((definition) => {
			definition.name = newText('sv', 'Omdöpt');
		});
		const also = await makeTeamMember(db, made.id, 'coordinator');
		const results = await Promise.allSettled(
			[made.coordinator.ctx, also.ctx, leader, made.coordinator.ctx].map((ctx) =>
				moveToVersion(ctx, made.slug, { from, to })
			)
		);
		expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
		const [refused] = results.filter((result) => result.status === 'rejected');
		expect(refused?.reason).toMatchObject({ key: 'initiatives.move.was-moved' });
		expect(await movesOf(leader, made.id)).toHaveLength(1);
	});

	test('negative control: without the lock the same race moves several times', async () => {
		const made = await makeInitiative(db);
		const from = await versionOf(made);
		const to = await nextVersion((definition) => {
			definition.name = newText('sv', 'Omdöpt igen');
		});
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
				if (run.method_version_id !== from) return;
				const move = { from_version_id: from, to_version_id: to, from_phase: 'x', to_phase: 'x' };
				await tx
					.insertInto('method_move')
					.values({ initiative_id: made.id, ...move })
					.execute();
			});
		await Promise.all([careless(), careless(), careless()]);
		expect(await movesOf(leader, made.id)).toHaveLength(3);
	});

	test('is for those who lead; a finished one stays; another method is not found', async () => {
		const made = await makeInitiative(db, { published: true });
		const from = await versionOf(made);
		const to = await nextVersion((definition) => {
			definition.summary = newText('sv', 'Omskriven');
		});
		const editor = await makeTeamMember(db, made.id, 'editor');
		const stranger = await makePerson(db);
		for (const { ctx } of [editor, stranger]) {
			await expect(moveToVersion(ctx, made.slug, { from, to })).rejects.toMatchObject({ code: 'forbidden' });
			await expect(previewMove(ctx, made.slug)).rejects.toMatchObject({ code: 'forbidden' });
		}
		const file = await exportMethod(leader, INNOVATION_MODEL);
		await importMethod(leader, JSON.stringify(file), 'another', 'publish');
		const foreign = (await currentVersion(db, 'another')).id;
		await expect(moveToVersion(leader, made.slug, { from, to: foreign })).rejects.toMatchObject({
			code: 'not-found'
		});
		await stopInitiative(leader, made.slug, { reason: 'Läggs ner i provet.' });
		await expect(moveToVersion(leader, made.slug, { from, to })).rejects.toMatchObject({
			key: 'initiatives.error.closed'
		});
	});
});

describe('what the page of a method tells', () => {
	test('runs behind, unpublished ones too, for process leaders only', async () => {
		const made = await makeInitiative(db);
		await nextVersion((definition) => {
			definition.name = newText('sv', 'Ännu en');
		});
		const { methodId, number } = await currentVersion(db, INNOVATION_MODEL);
		const behind = await runsBehind(leader, methodId, number);
		expect(behind.find((run) => run.slug === made.slug)).toMatchObject({
			published: false,
			version: number - 1
		});
		await expect(runsBehind(made.coordinator.ctx, methodId, number)).rejects.toMatchObject({
			code: 'forbidden'
		});
	});
	test('time per phase counts only what was gone through, with its n', async () => {
		const { methodId } = await currentVersion(db, INNOVATION_MODEL);
		const days = async (phase: string) => (await methodOutcomes(leader, methodId)).time.get(phase);
		const before = (await days('effect'))?.passed ?? 0;
		const skipped = await makeInitiative(db, { published: true, phase: 'effect' });
		await passGate(skipped.coordinator.ctx, skipped.slug, { phase: 'effect', reason: 'Mäts på annat håll.' });
		expect((await days('effect'))?.passed ?? 0).toBe(before);
		const whole = await makeInitiative(db, { published: true, phase: 'effect' });
		await db
			.updateTable('initiative_phase')
			.set({ entered_at: new Date('2026-01-01T12:00:00Z'), passed_at: new Date('2026-01-31T12:00:00Z') })
			.where('initiative_id', '=', whole.id)
			.where('phase', '=', 'effect')
			.execute();
		expect(await days('effect')).toEqual({ passed: before + 1, days: 30 });
	});
});

describe('small chains', () => {
	/** How the named phases show, in the order of the version. */
	const told = (phases: { key: string; state: string }[], keys: string[]) =>
		phases.filter(({ key }) => keys.includes(key)).map(({ key, state }) => `${key} ${state}`);

	test('count by key: a phase that came with the version and lies behind is not called done', async () => {
		const made = await makeInitiative(db, { published: true, phase: 'agreement' });
		const from = await versionOf(made);
		const to = await nextVersion((definition) => {
			const copy = structuredClone(definition.phases.at(-1)!);
			definition.phases.unshift({ ...copy, key: 'earlier', steps: [{ ...copy.steps[0]!, key: 'earlier' }] });
		});
		await moveToVersion(made.coordinator.ctx, made.slug, { from, to });
		const keys = ['earlier', 'rfi', 'agreement', 'effect'];
		const expected = ['earlier todo', 'rfi done', 'agreement now', 'effect todo'];
		const { rows } = await listInitiatives(visitor(db), readListQuery(new URLSearchParams()));
		expect(told(rows.find((row) => row.slug === made.slug)!.phases, keys)).toEqual(expected);
		const cards = await cardsOf(db, { goingOn: 50, finished: 0 });
		expect(told(cards.goingOn.find((card) => card.slug === made.slug)!.phases, keys)).toEqual(expected);
		const work = await myWork(made.coordinator.ctx);
		expect(told(work.find((item) => item.slug === made.slug)!.phases, keys)).toEqual(expected);
	});
	test.each(['stopped', 'finished'] as const)(
		'what was %s is done as far as it was gone through',
		async (as) => {
			const { phases } = (await currentVersion(db, INNOVATION_MODEL)).definition;
			const chain = smallChain(phases, { phase: 'agreement', passed: ['rfi'], closedAs: as });
			expect(told(chain, ['rfi', 'agreement', 'effect'])).toEqual([
				'rfi done',
				'agreement todo',
				'effect todo'
			]);
		}
	);
});
