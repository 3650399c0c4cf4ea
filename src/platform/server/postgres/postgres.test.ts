import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { createTestCluster, FolderInUseError, joinEmbedded, startEmbedded } from './index.ts';
import { nativeDir } from './native.ts';
import { isAlive } from './owner-lock.ts';

const folders: string[] = [];
const folder = () => folders[folders.push(mkdtempSync(join(tmpdir(), 'pg-test-'))) - 1]!;
afterAll(() => folders.forEach((path) => rmSync(path, { recursive: true, force: true })));

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
	const client = new pg.Client(url);
	await client.connect();
	return client
		.query(text)
		.then(({ rows }) => rows)
		.finally(() => client.end());
}

describe('embedded PostgreSQL', { timeout: 60_000 }, () => {
	it('sorts Swedish, keeps its rows and refuses a second owner', async () => {
		const dir = folder();
		const first = await startEmbedded(dir);
		await query(first.url, `create table word as select unnest(array['öl', 'zebra', 'ärta', 'åka']) as text`);
		await expect(startEmbedded(dir)).rejects.toThrow(FolderInUseError);
		expect((await joinEmbedded(dir)).url).toBe(first.url);
		await first.stop();
		const second = await startEmbedded(dir);
		const rows = await query(second.url, 'select text from word order by text');
		await second.stop();
		expect(rows.map((row) => row.text)).toEqual(['zebra', 'åka', 'ärta', 'öl']);
	});

	it('starts again after its owner and itself were killed without warning', async () => {
		const dir = folder();
		const pid = await startInChild(dir);
		await kill(pid);
		const again = await startEmbedded(dir);
		expect(await query(again.url, 'select text from kept')).toEqual([{ text: 'still here' }]);
		await again.stop();
	});

	it('says which PostgreSQL made a cluster that it cannot run', async () => {
		const dir = folder();
		await (await startEmbedded(dir)).stop();
		writeFileSync(join(dir, 'postgres/data/PG_VERSION'), '16\n');
		await expect(startEmbedded(dir)).rejects.toThrow('made by PostgreSQL 16');
	});

	it('runs from and in a folder that is closed to everybody else', async () => {
		const closed = folder(); // mkdtemp makes it 0700
		cpSync(nativeDir(), join(closed, 'native'), { recursive: true, verbatimSymlinks: true });
		const cluster = await createTestCluster(join(closed, 'native'), closed);
		expect(await query(cluster.url, 'select 1 as one')).toEqual([{ one: 1 }]);
		await cluster.stop();
	});

	it.runIf(process.getuid?.() === 0)('runs as another user where root may not make namespaces', async () => {
		const dir = folder();
		chmodSync(dir, 0o711);
		const open = await startEmbedded(dir, { force: 'switch-user' });
		expect(await query(open.url, 'select 1 as one')).toEqual([{ one: 1 }]);
		await open.stop();
	});
});

/** Another process starts the cluster, commits a row and reports; returns its process id. */
async function startInChild(dir: string): Promise<number> {
	const script = `
		import pg from 'pg';
		import { startEmbedded } from '#platform/server/postgres/index.ts';
		const { url } = await startEmbedded(${JSON.stringify(dir)});
		const client = new pg.Client(url);
		await client.connect();
		await client.query("create table kept as select 'still here' as text");
		console.log('ready');
		setInterval(() => {}, 1000);`;
	const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script]);
	await new Promise((resolve, reject) => child.stdout.once('data', resolve).once('close', reject));
	return child.pid!;
}

async function kill(pid: number): Promise<void> {
	process.kill(pid, 'SIGKILL');
	while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}
