import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { testDb } from '../testing/db.ts';
import { openDb } from './index.ts';

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
