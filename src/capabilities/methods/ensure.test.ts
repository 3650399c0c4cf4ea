import { describe, expect, test } from 'vitest';
import type { Db } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { testDb } from '#platform/server/testing/db.ts';
import type { MethodDefinition } from './form.ts';
import { INNOVATION_MODEL, INNOVATION_MODEL_VERSIONS } from './innovation-model.ts';
import { ensureInnovationModel } from './server/ensure.ts';

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

const versions = (db: Db) =>
	db
		.selectFrom('method_version')
		.select(['id', 'number', 'definition', 'published_at'])
		.orderBy('number')
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
		await Promise.all(Array.from({ length: 5 }, () => ensureInnovationModel(db)));
		await ensureInnovationModel(db);
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
		await ensureInnovationModel(db);
		const there = await versions(db);
		expect(there.map((version) => version.number)).toEqual([0, 1, 2]);
		expect(there[0]).toMatchObject({ definition: first, published_at: null });
		expect(there[1]).toEqual(before);
		expect(there[2]!.definition).toEqual(second);
	});
	test('is left to those who have published a version of their own', async () => {
		const own = { ...first!, phases: first!.phases.slice(0, 3) };
		const db = await older([own]);
		await ensureInnovationModel(db);
		expect((await versions(db)).map((version) => version.definition)).toEqual([first, own]);
	});
});
