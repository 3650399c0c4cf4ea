import { describe, expect, test } from 'vitest';
import { sql } from 'kysely';
import type { LocalText } from '#platform/i18n/text.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { systemContext } from '#platform/server/context.ts';
import { makePerson } from '#capabilities/initiatives/testing.ts';
import {
	addPhase,
	beginDraft,
	changeDraft,
	copyMethod,
	currentVersion,
	discardDraft,
	draftForPage,
	draftOf,
	ensureMethods,
	exportDraft,
	importMethod,
	INNOVATION_MODEL,
	methodCatalogue,
	movePhase,
	openMethod,
	phaseOrder,
	publishDraft,
	publishedVersions,
	registerStepKind,
	setRetired,
	startableMethods,
	usedKeys,
	writeDraftTexts,
	type MethodDefinition
} from './index.ts';

const { db } = await testDb();
await ensureMethods(db);
const leader = (await makePerson(db, { platform: ['process-leader'] })).ctx;
const other = (await makePerson(db, { platform: ['process-leader'] })).ctx;
const stranger = (await makePerson(db)).ctx;
const visitor = systemContext({ db, lang: 'sv' });

// What the innovation model asks for, without the kinds themselves.
const fact = (key: string, type: 'number' | 'boolean') => ({
	key,
	type,
	condition: 'methods.words.or' as const,
	lacking: 'methods.words.and' as const
});
const KINDS: Record<string, [string, 'number' | 'boolean'][]> = {
	challenge: [
		['challenge.approved', 'boolean'],
		['challenge.published', 'boolean']
	],
	workshop: [
		['workshop.held', 'number'],
		['workshop.sectors', 'number'],
		['workshop.lived-experience', 'boolean']
	],
	insights: [['insights.summary-published', 'boolean']],
	rfi: [
		['rfi.closed', 'boolean'],
		['rfi.summary-published', 'boolean']
	],
	procurement: [
		['procurement.decided', 'boolean'],
		['procurement.settled', 'boolean']
	],
	agreement: [['agreement.signed', 'boolean']],
	effects: [
		['effects.baseline', 'boolean'],
		['effects.measurements', 'number']
	],
	spread: [['spread.lessons-published', 'boolean']]
};
for (const [key, facts] of Object.entries(KINDS))
	registerStepKind({ key, name: 'methods.version', facts: facts.map(([name, type]) => fact(name, type)) });

let count = 0;
/** A copy of the innovation model, as a draft that nobody has touched. */
async function copy(): Promise<string> {
	return (await copyMethod(leader, INNOVATION_MODEL, { name: `Egen modell ${++count}` })).key;
}
const words = (definition: MethodDefinition) => (definition.name as LocalText).t.sv;
const rename = (key: string, ctx: typeof leader, was: string, name: string) =>
	writeDraftTexts(ctx, key, { texts: { name }, was: { name: was } });

describe('copying', () => {
	test('gives a draft of its own with steps, gates and translations, seen by nobody else', async () => {
		const key = await copy();
		const draft = await draftOf(leader, key);
		const source = await currentVersion(db, INNOVATION_MODEL);
		expect(draft.definition.phases).toEqual(source.definition.phases);
		expect(words(draft.definition)).toBe(`Egen modell ${count}`);
		await expect(openMethod(visitor, key)).rejects.toMatchObject({ code: 'not-found' });
		await expect(draftOf(stranger, key)).rejects.toMatchObject({ code: 'not-found' });
		expect((await startableMethods(db)).map((method) => method.key)).not.toContain(key);
		expect((await methodCatalogue(leader)).find((entry) => entry.key === key)).toMatchObject({
			number: null,
			hasDraft: true
		});
	});
	test('twenty copies with one name get twenty addresses', async () => {
		const made = await Promise.all(
			Array.from({ length: 20 }, () => copyMethod(leader, INNOVATION_MODEL, { name: 'Koalition' }))
		);
		expect(new Set(made.map(({ key }) => key)).size).toBe(20);
	});
	test('is for process leaders: others are refused in words, and learn nothing of drafts', async () => {
		const input = { name: 'Min' };
		await expect(copyMethod(stranger, INNOVATION_MODEL, input)).rejects.toMatchObject({
			code: 'forbidden',
			key: 'methods.error.who'
		});
		await expect(copyMethod(visitor, INNOVATION_MODEL, input)).rejects.toMatchObject({ code: 'sign-in' });
		const key = await copy();
		for (const ctx of [stranger, visitor]) {
			await expect(rename(key, ctx, '', 'Min')).rejects.toMatchObject({ code: 'not-found' });
			await expect(publishDraft(ctx, key, { revision: 1, note: 'Min' })).rejects.toMatchObject({
				code: 'not-found'
			});
			await expect(setRetired(ctx, INNOVATION_MODEL, { retired: true })).rejects.toMatchObject({
				code: ctx === visitor ? 'sign-in' : 'forbidden'
			});
			await expect(exportDraft(ctx, key)).rejects.toMatchObject({ code: 'not-found' });
		}
	});
});

describe('two people in one draft', () => {
	test('who write different texts at once both get theirs', async () => {
		const key = await copy();
		const ids = (await draftOf(leader, key)).definition.phases.map((phase) => `phase.${phase.key}.summary`);
		await Promise.all(
			ids.map(async (id, index) => {
				const was = { [id]: await summaryOf(key, id) };
				const ctx = index % 2 ? leader : other;
				return writeDraftTexts(ctx, key, { texts: { [id]: `Rad ${index}` }, was });
			})
		);
		const { definition, revision } = await draftOf(leader, key);
		expect(definition.phases.map((phase) => phase.summary.t.sv)).toEqual(ids.map((_id, n) => `Rad ${n}`));
		expect(revision).toBe(ids.length + 1);
	});

	async function summaryOf(key: string, id: string) {
		const phase = (await draftOf(leader, key)).definition.phases.find((one) => id.includes(`.${one.key}.`))!;
		return phase.summary.t.sv!;
	}

	test('negative control: without the lock the same race loses words', async () => {
		const key = await copy();
		const { id } = await draftOf(leader, key);
		let waiting = 0;
		let open = () => {};
		const allHaveRead = new Promise<void>((resolve) => (open = resolve));
		const careless = (field: 'name' | 'summary') =>
			db.transaction().execute(async (tx) => {
				const row = await tx
					.selectFrom('method_version')
					.select('definition')
					.where('id', '=', id)
					.executeTakeFirstOrThrow();
				if (++waiting === 2) open();
				await allHaveRead;
				const definition = structuredClone(row.definition) as unknown as MethodDefinition;
				(definition[field] as LocalText).t.sv = 'Nytt';
				await sql`update method_version set definition = ${JSON.stringify(definition)}::jsonb where id = ${id}`.execute(
					tx
				);
			});
		await Promise.all([careless('name'), careless('summary')]);
		const { definition } = await draftOf(leader, key);
		const kept = [definition.name.t.sv, definition.summary.t.sv].filter((text) => text === 'Nytt');
		expect(kept).toHaveLength(1);
	});

	test('who write the same text: the second is told, and the first stands', async () => {
		const key = await copy();
		const was = `Egen modell ${count}`;
		const results = await Promise.allSettled([
			rename(key, leader, was, 'Leders namn'),
			rename(key, other, was, 'Annans namn')
		]);
		const [refused] = results.filter((result) => result.status === 'rejected');
		expect(refused?.reason).toMatchObject({
			code: 'conflict',
			fields: { name: 'methods.error.changed-by-other' }
		});
		expect(['Leders namn', 'Annans namn']).toContain(words((await draftOf(leader, key)).definition));
	});

	test('who move at once: one is moved, the others see another order and are told', async () => {
		const key = await copy();
		const seen = phaseOrder((await draftOf(leader, key)).definition);
		const move = (ctx: typeof leader) =>
			changeDraft(ctx, key, { action: 'method.phase-moved' }, (draft) => movePhase(draft, 'rfi', 'up', seen));
		const results = await Promise.allSettled([leader, other, leader, other].map(move));
		expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
		const now = phaseOrder((await draftOf(leader, key)).definition);
		expect(now).toBe('need rfi dialogue procurement agreement effect spread');
	});

	test('words that cannot be are refused by field, and nothing is written', async () => {
		const key = await copy();
		await expect(
			writeDraftTexts(leader, key, {
				texts: { name: '', summary: 'Ny' },
				was: { name: `Egen modell ${count}`, summary: '' }
			})
		).rejects.toMatchObject({ code: 'invalid', fields: { name: 'form.error.required' } });
		expect((await draftOf(leader, key)).revision).toBe(1);
	});
});

describe('publishing', () => {
	test('makes version 1 of a copy, then 2; what was published never changes', async () => {
		const key = await copy();
		const first = await publishDraft(leader, key, { revision: 1, note: 'Kopierad.' });
		expect(first).toEqual({ number: 1 });
		await beginDraft(leader, key);
		await beginDraft(other, key);
		await rename(key, leader, `Egen modell ${count}`, 'Nytt namn');
		const { revision } = await draftOf(leader, key);
		expect(await publishDraft(other, key, { revision, note: 'Nytt namn.' })).toEqual({ number: 2 });
		const method = await openMethod(visitor, key);
		const versions = await publishedVersions(db, method.id);
		expect(versions.map(({ number, note }) => [number, note?.t.sv])).toEqual([
			[2, 'Nytt namn.'],
			[1, 'Kopierad.']
		]);
		expect(words(versions[1]!.definition)).toBe(`Egen modell ${count}`);
		await expect(
			db
				.updateTable('method_version')
				.set({ definition: sql`'{}'::jsonb` })
				.where('id', '=', versions[1]!.id)
				.execute()
		).rejects.toThrow(/never changes/);
		await expect(db.deleteFrom('method_version').where('id', '=', versions[1]!.id).execute()).rejects.toThrow(
			/never changes/
		);
		const actions = await db
			.selectFrom('audit_entry')
			.select('action')
			.where('chain_id', '=', `method:${method.id}`)
			.execute();
		expect(actions.map((entry) => entry.action)).toEqual([
			'method.copied',
			'method.published',
			'method.draft-begun',
			'method.texts-written',
			'method.published'
		]);
	});
	test('two who press at once make one version', async () => {
		const key = await copy();
		const results = await Promise.allSettled(
			[leader, other, leader].map((ctx) => publishDraft(ctx, key, { revision: 1, note: 'Nu.' }))
		);
		expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
		expect(await publishedVersions(db, (await openMethod(visitor, key)).id)).toHaveLength(1);
	});
	test('is refused when somebody has changed the draft since it was read', async () => {
		const key = await copy();
		await rename(key, other, `Egen modell ${count}`, 'I sista stund');
		await expect(publishDraft(leader, key, { revision: 1, note: 'Nu.' })).rejects.toMatchObject({
			key: 'methods.error.draft-changed'
		});
	});
	test('is refused when nothing is new, and while something is lacking', async () => {
		const key = await copy();
		await publishDraft(leader, key, { revision: 1, note: 'Nu.' });
		await beginDraft(leader, key);
		await expect(publishDraft(leader, key, { revision: 1, note: 'Igen.' })).rejects.toMatchObject({
			key: 'methods.error.nothing-new'
		});
		const used = await usedKeys(db, (await openMethod(visitor, key)).id);
		await changeDraft(leader, key, { action: 'method.phase-added' }, (draft) =>
			addPhase(draft, { lang: 'sv', used, name: 'Tom', summary: 'Utan steg' })
		);
		await expect(publishDraft(leader, key, { revision: 2, note: 'Igen.' })).rejects.toMatchObject({
			key: 'methods.check.no-steps'
		});
	});
	test('words written into a draft that is gone are not lost: the page stands in with the version', async () => {
		const key = await copy();
		await publishDraft(leader, key, { revision: 1, note: 'Nu.' });
		await expect(rename(key, other, `Egen modell ${count}`, 'För sent')).rejects.toMatchObject({
			key: 'methods.error.no-draft'
		});
		expect(await draftForPage(other, key, { method: 'POST' })).toMatchObject({ gone: true });
		await expect(draftForPage(other, key, { method: 'GET' })).rejects.toMatchObject({ code: 'not-found' });
	});
});

describe('throwing away, retiring, travelling', () => {
	test('a draft thrown away leaves the versions; one that was never published takes its method along', async () => {
		const key = await copy();
		expect(await discardDraft(leader, key, { revision: 1 })).toEqual({ methodGone: true });
		await expect(draftOf(leader, key)).rejects.toMatchObject({ code: 'not-found' });
		const { current } = await openMethod(visitor, INNOVATION_MODEL);
		await beginDraft(leader, INNOVATION_MODEL);
		await expect(discardDraft(leader, INNOVATION_MODEL, { revision: 7 })).rejects.toMatchObject({
			key: 'methods.error.draft-changed'
		});
		expect(await discardDraft(leader, INNOVATION_MODEL, { revision: 1 })).toEqual({ methodGone: false });
		expect((await openMethod(visitor, INNOVATION_MODEL)).current).toBe(current);
	});
	test('a retired method is not offered, is still there to read, and can be offered again', async () => {
		const key = await copy();
		await expect(setRetired(leader, key, { retired: true })).rejects.toMatchObject({
			key: 'methods.error.never-published'
		});
		await publishDraft(leader, key, { revision: 1, note: 'Nu.' });
		await setRetired(leader, key, { retired: true });
		await setRetired(other, key, { retired: true });
		expect((await startableMethods(db)).map((method) => method.key)).not.toContain(key);
		expect((await openMethod(visitor, key)).retiredAt).toBeInstanceOf(Date);
		await setRetired(leader, key, { retired: false });
		expect((await startableMethods(db)).map((method) => method.key)).toContain(key);
		const audited = await db
			.selectFrom('audit_entry')
			.select('action')
			.where('chain_id', '=', `method:${(await openMethod(visitor, key)).id}`)
			.where('action', 'in', ['method.retired', 'method.offered-again'])
			.execute();
		expect(audited).toHaveLength(2);
	});
	test('a draft travels with its translations and gaps, and comes back the same', async () => {
		const key = await copy();
		await rename(key, leader, `Egen modell ${count}`, 'Rest modell');
		await writeDraftTexts(leader, key, { texts: { name: 'Travelled' }, was: { name: '' } }, { lang: 'en' });
		await changeDraft(leader, key, { action: 'method.phase-added' }, (draft) =>
			addPhase(draft, { lang: 'en', used: new Set(), name: 'Empty', summary: 'No steps yet' })
		);
		const file = await exportDraft(leader, key);
		const there = await importMethod(leader, JSON.stringify(file), `${key}-there`);
		expect(there).toEqual({ key: `${key}-there`, number: null });
		const arrived = await exportDraft(leader, there.key);
		expect(arrived).toEqual({ ...file, key: there.key });
		expect(arrived.definition.name.t).toEqual({ sv: 'Rest modell', en: 'Travelled' });
		await expect(importMethod(leader, JSON.stringify(file), there.key)).rejects.toMatchObject({
			key: 'methods.import.has-draft'
		});
		await expect(importMethod(leader, JSON.stringify(file), undefined, 'publish')).rejects.toMatchObject({
			code: 'invalid',
			key: 'methods.check.no-steps'
		});
		await expect(importMethod(stranger, JSON.stringify(file))).rejects.toMatchObject({ code: 'forbidden' });
	});
	test('a version taken in while a draft is open does not take its number or its words', async () => {
		const key = await copy();
		await publishDraft(leader, key, { revision: 1, note: 'Nu.' });
		await beginDraft(leader, key);
		const { draft: _draft, ...file } = await exportDraft(leader, key);
		expect(await importMethod(leader, JSON.stringify(file))).toEqual({ key, number: 2 });
		await rename(key, leader, `Egen modell ${count}`, 'Tredje');
		expect(await publishDraft(leader, key, { revision: 2, note: 'Tredje.' })).toEqual({ number: 3 });
	});
});
