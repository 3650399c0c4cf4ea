import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openDb } from '../db/index.ts';
import { address } from '../testing/address.ts';
import { testDb } from '../testing/db.ts';
import { BackupError, backUp, restore } from './index.ts';

const { db, url } = await testDb();
const dir = mkdtempSync(join(tmpdir(), 'backup-test-'));
const dataDir = join(dir, 'data');
const made: string[] = [];

async function admin(statement: string): Promise<void> {
	const client = new pg.Client(inject('adminUrl'));
	await client.connect();
	await client.query(statement).finally(() => client.end());
}

async function emptyDatabase(): Promise<string> {
	const name = `test_restore_${process.pid}_${made.length}`;
	made.push(name);
	await admin(`create database ${name} template template0`);
	return address(inject('adminUrl'), name);
}

beforeAll(async () => {
	await sql`insert into installation (demo, prepared_at) values (true, now())`.execute(db);
	await sql`insert into person (name, email) select 'Person ' || n, 'p' || n || '@example.org' from generate_series(1, 500) n`.execute(
		db
	);
	await sql`insert into organisation (slug, name, sector, about) values
		('a', E'Med\ttabb, "citat" och \\ samt\nny rad', 'public', '{"sv": null, "en": "Ö"}'), ('b', '\\N', 'other', 'null')`.execute(
		db
	);
	await sql`select audit_append('chain', 'act' || n, null, 'subject', 'body') from generate_series(1, 20) n`.execute(
		db
	);
	mkdirSync(join(dataDir, 'files/ab'), { recursive: true });
	mkdirSync(join(dataDir, 'postgres'));
	writeFileSync(join(dataDir, 'files/ab/abc'), 'uploaded');
	writeFileSync(join(dataDir, 'app-secret'), 'secret');
});
afterAll(async () => {
	rmSync(dir, { recursive: true, force: true });
	for (const name of made) await admin(`drop database if exists ${name} with (force)`);
});

/** Every row of the tables that were filled, as text. */
async function contents(at: string): Promise<unknown> {
	const other = openDb(at, 1);
	const { rows } = await sql`select
		(select jsonb_agg(to_jsonb(p) order by id) from person p) as people,
		(select jsonb_agg(to_jsonb(o) order by id) from organisation o) as organisations,
		(select count(*) from organisation where about is null) as without_text,
		(select jsonb_agg(to_jsonb(a) order by chain_id, seq) from audit_entry a) as audit`.execute(other);
	await other.destroy();
	return rows[0];
}

describe('backup and restore', () => {
	it('brings every row, file and key back, and leaves the database usable', async () => {
		const folder = join(dir, 'one');
		const manifest = await backUp(url, dataDir, folder);
		expect(manifest.tables.find(({ name }) => name === '"public"."person"')?.rows).toBe(500);
		const target = await emptyDatabase();
		await restore(target, join(dir, 'new'), folder);
		expect(await contents(target)).toEqual(await contents(url));
		expect(readFileSync(join(dir, 'new/files/ab/abc'), 'utf8')).toBe('uploaded');
		expect(readFileSync(join(dir, 'new/app-secret'), 'utf8')).toBe('secret');
		const back = openDb(target, 1);
		const lost = sql`insert into membership (person_id, organisation_id, role) values (gen_random_uuid(), gen_random_uuid(), 'member')`;
		await expect(lost.execute(back)).rejects.toThrow('foreign key');
		await sql`select audit_append('chain', 'after', null, 'subject', 'body')`.execute(back);
		await back.destroy();
	});

	it('refuses a database that holds something, and a folder that exists', async () => {
		const folder = join(dir, 'two');
		await backUp(url, dataDir, folder);
		await expect(backUp(url, dataDir, folder)).rejects.toThrow(BackupError);
		await expect(restore(url, join(dir, 'new2'), folder)).rejects.toThrow('not empty');
	});

	it('notices damage and newer versions before it changes anything', async () => {
		const folder = join(dir, 'three');
		const { tables, ...manifest } = await backUp(url, dataDir, folder);
		const target = await emptyDatabase();
		const newer = { ...manifest, tables, migrations: [...manifest.migrations, '9999_of_tomorrow'] };
		writeFileSync(join(folder, 'manifest.json'), JSON.stringify(newer));
		await expect(restore(target, join(dir, 'new3'), folder)).rejects.toThrow('newer version');
		writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, tables }));
		writeFileSync(join(folder, 'tables', tables.find(({ rows }) => rows === 500)!.file), 'rubbish');
		await expect(restore(target, join(dir, 'new3'), folder)).rejects.toThrow('is damaged');
		const other = openDb(target, 1);
		const left = await sql`select 1 from pg_tables where schemaname = 'public'`.execute(other);
		await other.destroy();
		expect(left.rows).toEqual([]);
	});
});
