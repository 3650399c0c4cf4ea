import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { openDb } from '#platform/server/db/index.ts';
import { startEmbedded } from '#platform/server/postgres/index.ts';
import { buildIfChanged } from '../bin/lib/build.mjs';
import { bringUpToDate } from '../bin/lib/database.ts';
import { runChild, startChild, startWeb, type Child } from '../bin/lib/children.ts';
import { machine } from './machine.ts';
import {
	CONNECTIONS,
	largest,
	measure,
	RATE,
	watchMemory,
	type Figures,
	type Seconds,
	type Target
} from './measure.ts';
import { readConfig } from '#platform/server/config.ts';
import { contractingLine, exportContracting, fillContracting, type Contracting } from './ocds.ts';
import { line, markdown, type Result } from './report.ts';
import { scenarios, type Scenario } from './scenarios.ts';
import { seed, type Seeded } from './seed.ts';

const SECRET = 'a secret for measuring only, known to everybody';
const MEMORY_AIM = 400;
const quick = process.argv.includes('--quick');
const only = process.argv
	.find((word) => word.startsWith('--only='))
	?.slice('--only='.length)
	.split(',');
/** As many as `npm start` would run. */
const processes = readConfig(process.env).WEB_PROCESSES;
const seconds = quick ? { warm: 1, steady: 3, most: 2 } : { warm: 5, steady: 10, most: 5 };
/** What is not how it runs is measured more shortly. */
const shorter = quick ? seconds : { warm: 3, steady: 5, most: 3 };

const before = machine('');
await buildIfChanged();
/** BENCH_DIR keeps the database for the next run; otherwise it lies in a temporary folder. */
const kept = process.env.BENCH_DIR;
const folder = kept ?? mkdtempSync(join(tmpdir(), 'motesplats-bench-'));
const server = await startEmbedded(folder);
const db = openDb(server.url, 3);
try {
	const seeded = await prepare();
	const result = await run(seeded);
	const text = markdown(result);
	console.log(`\n${text}\n`);
	if (!only) await publish(result, text);
	process.exitCode = result.met ? 0 : 1;
} finally {
	await db.destroy();
	await server.stop();
	if (!kept) rmSync(folder, { recursive: true, force: true });
}
process.exit();

async function prepare(): Promise<Seeded> {
	await bringUpToDate(server.url, false);
	const file = join(folder, 'seeded.json');
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as Seeded;
	} catch {
		console.log('• Filling a database: the demo world, then a whole country …');
	}
	const env = { DATABASE_URL: server.url, DATA_DIR: folder };
	await runChild('bin/load-demo.ts', env).done;
	const seeded = await seed(db);
	writeFileSync(file, JSON.stringify(seeded));
	return seeded;
}

async function run(seeded: Seeded): Promise<Result> {
	const all = scenarios(seeded, SECRET).filter(({ key }) => !only || only.includes(key));
	const postsBefore = await countPosts();
	console.log(
		`• As it runs: ${RATE} requests/s for ${seconds.steady} s, then ${CONNECTIONS} connections for ${seconds.most} s`
	);
	const normal = await withWeb({}, (target) => series(all, target, seconds));
	console.log('• Without any cache');
	const shared = all.filter((each) => each.shared);
	const uncached = await withWeb({ CACHE: 'off' }, (target) => series(shared, target, shorter));
	const stored = (await countPosts()) - postsBefore;
	const contracting = !only || only.includes('ocds') ? await measureContracting() : null;
	const version = await sql<{ server_version: string }>`show server_version`.execute(db);
	const webMemoryMB = { idle: normal.idle, most: normal.most, mostUncached: uncached.most, aim: MEMORY_AIM };
	return {
		machine: { ...before, postgres: version.rows[0]!.server_version.split(' ')[0]! },
		processes,
		size: seeded.counts,
		quick,
		seconds,
		rate: RATE,
		connections: CONNECTIONS,
		figures: normal.figures,
		uncached: uncached.figures,
		webMemoryMB,
		posts: { acknowledged: normal.acknowledged, stored },
		contracting,
		met:
			normal.figures.every((figure) => figure.met) &&
			normal.most < MEMORY_AIM &&
			(contracting?.met ?? true) &&
			stored === normal.acknowledged
	};
}

async function measureContracting(): Promise<Contracting> {
	console.log('• Contracting as OCDS: writing releases, then fetching all of them');
	const written = await fillContracting(db);
	let done: Contracting | undefined;
	await withWeb({}, async (target) => {
		done = await exportContracting(db, target, written);
		return [];
	});
	console.log(`  ${contractingLine(done!)}`);
	return done!;
}

async function series(list: Scenario[], target: Target, seconds: Seconds): Promise<Figures[]> {
	const done: Figures[] = [];
	for (const scenario of list) {
		const figures = await measure(scenario, target, seconds);
		console.log(line(figures));
		done.push(figures);
		// What one scenario leaves to tidy up is not the next one's to pay.
		await sleep(500);
	}
	return done;
}

interface Run {
	figures: Figures[];
	idle: number;
	most: number;
	acknowledged: number;
}

/** Starts web and worker as `npm start` does, behind a proxy that says whom it speaks for. */
async function withWeb(env: NodeJS.ProcessEnv, use: (target: Target) => Promise<Figures[]>): Promise<Run> {
	const port = await freePort();
	const settings = {
		DATABASE_URL: server.url,
		DATA_DIR: folder,
		APP_SECRET: SECRET,
		HOST: '127.0.0.1',
		PORT: String(port),
		TRUST_PROXY: 'true',
		// Failures stand in the figures.
		LOG_LEVEL: 'silent',
		...env
	};
	const web = startWeb('bin/server.mjs', settings, processes);
	const children: Child[] = [...web, startChild('worker', 'bin/worker.ts', settings)];
	try {
		await Promise.all(children.map((child) => child.ready));
		await sleep(1_000);
		const pids = web.map(({ pid }) => pid);
		const idle = largest(pids);
		const stopWatching = watchMemory(pids);
		const figures = await use({ port, pids });
		const acknowledged = figures.find(({ key }) => key === 'post')?.answered ?? 0;
		return { figures, idle, most: stopWatching(), acknowledged };
	} finally {
		for (const child of children) await child.stop();
	}
}

async function countPosts(): Promise<number> {
	const { rows } = await sql<{ n: number }>`select count(*)::int as n from insight`.execute(db);
	return rows[0]!.n;
}

async function publish(result: Result, text: string): Promise<void> {
	const results = join(import.meta.dirname, 'results');
	mkdirSync(results, { recursive: true });
	const name = quick ? 'quick' : `${result.machine.date.slice(0, 10)}-${result.machine.commit.slice(0, 10)}`;
	writeFileSync(join(results, `${name}.json`), `${JSON.stringify(result, null, '\t')}\n`);
	console.log(`• Written: bench/results/${name}.json`);
	if (!quick) await intoDocs(text);
}

/** The page on speed shows the newest figures, and only measured ones. */
async function intoDocs(text: string): Promise<void> {
	const file = 'docs/mechanisms/speed.md';
	const [from, to] = ['<!-- measured -->', '<!-- /measured -->'];
	const [head, rest] = readFileSync(file, 'utf8').split(from);
	const tail = rest?.split(to)[1];
	if (tail === undefined) return console.error(`✗ ${file} has no place for the figures`);
	const prettier = await import('prettier');
	const options = await prettier.resolveConfig(file);
	const page = `${head}${from}\n\n${text}\n\n${to}${tail}`;
	writeFileSync(file, await prettier.format(page, { ...options, filepath: file }));
	console.log(`• Written: ${file}`);
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer().once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const { port } = probe.address() as { port: number };
			probe.close(() => resolve(port));
		});
	});
}
