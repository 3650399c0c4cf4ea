import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import pg from 'pg';
import { launchApp, startApp, type AppOptions } from '../support/app.ts';

test.setTimeout(120_000);

let dir: string;
test.beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'motesplats-refuse-'))));
test.afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Starts, expects a refusal, and returns the one line that explains it. */
async function refusal(options: AppOptions): Promise<string> {
	const { output, ended } = launchApp({ dataDir: join(dir, 'data'), ...options });
	expect(await ended, output()).toBe(1);
	const lines = output()
		.split('\n')
		.filter((line) => line && !line.startsWith('•'));
	expect(lines, output()).toHaveLength(1);
	return lines[0]!;
}

test('a busy port', async () => {
	const other = createServer().listen(0, '127.0.0.1');
	await new Promise((resolve) => other.once('listening', resolve));
	const { port } = other.address() as { port: number };
	expect(await refusal({ env: { PORT: String(port) } })).toBe(
		`✗ Port ${port} on 127.0.0.1 is in use by another program: set PORT to a free one.`
	);
	expect(existsSync(join(dir, 'data/postgres'))).toBe(false);
	other.close();
});

test('a data folder that cannot be written', async () => {
	writeFileSync(join(dir, 'file'), 'in the way');
	expect(await refusal({ dataDir: join(dir, 'file/data') })).toMatch(
		/^✗ The data folder .* cannot be written \(E[A-Z]+\): set DATA_DIR\.$/
	);
});

test('a setting that makes no sense', async () => {
	expect(await refusal({ env: { PORT: 'tretusen' } })).toMatch(/^✗ The setting PORT is wrong/);
});

test('a data folder that another one uses', async () => {
	const args = ['--no-demo'];
	const env = { SMTP_URL: 'smtp://127.0.0.1:9' };
	const first = await startApp({ dataDir: join(dir, 'data'), args, env });
	expect(await refusal({ args, env })).toMatch(
		/is in use by process \d+: stop that one first, or set DATA_DIR\.$/
	);
	expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
	expect(await first.stop()).toBe(0);
});

test.describe('with DATABASE_URL', () => {
	test.skip(() => !process.env.APP_DATABASE_URL, 'needs the database of the journeys as a server');

	test('nothing answers there', async () => {
		const DATABASE_URL = 'postgres://someone:secret-word@127.0.0.1:9/nothing';
		const line = await refusal({ env: { DATABASE_URL } });
		expect(line).toBe('✗ DATABASE_URL does not lead to a database: nothing answers at its address.');
	});

	test('the password is wrong', async () => {
		const url = new URL(process.env.APP_DATABASE_URL!);
		url.password = 'wrong';
		expect(await refusal({ env: { DATABASE_URL: url.href } })).toMatch(/user name or password is wrong\.$/);
	});

	test('it is no address at all', async () => {
		expect(await refusal({ env: { DATABASE_URL: 'min databas' } })).toMatch(
			/^✗ DATABASE_URL does not lead to a database: /
		);
	});

	test('a database for real use without a mail server is left untouched', async () => {
		const database = await newDatabase();
		expect(await refusal({ env: { DATABASE_URL: database.url } })).toMatch(/^✗ SMTP_URL is missing/);
		expect(
			await database.query(`select count(*)::int as tables from pg_tables where schemaname = 'public'`)
		).toEqual([{ tables: 0 }]);
		await database.drop();
	});

	test('a demo world that was cut short in a server of somebody’s own is for them to remove', async () => {
		const database = await newDatabase();
		await database.query('create table installation (demo boolean, prepared_at timestamptz)');
		await database.query('insert into installation values (true, null)');
		expect(await refusal({ env: { DATABASE_URL: database.url } })).toMatch(/cut short: empty the database/);
		expect(await database.query('select demo from installation')).toEqual([{ demo: true }]);
		await database.drop();
	});

	test('a database of a newer version is left untouched', async () => {
		const database = await newDatabase();
		const env = { DATABASE_URL: database.url, SMTP_URL: 'smtp://127.0.0.1:9' };
		const app = await startApp({ dataDir: join(dir, 'data'), env });
		expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
		expect(await app.stop()).toBe(0);
		await database.query(`insert into kysely_migration values ('9999_of_tomorrow', '2030-01-01')`);
		const before = await database.query('select * from kysely_migration order by name');
		expect(await refusal({ env })).toBe(
			'✗ The database belongs to a newer version of Mötesplats; nothing was changed. Start that version.'
		);
		expect(await database.query('select * from kysely_migration order by name')).toEqual(before);
		await database.drop();
	});
});

async function newDatabase() {
	const name = `refuse_${process.pid}_${Date.now()}`;
	const url = new URL(process.env.APP_DATABASE_URL!);
	await run(url.href, `create database ${name}`);
	const server = url.href;
	url.pathname = `/${name}`;
	return {
		url: url.href,
		query: (text: string) => run(url.href, text),
		drop: () => run(server, `drop database ${name} with (force)`)
	};
}

async function run(url: string, text: string): Promise<Record<string, unknown>[]> {
	const client = new pg.Client(url);
	await client.connect();
	return client
		.query(text)
		.then(({ rows }) => rows)
		.finally(() => client.end());
}
