import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, expect, inject, test } from 'vitest';
import { openDb } from '#platform/server/db/index.ts';
import { migrate } from '#platform/server/db/migrate.ts';
import { address } from '#platform/server/testing/address.ts';

// Procurements from before there were lots, with phases that were left, in a database that is brought up to date.

const name = `test_${randomBytes(8).toString('hex')}`;
const admin = openDb(inject('adminUrl'), 1);
await sql`create database ${sql.id(name)} template template0`.execute(admin);
const db = openDb(address(inject('adminUrl'), name), 1);
afterAll(async () => {
	await db.destroy();
	await sql`drop database if exists ${sql.id(name)} with (force)`.execute(admin);
	await admin.destroy();
});

const ID = '00000000-0000-4000-8000-000000000001';
const round = (n: number) => `00000000-0000-4000-8000-00000000001${n}`;
const TEXT = '{"o":"sv","v":1,"t":{"sv":"Fas"}}';

test('keep their numbers and how their phases were left', async () => {
	const older = readdirSync('migrations')
		.filter((file) => file < '0112')
		.map((file) => file.replace(/\.ts$/, ''));
	await migrate(db, undefined, older);
	// Only the tables that the migration touches are filled.
	await sql`set session_replication_role = replica`.execute(db);
	await sql`insert into procurement (id, initiative_id, title) values (${ID}, ${ID}, ${TEXT})`.execute(db);
	for (const n of [1, 2, 3, 4]) {
		await sql`insert into procurement_round (id, procurement_id, number, kind, name)
			values (${round(n)}, ${ID}, ${n}, 'other', ${TEXT})`.execute(db);
		await sql`insert into phase_passage (procurement_id, phase, round_id, outcome, facts, passed_by_name)
			values (${ID}, ${`phase-${n}`}, ${round(n)}, 'next', '{}', 'Bo')`.execute(db);
	}
	await sql`insert into phase_passage (procurement_id, phase, round_id, outcome, facts, passed_by_name)
		values (${ID}, 'framework', ${round(1)}, 'next', '{}', 'Bo')`.execute(db);
	await sql`insert into procurement_criterion (procurement_id, position, name, weight) values (${ID}, 0, ${TEXT}, 100)`.execute(
		db
	);
	await sql`set session_replication_role = origin`.execute(db);
	expect(await migrate(db)).toContain('0112_lots');
	const { rows } = await sql<{ number: number; lot: string | null; step: number | null; left: number }>`
		select r.number, r.lot_id as lot, r.step, (select count(*)::int from phase_passage p where p.round_id = r.id) as left
		from procurement_round r order by number`.execute(db);
	expect(rows).toEqual(
		[1, 2, 3, 4].map((number) => ({ number, lot: null, step: null, left: number === 1 ? 2 : 1 }))
	);
	const again = sql`insert into procurement_round (procurement_id, number, kind, name)
		values (${ID}, 2, 'other', ${TEXT})`.execute(db);
	await expect(again).rejects.toThrow('procurement_round_procurement_id_number_key');
});
