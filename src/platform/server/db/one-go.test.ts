import { Socket } from 'node:net';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { testDb } from '../testing/db.ts';
import { askedOnce } from './asked-once.ts';

const { db } = await testDb();
const plus = (of: typeof db, n: number) => sql<{ n: number }>`select ${n}::int + 1 as n`.execute(of);

/** How many times something was sent to the database meanwhile. */
async function journeys(work: () => Promise<unknown>): Promise<number> {
	const spies = (['_write', '_writev'] as const).map((name) =>
		vi.spyOn(Socket.prototype as unknown as Record<typeof name, () => void>, name)
	);
	await work();
	const count = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
	for (const spy of spies) spy.mockRestore();
	return count;
}

const five = (of: typeof db) => () => Promise.all([1, 2, 3, 4, 5].map((n) => plus(of, n)));

test('questions of the same moment travel together, and each gets its own answer', async () => {
	await five(db)();
	expect(await journeys(five(askedOnce(db)))).toBe(1);
	// Without it, each travels by itself.
	expect(await journeys(five(db))).toBe(5);
	const answers = await five(askedOnce(db))();
	expect(answers.map(({ rows }) => rows[0]!.n)).toEqual([2, 3, 4, 5, 6]);
});

test('where one fails, the others are answered and the connection goes on working', async () => {
	const page = askedOnce(db);
	const wrong = sql`select 1 / ${0}::int`.execute(page);
	const [a, b, c] = await Promise.allSettled([plus(page, 1), wrong, plus(page, 2)]);
	expect([a.status, b.status, c.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
	await Promise.all([1, 2, 3].map((n) => five(askedOnce(db))().then(() => n)));
});

test('a connection that is lost fails what was asked of it, and is not used again', async () => {
	const page = askedOnce(db);
	const ended = sql`select pg_terminate_backend(pg_backend_pid())`.execute(page);
	const both = await Promise.allSettled([ended, plus(page, 1)]);
	expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	expect((await plus(askedOnce(db), 1)).rows).toEqual([{ n: 2 }]);
});
