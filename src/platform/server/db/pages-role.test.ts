import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { testDb } from '../testing/db.ts';
import { openDb, pagesDb, db as shared } from './index.ts';
import { hasPagesRole, PAGES_ROLE, preparePagesRole } from './pages-role.ts';

const { db, url } = await testDb();
const name = `plain_${randomBytes(4).toString('hex')}`;
await sql`create role ${sql.id(name)} login password 'plain'`.execute(db);
const plain = openDb(Object.assign(new URL(url), { username: name, password: 'plain' }).href, 1);
afterAll(async () => {
	await plain.destroy();
	await sql`drop role ${sql.id(name)}`.execute(db);
});

it('is made once, and again without harm', async () => {
	expect(await preparePagesRole(db)).toBe(true);
	expect(await preparePagesRole(db)).toBe(true);
	// Those who come first at the same moment share one pool.
	const pools = new Set(await Promise.all([1, 2, 3, 4, 5].map(() => pagesDb())));
	expect(pools.size).toBe(1);
	const { rows } = await sql<{ role: string }>`select current_user as role`.execute(await pagesDb());
	expect(rows[0]!.role).toBe(PAGES_ROLE);
	expect(await pagesDb()).not.toBe(shared());
});

it('is done without where the user may neither make it nor take it on', async () => {
	expect(await hasPagesRole(plain)).toBe(false);
	expect(await preparePagesRole(plain)).toBe(false);
});
