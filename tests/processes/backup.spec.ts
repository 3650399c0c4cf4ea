import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { startApp } from '../support/app.ts';

const run = promisify(execFile);
test.setTimeout(180_000);

const npmRun = (script: string, DATA_DIR: string, ...words: string[]) =>
	run(process.execPath, [`bin/${script}`, ...words], { env: { ...process.env, DATABASE_URL: '', DATA_DIR } });

test('the running demo world is backed up, and another installation made from it works', async () => {
	const source = process.env.APP_DATA_DIR;
	test.skip(!source, 'needs the data folder of the journeys');
	const dir = mkdtempSync(join(tmpdir(), 'motesplats-backup-'));
	const dataDir = join(dir, 'data');
	await npmRun('backup.ts', source!, join(dir, 'copy'));
	const restored = await npmRun('restore.ts', dataDir, join(dir, 'copy'));
	expect(restored.stdout).toMatch(/^✓ \d+ rows as of /);
	const audit = await npmRun('audit-verify.ts', dataDir);
	expect(audit.stdout).toContain('whole');
	const app = await startApp({ dataDir, args: ['--only=web'] });
	expect((await fetch(`${app.url}/sv`, { headers: { accept: 'text/html' } })).status).toBe(200);
	expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
	expect(await app.stop()).toBe(0);
	rmSync(dir, { recursive: true, force: true });
});
