import { sql, type RawBuilder } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { testDb } from '../testing/db.ts';
import { openDb } from './index.ts';
import { uuids } from './lists.ts';

const { url } = await testDb();
// One connection, so that what was prepared is what is asked.
const db = openDb(url, 1);
afterAll(() => db.destroy());

async function rows(times: number, table: string): Promise<unknown[]> {
	let last: unknown[] = [];
	for (let time = 0; time < times; time++)
		last = (await sql`select * from ${sql.table(table)} where n > ${0}`.execute(db)).rows;
	return last;
}

test('a migration that adds a column is seen by plans that were kept', async () => {
	await sql`create table kept_plan as select 1 as n`.execute(db);
	expect(await rows(6, 'kept_plan')).toEqual([{ n: 1 }]);
	await sql`alter table kept_plan add column more text default 'x'`.execute(db);
	expect(await rows(6, 'kept_plan')).toEqual([{ n: 1, more: 'x' }]);
});

/** How often the server made a plan for these values alone, and how often it took the one it keeps. */
async function plans(name: string, list: RawBuilder<string[]>): Promise<{ anew: number; kept: number }> {
	const { sql: text } = sql`select n from many_rows where id = any(${list})`.compile(db);
	await sql.raw(`prepare ${name} as ${text}`).execute(db);
	const one = (await sql<{ id: string }>`select id from many_rows limit 1`.execute(db)).rows[0]!.id;
	for (let time = 0; time < 20; time++) await sql.raw(`execute ${name}('{${one}}')`).execute(db);
	const { rows } = await sql<{ anew: number; kept: number }>`
		select custom_plans as anew, generic_plans as kept from pg_prepared_statements where name = ${name}`.execute(
		db
	);
	return rows[0]!;
}

test('a list of ids does not make the server plan anew each time', async () => {
	await sql`create table many_rows as select gen_random_uuid() as id, n from generate_series(1, 5000) n`.execute(
		db
	);
	await sql`create unique index on many_rows (id)`.execute(db);
	await sql`analyze many_rows`.execute(db);
	expect((await plans('hidden', uuids([]))).kept).toBeGreaterThan(10);
	// Where it sees how long the list is, it does.
	expect(await plans('seen', sql`${[]}::uuid[]`)).toMatchObject({ kept: 0, anew: 20 });
});
