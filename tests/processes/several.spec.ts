import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startApp, type App } from '../support/app.ts';
import { treeOf, untilGone } from './tree.ts';

test.skip(process.platform !== 'linux', 'looks at processes in /proc');
test.setTimeout(180_000);

let dataDir: string;
test.beforeEach(() => void (dataDir = mkdtempSync(join(tmpdir(), 'motesplats-several-'))));
test.afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const start = (env: Record<string, string> = {}) =>
	startApp({
		args: ['--no-demo'],
		env: { SMTP_URL: 'smtp://127.0.0.1:9', WEB_PROCESSES: '2', ...env },
		dataDir
	});
const webOf = (app: App) =>
	treeOf(app.child.pid!).filter(({ command }) => command.includes('bin/server.mjs'));

/** Each on a connection of its own, since connections are what is dealt out. */
const ask = (app: App) =>
	new Promise<number>((resolve, reject) => {
		request(`${app.url}/healthz`, { agent: false }, (answer) => resolve(answer.resume().statusCode!))
			.once('error', reject)
			.end();
	});

test('two web processes share the address: one of them stopped still, the other answers', async () => {
	const app = await start();
	const tree = treeOf(app.child.pid!);
	expect(webOf(app)).toHaveLength(2);
	expect(await Promise.all(Array.from({ length: 20 }, () => ask(app)))).toEqual(Array(20).fill(200));
	const [one] = webOf(app);
	process.kill(one!.pid, 'SIGSTOP');
	const answered = Array.from({ length: 8 }, () =>
		Promise.race([ask(app), new Promise((resolve) => setTimeout(() => resolve('none'), 3_000))])
	);
	const answers = await Promise.all(answered);
	expect(answers).toContain(200);
	// Had one process taken them all, either all would have been answered or none.
	expect(answers).toContain('none');
	process.kill(one!.pid, 'SIGCONT');
	expect(await app.stop()).toBe(0);
	expect(await untilGone(tree, 500)).toEqual([]);
});

test('when one of them dies, everything stops and says so', async () => {
	const app = await start();
	const tree = treeOf(app.child.pid!);
	process.kill(webOf(app)[1]!.pid, 'SIGKILL');
	await new Promise((resolve) => app.child.once('exit', resolve));
	expect(app.child.exitCode).toBe(1);
	expect(app.output()).toContain('The web process ended unexpectedly');
	expect(await untilGone(tree, 500)).toEqual([]);
});

test('a number of processes that is none is refused in one line', async () => {
	await expect(start({ WEB_PROCESSES: '0' })).rejects.toThrow(/The setting WEB_PROCESSES is wrong/);
});
