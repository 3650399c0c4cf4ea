import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { sql } from 'kysely';
import { testDb } from '../testing/db.ts';
import { defineJob, enqueue } from './index.ts';
import { startWorker } from './worker.ts';

const { db } = await testDb();
const schema = z.object({ n: z.number() });
const done: number[] = [];
let open = () => {};
const gate = new Promise<void>((resolve) => (open = resolve));

const quick = defineJob({
	name: 'test.quick',
	queue: 'mail',
	schema,
	run: async ({ n }) => void done.push(n)
});
const stuck = defineJob({ name: 'test.stuck', queue: 'mail', schema, run: () => gate });
const broken = defineJob({
	name: 'test.broken',
	queue: 'work',
	schema,
	run: async ({ n }) => {
		if (n === 3) throw new Error('third');
		done.push(n);
	}
});

const states = async (name: string) =>
	(
		await sql<{
			state: string;
			count: string;
		}>`select state, count(*) from pgboss.job where data->>'name' = ${name} group by state`.execute(db)
	).rows.map(({ state, count }) => `${state} ${count}`);

const stop = await startWorker();
afterAll(stop);

test('what somebody waits for passes a queue that stands still', async () => {
	await db.transaction().execute(async (tx) => {
		for (let n = 0; n < 20; n++) await enqueue(tx, stuck, { n });
	});
	await expect.poll(() => states('test.stuck'), { timeout: 10_000 }).toContain('active 5');
	await db.transaction().execute((tx) => enqueue(tx, quick, { n: 1 }, { urgent: true }));
	await db.transaction().execute((tx) => enqueue(tx, quick, { n: 2 }));
	await expect.poll(() => done, { timeout: 10_000 }).toEqual([1]);
	open();
	await expect.poll(() => done, { timeout: 20_000 }).toEqual([1, 2]);
});

test('one that fails does not take the others of its batch with it, and is tried again', async () => {
	done.length = 0;
	await db.transaction().execute(async (tx) => {
		for (let n = 1; n <= 12; n++) await enqueue(tx, broken, { n });
	});
	await expect
		.poll(async () => (await states('test.broken')).sort(), { timeout: 20_000 })
		.toEqual(['completed 11', 'retry 1']);
	expect(done.toSorted((a, b) => a - b)).toEqual([1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});
