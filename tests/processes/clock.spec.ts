import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, test } from '@playwright/test';
import '../../src/composition.ts';
import { buildTender, PIECES } from '#capabilities/procurements/sealing/build.ts';
import { toSeal } from '#capabilities/procurements/index.ts';
import { loadTender } from '#capabilities/procurements/server/tender-access.ts';
import { contentOf, makeProcurement, makeTender } from '#capabilities/procurements/testing.ts';
import { roundIdOf } from '#capabilities/procurements/testing-rounds.ts';
import { toBase64 } from '#platform/sealing/index.ts';
import { startEmbedded } from '#platform/server/postgres/index.ts';
import { forgetConfig } from '#platform/server/config.ts';
import { openDb } from '#platform/server/db/index.ts';
import { startApp } from '../support/app.ts';
import { signInByPersona } from '../support/sign-in.ts';

// Deadlines are the database's. Whoever runs the web process may set its clock to anything they like.

const faketime = spawnSync('faketime', ['--version']).status === 0;
test.skip(!faketime, 'the program faketime is not installed');
test.setTimeout(180_000);

const HOUR = 3_600_000;

/** Lets a process read what its clock is off by from a file, again and again. */
function faked(file: string): Record<string, string> {
	const { stdout } = spawnSync('faketime', ['-f', '+0', 'printenv', 'LD_PRELOAD'], { encoding: 'utf8' });
	return {
		LD_PRELOAD: stdout.trim(),
		FAKETIME_TIMESTAMP_FILE: file,
		FAKETIME_NO_CACHE: '1',
		FAKETIME_DONT_FAKE_MONOTONIC: '1'
	};
}

/** How far the clock of the web process is from ours, in hours, as its answers say. */
async function clockOf(url: string): Promise<number> {
	const { headers } = await fetch(`${url}/healthz`);
	return Math.round((Date.parse(headers.get('date')!) - Date.now()) / HOUR);
}

test('a web process whose clock is wrong neither takes late tenders nor lets anybody open early', async () => {
	const dataDir = mkdtempSync(join(tmpdir(), 'motesplats-clock-'));
	// The database keeps the right time: it runs by itself, and the program is started on it.
	const server = await startEmbedded(dataDir);
	const clock = join(dataDir, 'clock');
	const set = (offset: string) => writeFileSync(clock, offset);
	set('+0');
	const app = await startApp({
		dataDir,
		args: ['--no-demo'],
		env: { SMTP_URL: 'smtp://127.0.0.1:9', DATABASE_URL: server.url, ...faked(clock) }
	});
	Object.assign(process.env, { DATABASE_URL: server.url, DATA_DIR: dataDir });
	forgetConfig();
	const db = openDb(server.url, 4);
	await db.updateTable('installation').set({ demo: true }).execute();
	const made = await makeProcurement(db);
	await sql`update initiative set published_at = now() where id = ${made.run.id}`.execute(db);
	const round = await roundIdOf(made);
	const until = (when: string) =>
		sql`update procurement_round set tenders_until = clock_timestamp() + ${when}::interval
			where id = ${round}`.execute(db);
	const { tenderId, representative } = await makeTender(db, made, { submitted: false });
	const holder = made.holders.a;
	for (const [id, persona] of [
		[representative.id, 'tenderer'],
		[holder.id, 'holder']
	] as const)
		await db.updateTable('person').set({ persona }).where('id', '=', id).execute();
	const tender = (await loadTender(db, tenderId))!;
	const { pieces } = await buildTender({ ...(await toSeal(db, tender)), content: contentOf(made) });
	const sealed = JSON.stringify({
		version: 1,
		files: [],
		pieces: Object.fromEntries(PIECES.map((name) => [name, toBase64(pieces[name])]))
	});

	const post = async (persona: string, path: string, body: BodyInit, type: string) =>
		fetch(`${app.url}/sv/my/${path}`, {
			method: 'POST',
			redirect: 'manual',
			body,
			headers: {
				cookie: await signInByPersona(app.url, persona),
				origin: app.url,
				accept: type === 'json' ? 'application/json' : 'text/html',
				'content-type': type === 'json' ? 'application/json' : 'application/x-www-form-urlencoded'
			}
		});
	const openings = () =>
		sql<{ n: number }>`select count(*)::int as n from unsealing where round_id = ${round}`
			.execute(db)
			.then(({ rows }) => rows[0]!.n);

	await test.step('two hours behind: what comes a second late is refused', async () => {
		set('-2h');
		await expect.poll(() => clockOf(app.url)).toBe(-2);
		await until('-1 second');
		const late = await post('tenderer', `tenders/${tenderId}/send`, sealed, 'json');
		expect(late.status).toBe(409);
		const { rows } = await sql`select 1 from tender_submission where tender_id = ${tenderId}`.execute(db);
		expect(rows).toEqual([]);
		// In time it would have been taken: the clock is no fault that keeps everything out.
		await until('1 hour');
		const inTime = await post('tenderer', `tenders/${tenderId}/send`, sealed, 'json');
		expect(inTime.status).toBe(200);
	});

	await test.step('two hours ahead: the holders cannot begin', async () => {
		set('+2h');
		await expect.poll(() => clockOf(app.url)).toBe(2);
		const begin = () => post('holder', `key/${round}?/begin`, 'kind=opening&pair=ab', 'form');
		expect((await begin()).status).toBe(409);
		expect(await openings()).toBe(0);
		await until('-1 second');
		expect((await begin()).status).toBe(303);
		expect(await openings()).toBe(1);
	});

	await db.destroy();
	await app.stop();
	await server.stop();
	rmSync(dataDir, { recursive: true, force: true });
});
