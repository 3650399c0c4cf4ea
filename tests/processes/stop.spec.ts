import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import pg from 'pg';
import { startApp, type App } from '../support/app.ts';
import { treeOf, untilGone } from './tree.ts';

test.skip(process.platform !== 'linux', 'looks at processes in /proc');
test.describe.configure({ mode: 'parallel' });
test.setTimeout(180_000);

let prepared: string;
let dataDir: string;
// Without the demo world, so that only starting and stopping takes time.
const WITHOUT_DEMO = { args: ['--no-demo'], env: { SMTP_URL: 'smtp://127.0.0.1:9' } };
const start = () => startApp({ ...WITHOUT_DEMO, dataDir });

// The first start of all makes the database; each test goes on from a copy of what it left.
test.beforeAll(async () => {
	dataDir = prepared = mkdtempSync(join(tmpdir(), 'motesplats-prepared-'));
	expect(await (await start()).stop()).toBe(0);
});
test.afterAll(() => rmSync(prepared, { recursive: true, force: true }));
test.beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'motesplats-stop-'));
	// PostgreSQL insists on the folder's rights, which cpSync does not keep.
	execFileSync('cp', ['-a', `${prepared}/.`, dataDir]);
});
test.afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** Other work on this machine may slow a start down: it gets two more chances, and time by the load. */
async function startWithin(milliseconds: number): Promise<App> {
	for (let attempt = 1; ; attempt++) {
		const begun = Date.now();
		const app = await start();
		const taken = Date.now() - begun;
		if (taken < milliseconds * Math.max(1, loadavg()[0]! / availableParallelism())) return app;
		await app.stop();
		if (attempt === 3) throw new Error(`ready after ${taken} ms, three times in a row too late`);
	}
}

/** The death of one may have ended another already. */
function killIfAlive(pid: number): void {
	try {
		process.kill(pid, 'SIGKILL');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}

async function query(app: App, text: string): Promise<Record<string, unknown>[]> {
	const client = new pg.Client(app.databaseUrl);
	await client.connect();
	return client
		.query(text)
		.then(({ rows }) => rows)
		.finally(() => client.end());
}

test('a second start is ready within five seconds, and SIGTERM leaves no process behind', async () => {
	const first = await start();
	await query(first, `create table kept as select 'still here' as text`);
	expect(await first.stop()).toBe(0);
	const second = await startWithin(5_000);
	expect(await query(second, 'select text from kept')).toEqual([{ text: 'still here' }]);
	const tree = treeOf(second.child.pid!);
	expect(tree.map(({ command }) => command).join('\n')).toMatch(
		/bin\/server\.mjs[^]*bin\/worker\.ts[^]*postgres/
	);
	second.child.kill('SIGTERM');
	await new Promise((resolve) => second.child.once('exit', resolve));
	expect(second.child.exitCode).toBe(0);
	expect(await untilGone(tree, 500)).toEqual([]);
	expect(readFileSync(join(dataDir, 'postgres/postgres.log'), 'utf8')).toContain(
		'database system is shut down'
	);
});

test('SIGTERM to npm, which does not pass it on, ends everything too', async () => {
	const app = await startApp({ ...WITHOUT_DEMO, dataDir, command: ['npm', 'start', '--'] });
	const tree = treeOf(app.child.pid!);
	expect(tree.map(({ command }) => command).join('\n')).toContain('bin/worker.ts');
	app.child.kill('SIGTERM');
	expect(await untilGone(tree, 15_000)).toEqual([]);
	expect(readFileSync(join(dataDir, 'postgres/postgres.log'), 'utf8')).toContain(
		'database system is shut down'
	);
});

test('after kill -9 of every process the next start recovers', async () => {
	const first = await start();
	await query(first, `create table kept as select 'still here' as text`);
	const tree = treeOf(first.child.pid!);
	// The database first: it ends cleanly as soon as it hears that its parent has gone.
	for (const { pid } of tree.reverse()) killIfAlive(pid);
	const second = await start();
	expect(await query(second, 'select text from kept')).toEqual([{ text: 'still here' }]);
	expect(readFileSync(join(dataDir, 'postgres/postgres.log'), 'utf8')).toContain('not properly shut down');
	expect(await second.stop()).toBe(0);
});

test('a demo world that was cut short while loading is thrown away, and all begins anew', async () => {
	const first = await start();
	await query(first, 'create table half as select 1 as one');
	await query(first, 'update installation set demo = true, prepared_at = null');
	expect(await first.stop()).toBe(0);
	const second = await start();
	expect(
		await query(
			second,
			`select to_regclass('half') as half, prepared_at is not null as whole from installation`
		)
	).toEqual([{ half: null, whole: true }]);
	expect(await second.stop()).toBe(0);
});

test('after kill -9 of the first process alone, all the others end by themselves', async () => {
	const app = await start();
	const tree = treeOf(app.child.pid!);
	app.child.kill('SIGKILL');
	expect(await untilGone(tree, 20_000)).toEqual([]);
	const second = await start();
	expect(await second.stop()).toBe(0);
});

for (const script of ['bin/server.mjs', 'bin/worker.ts', 'postgres']) {
	test(`when ${script} dies, everything stops and says so`, async () => {
		const app = await start();
		const tree = treeOf(app.child.pid!);
		const victim = tree.find(({ command }) => command.includes(script) && !command.includes('start.mjs'));
		process.kill(victim!.pid, 'SIGKILL');
		await new Promise((resolve) => app.child.once('exit', resolve));
		expect(app.child.exitCode).toBe(1);
		expect(app.output()).toContain('ended unexpectedly');
		expect(await untilGone(tree, 500)).toEqual([]);
	});
}
