import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import pg from 'pg';
import { startApp } from '../support/app.ts';
import { killHard, treeOf } from './tree.ts';

const run = promisify(execFile);
test.skip(process.platform !== 'linux', 'looks at processes in /proc');
test.setTimeout(240_000);

const PHONES = 20;
const ENOUGH = 300;

/** Many phones post, one insight at a time, until the server is gone. */
function crowd(address: string) {
	const sent = new Set<string>();
	const acknowledged = new Set<string>();
	async function phone(): Promise<void> {
		for (;;) {
			const key = randomUUID();
			sent.add(key);
			const posts = [
				{ key, kind: 'need', scope: 'local', lang: 'sv', words: `En plats att mötas på, ${key}`, table: 1 }
			];
			const answer = await fetch(address, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ posts })
			});
			const { answers } = (await answer.json()) as { answers: string[] };
			if (answers[0] === 'taken') acknowledged.add(key);
		}
	}
	const phones = Array.from({ length: PHONES }, () => phone().catch(() => {}));
	return { sent, acknowledged, over: Promise.all(phones) };
}

test('kill -9 of web and database in the middle of postings loses nothing that was acknowledged', async () => {
	const dataDir = mkdtempSync(join(tmpdir(), 'motesplats-crash-'));
	const start = () => startApp({ dataDir, args: ['--no-demo'], env: { SMTP_URL: 'smtp://127.0.0.1:9' } });
	const app = await start();
	const room = await run(process.execPath, ['tests/processes/open-room.ts'], {
		env: { ...process.env, DATABASE_URL: app.databaseUrl, DATA_DIR: dataDir, LOG_LEVEL: 'silent' }
	});
	const { sent, acknowledged, over } = crowd(`${app.url}/sv/c/${room.stdout.trim()}/posts`);
	await expect.poll(() => acknowledged.size, { timeout: 60_000, intervals: [5] }).toBeGreaterThan(ENOUGH);
	for (const { pid } of treeOf(app.child.pid!)) killHard(pid);
	await over;
	// Otherwise nothing was under way and the test shows nothing.
	expect(sent.size).toBeGreaterThan(acknowledged.size);

	const again = await start();
	const client = new pg.Client(again.databaseUrl);
	await client.connect();
	const { rows } = await client.query<{ key: string }>('select key from insight');
	await client.end();
	const kept = new Set(rows.map(({ key }) => key));
	expect([...acknowledged].filter((key) => !kept.has(key))).toEqual([]);
	expect([...kept].filter((key) => !sent.has(key))).toEqual([]);
	const audit = await run(process.execPath, ['bin/audit-verify.ts'], {
		env: { ...process.env, DATABASE_URL: again.databaseUrl, DATA_DIR: dataDir }
	});
	expect(audit.stdout).toContain('whole');
	expect(await again.stop()).toBe(0);
	rmSync(dataDir, { recursive: true, force: true });
});
