import './composition.ts';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { newText } from '#platform/i18n/text.ts';
import { testDb } from '#platform/server/testing/db.ts';
import {
	accessInitiative,
	allKinds,
	createActivity,
	startInitiative,
	workNavigation
} from '#capabilities/initiatives/index.ts';
import { makeInitiative, makePerson, visitor } from '#capabilities/initiatives/testing.ts';
import {
	currentVersion,
	exportMethod,
	importMethod,
	INNOVATION_MODEL,
	knownIn,
	checkDefinition,
	PCP,
	startableMethods,
	type MethodDefinition,
	readMethodFile
} from '#capabilities/methods/index.ts';

const { db } = await testDb();

// What a kind holds beyond an untouched initiative is tried in its own tests; here none may be forgotten.
test.each(allKinds().map((kind) => [kind.key, kind] as const))(
	'%s: out, in, and out again the same',
	async (_key, kind) => {
		const from = await makeInitiative(db);
		const to = await makeInitiative(db);
		const first = await kind.exportFrom(db, from.id);
		const file = kind.exported.parse(JSON.parse(JSON.stringify(first)));
		await db.transaction().execute((tx) => kind.importInto(tx, to.coordinator.ctx, to.id, file));
		expect(await kind.exportFrom(db, to.id)).toEqual(first);
	}
);

test.each(allKinds().map((kind) => [kind.key, kind] as const))(
	'%s reports every fact it defines',
	async (_key, kind) => {
		const made = await makeInitiative(db);
		const facts = (await kind.computeFacts(db, [made.id])).get(made.id) ?? {};
		expect(Object.keys(facts).sort()).toEqual(kind.facts.map((fact) => fact.key).sort());
		for (const fact of kind.facts) expect(typeof facts[fact.key]).toBe(fact.type);
	}
);

test.each(allKinds().map((kind) => [kind.key, kind] as const))(
	'%s: what an initiative leads its team to exists',
	(_key, kind) => {
		const path = kind.workPath ?? `/work/${kind.key}`;
		expect(existsSync(`src/routes/[lang=lang]/initiatives/[slug]${path}/+page.svelte`), path).toBe(true);
	}
);

test('what visitors are asked to do stands on pages of theirs', () => {
	const paths = allKinds().flatMap((kind) => kind.invites?.path('1') ?? []);
	expect(paths).toEqual(['/rfi/1', '/procurement/1', '/workshops/1']);
});

test('the side navigation counts kinds of which there may be several, and no others', async () => {
	const made = await makeInitiative(db);
	for (const kind of allKinds())
		await db.transaction().execute((tx) =>
			createActivity(tx, made.coordinator.ctx, {
				initiativeId: made.id,
				kind: kind.key,
				title: newText('sv', kind.key)
			})
		);
	const run = await accessInitiative(made.coordinator.ctx, made.slug);
	const counted = (await workNavigation(db, run)).flatMap(({ label, count }) => (count ? [label] : []));
	const several = allKinds().filter((kind) => kind.several);
	expect(counted.sort()).toEqual(several.map((kind) => kind.name).sort());
	expect(several.map((kind) => kind.key).sort()).toEqual(['agreement', 'procurement', 'rfi', 'workshop']);
});

test('the innovation model asks only for what exists, and travels unchanged', async () => {
	await makeInitiative(db);
	const file = await exportMethod(visitor(db), INNOVATION_MODEL);
	expect(readMethodFile(JSON.stringify(file)).problems).toEqual([]);
	const leader = await makePerson(db, { platform: ['process-leader'] });
	const copy = await importMethod(leader.ctx, JSON.stringify(file), 'my-own');
	expect(copy).toEqual({ key: 'my-own', number: 1 });
	expect((await exportMethod(visitor(db), 'my-own')).definition).toEqual(file.definition);
});

test('the method for procurement asks only for what exists, keeps its kind, and starts no initiative', async () => {
	const made = await makeInitiative(db);
	const file = await exportMethod(visitor(db), PCP);
	expect(file.kind).toBe('pcp');
	expect(readMethodFile(JSON.stringify(file)).problems).toEqual([]);
	const leader = await makePerson(db, { platform: ['process-leader'] });
	await importMethod(leader.ctx, JSON.stringify(file), 'own-pcp');
	expect(await exportMethod(visitor(db), 'own-pcp')).toEqual({ ...file, key: 'own-pcp' });
	const words = JSON.stringify({ ...file, kind: undefined });
	expect(readMethodFile(words).problems[0]).toMatchObject({ key: 'methods.check.unknown-kind' });
	const taken = JSON.stringify({ ...file, key: INNOVATION_MODEL });
	await expect(importMethod(leader.ctx, taken)).rejects.toMatchObject({ key: 'methods.import.other-kind' });
	expect((await startableMethods(db)).map((method) => method.key)).not.toContain(PCP);
	await expect(
		startInitiative(made.coordinator.ctx, { organisationId: made.organisation.id, title: 'Fel', method: PCP })
	).rejects.toMatchObject({ code: 'not-found' });
});

const SPOILT: [string, (d: MethodDefinition) => unknown, string][] = [
	['no kind of phase', (d) => delete d.phases[1]!.plan, 'methods.check.no-plan'],
	['a framework later', (d) => (d.phases[2]!.plan = { kind: 'framework' }), 'methods.check.framework-first'],
	['only a framework', (d) => d.phases.splice(1), 'methods.check.rounds'],
	['too much money', (d) => (d.phases[1]!.plan!.share = 90), 'methods.check.share']
];

test.each(SPOILT)('a method for procurement cannot be published with %s', async (_what, spoil, reason) => {
	await makeInitiative(db);
	const { definition } = structuredClone(await exportMethod(visitor(db), PCP));
	expect(checkDefinition(definition, knownIn('pcp'))).toEqual([]);
	spoil(definition);
	expect(checkDefinition(definition, knownIn('pcp')).map((problem) => problem.key)).toEqual([reason]);
});

test('a file becomes the next version, and initiatives under way keep theirs', async () => {
	const made = await makeInitiative(db);
	const before = await currentVersion(db, INNOVATION_MODEL);
	const leader = await makePerson(db, { platform: ['process-leader'] });
	const words = JSON.stringify(await exportMethod(visitor(db), INNOVATION_MODEL));
	const numbers = await Promise.all([importMethod(leader.ctx, words), importMethod(leader.ctx, words)]);
	expect(numbers.map((made) => made.number).sort()).toEqual([before.number + 1, before.number + 2]);
	const row = await db
		.selectFrom('initiative')
		.select('method_version_id')
		.where('id', '=', made.id)
		.executeTakeFirst();
	expect(row?.method_version_id).toBe(before.id);
});

test('a foreign file is refused by name, and strangers are refused at all', async () => {
	const file = await exportMethod(visitor(db), INNOVATION_MODEL);
	const foreign = structuredClone(file);
	foreign.definition.phases[0]!.gate = { fact: 'moon.full', is: true };
	const leader = await makePerson(db, { platform: ['process-leader'] });
	const stranger = await makePerson(db);
	await expect(importMethod(leader.ctx, JSON.stringify(foreign))).rejects.toMatchObject({
		key: 'methods.check.unknown-fact',
		params: { name: 'moon.full' }
	});
	await expect(importMethod(leader.ctx, 'hej')).rejects.toMatchObject({ key: 'methods.import.not-json' });
	await expect(importMethod(leader.ctx, '{"format":"x"}')).rejects.toMatchObject({
		key: 'methods.import.wrong-shape'
	});
	await expect(importMethod(stranger.ctx, JSON.stringify(file))).rejects.toMatchObject({ code: 'forbidden' });
});
