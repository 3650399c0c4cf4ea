import { expect, test } from 'vitest';
import { makeInitiative } from '#capabilities/initiatives/testing.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { methodsFromBefore } from '../demo/clock.ts';

const { db } = await testDb();

test('in the demo world each version of a method comes before the next, and all before who follows them', async () => {
	const made = await makeInitiative(db);
	const begun = new Date('2022-09-01T10:00:00Z');
	await db.updateTable('initiative').set({ created_at: begun }).where('id', '=', made.id).execute();
	await methodsFromBefore(db);
	const versions = await db
		.selectFrom('method_version')
		.select('published_at as at')
		.orderBy('number')
		.execute();
	const times = [...versions.map(({ at }) => at!.getTime()), begun.getTime()];
	expect(times.length).toBeGreaterThan(2);
	expect(times).toEqual(times.toSorted((a, b) => a - b));
	expect(new Set(times).size).toBe(times.length);
});
