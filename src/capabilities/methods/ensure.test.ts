import { describe, expect, test } from 'vitest';
import type { Db } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { testDb } from '#platform/server/testing/db.ts';
import type { MethodDefinition } from './form.ts';
import { INNOVATION_MODEL, INNOVATION_MODEL_VERSIONS } from './innovation-model.ts';
import { PCP, PCP_VERSIONS } from './pcp.ts';
import { ensureMethods } from './server/ensure.ts';

const [first, second] = INNOVATION_MODEL_VERSIONS.map((version) => version.definition);

/** A database as it was when the model had its first version only; `more` was published on it since. */
async function older(more: MethodDefinition[] = []): Promise<Db> {
	const { db } = await testDb();
	const { id } = await db
		.insertInto('method')
		.values({ key: INNOVATION_MODEL })
		.returning('id')
		.executeTakeFirstOrThrow();
	for (const [index, definition] of [first!, ...more].entries())
		await db
			.insertInto('method_version')
			.values({ method_id: id, number: index + 1, definition: json(definition), published_at: new Date() })
			.execute();
	return db;
}

const versions = (db: Db, key = INNOVATION_MODEL) =>
	db
		.selectFrom('method_version as v')
		.innerJoin('method as m', 'm.id', 'v.method_id')
		.select(['v.id', 'v.number', 'v.definition', 'v.published_at'])
		.where('m.key', '=', key)
		.orderBy('v.number')
		.execute();
const procurementGate = (definition: MethodDefinition) =>
	definition.phases.find((phase) => phase.key === 'procurement')!.gate;

describe('the innovation model', () => {
	test('is left when the procurement is settled; its first version asked less, and nothing else differs', () => {
		expect(procurementGate(first!)).toEqual({ all: [{ fact: 'procurement.decided', is: true }] });
		expect(procurementGate(second!)).toEqual({ all: [{ fact: 'procurement.settled', is: true }] });
		const without = (definition: MethodDefinition) => ({
			...definition,
			phases: definition.phases.map((phase) => (phase.key === 'procurement' ? null : phase))
		});
		expect(without(first!)).toEqual(without(second!));
	});
	test('comes whole into an empty database, once, however many put it there', async () => {
		const { db } = await testDb();
		await Promise.all(Array.from({ length: 5 }, () => ensureMethods(db)));
		await ensureMethods(db);
		const there = await versions(db);
		expect(there.map((version) => version.number)).toEqual([1, 2]);
		expect(there.map((version) => version.definition)).toEqual([first, second]);
	});
	test('gets its second version in an older database; the first, and a draft of it, stay as they are', async () => {
		const db = await older();
		const [before] = await versions(db);
		const draft = { method_id: (await db.selectFrom('method').select('id').executeTakeFirstOrThrow()).id };
		await db
			.insertInto('method_version')
			.values({ ...draft, number: 0, definition: json(first) })
			.execute();
		await ensureMethods(db);
		const there = await versions(db);
		expect(there.map((version) => version.number)).toEqual([0, 1, 2]);
		expect(there[0]).toMatchObject({ definition: first, published_at: null });
		expect(there[1]).toEqual(before);
		expect(there[2]!.definition).toEqual(second);
	});
	test('is left to those who have published a version of their own', async () => {
		const own = { ...first!, phases: first!.phases.slice(0, 3) };
		const db = await older([own]);
		await ensureMethods(db);
		expect((await versions(db)).map((version) => version.definition)).toEqual([first, own]);
	});
});

describe('the method for pre-commercial procurement', () => {
	test('comes once beside the innovation model, also into an older database', async () => {
		const db = await older();
		await Promise.all(Array.from({ length: 3 }, () => ensureMethods(db)));
		expect((await versions(db, PCP)).map((version) => version.definition)).toEqual(
			PCP_VERSIONS.map((version) => version.definition)
		);
		const rows = await db.selectFrom('method').select(['key', 'kind']).orderBy('key').execute();
		expect(rows).toEqual([
			{ key: INNOVATION_MODEL, kind: 'innovation-model' },
			{ key: PCP, kind: 'pcp' }
		]);
	});
	test('leaves a method of another kind alone that somebody has given its key', async () => {
		const db = await older();
		await db.insertInto('method').values({ key: PCP }).execute();
		await ensureMethods(db);
		expect(await versions(db, PCP)).toEqual([]);
	});
});
