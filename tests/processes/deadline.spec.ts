import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, test } from '@playwright/test';
import '../../src/composition.ts';
import { buildTender, PIECES } from '#capabilities/procurements/sealing/build.ts';
import { standingRefusals, startTender, toSeal } from '#capabilities/procurements/index.ts';
import { loadTender } from '#capabilities/procurements/server/tender-access.ts';
import { listedTenders } from '#capabilities/procurements/server/opening-list.ts';
import { contentOf, makeProcurement } from '#capabilities/procurements/testing.ts';
import { roundIdOf, unseal } from '#capabilities/procurements/testing-rounds.ts';
import { makeOrganisation, makePerson } from '#capabilities/initiatives/testing.ts';
import { createIdentity, recipientOf, sealBytes, toBase64 } from '#platform/sealing/index.ts';
import { forgetConfig } from '#platform/server/config.ts';
import { openDb } from '#platform/server/db/index.ts';
import { startApp } from '../support/app.ts';
import { signInByPersona } from '../support/sign-in.ts';
import { killHard, treeOf } from './tree.ts';

test.skip(process.platform !== 'linux', 'looks at processes in /proc');
test.setTimeout(300_000);

const TENDERS = 200;
const MEGABYTE = 1024 * 1024;

test('200 tenders of 1 MB around a deadline, and kill -9 in the middle: each is receipted and opens, or was refused', async () => {
	const dataDir = mkdtempSync(join(tmpdir(), 'motesplats-deadline-'));
	const start = () => startApp({ dataDir, args: ['--no-demo'], env: { SMTP_URL: 'smtp://127.0.0.1:9' } });
	const app = await start();
	Object.assign(process.env, { DATABASE_URL: app.databaseUrl, DATA_DIR: dataDir });
	forgetConfig();
	const db = openDb(app.databaseUrl!, 4);
	// Who is made for the test comes in as a persona; the demo world itself would only take time.
	await db.updateTable('installation').set({ demo: true }).execute();
	const made = await makeProcurement(db);
	await sql`update initiative set published_at = now() where id = ${made.run.id}`.execute(db);
	// One person who may act for all of them: what is tried is the machine, not two hundred sign-ins.
	const organisations = await Promise.all(
		Array.from({ length: TENDERS }, (_, n) => makeOrganisation(db, { name: `Anbudsgivare ${n}` }))
	);
	await sql`update organisation set claimed_at = now() where name like 'Anbudsgivare %'`.execute(db);
	const member = organisations.map(({ id }) => ({ organisationId: id, role: 'representative' as const }));
	const person = await makePerson(db, { name: 'Alla Anbud', member });
	await db.updateTable('person').set({ persona: 'everybody' }).where('id', '=', person.id).execute();
	const file = crypto.getRandomValues(new Uint8Array(65_536));
	const plain = new Uint8Array(MEGABYTE).map((_, at) => file[at % file.length]!);
	const key = await createIdentity();
	const sealed = await sealBytes(await recipientOf(key), plain);
	const tenders: { id: string; build: (fileId: string) => Promise<object> }[] = [];
	for (const { id: organisationId } of organisations) {
		const id = await startTender(person.ctx, made.round, { organisationId });
		const tender = (await loadTender(db, id))!;
		expect(standingRefusals(tender)).toEqual([]);
		const seal = await toSeal(db, tender);
		const build = async (fileId: string) => {
			const files = [{ id: fileId, name: 'plan.bin', size: MEGABYTE, sha256: '0'.repeat(64), key }];
			const { pieces } = await buildTender({ ...seal, content: { ...contentOf(made), files } });
			return {
				version: 1,
				files: [fileId],
				pieces: Object.fromEntries(PIECES.map((name) => [name, toBase64(pieces[name])]))
			};
		};
		tenders.push({ id, build });
	}

	const cookie = await signInByPersona(app.url, 'everybody');
	const call = (path: string, method: string, body: BodyInit, headers: Record<string, string>) =>
		fetch(`${app.url}/sv/my/tenders/${path}`, {
			method,
			body,
			headers: { cookie, accept: 'application/json', origin: app.url, ...headers }
		});
	const asJson = { 'content-type': 'application/json' };
	async function handIn({ id, build }: (typeof tenders)[number]): Promise<'receipted' | 'refused'> {
		const room = await call(`${id}/files`, 'POST', JSON.stringify({ bytes: sealed.length }), asJson);
		if (room.status === 409) return 'refused';
		const { id: fileId } = (await room.json()) as { id: string };
		const piece = await call(`${id}/files/${fileId}`, 'PATCH', sealed as BodyInit, {
			'content-type': 'application/offset+octet-stream',
			'tus-resumable': '1.0.0',
			'upload-offset': '0'
		});
		if (piece.status === 409) return 'refused';
		const answer = await call(`${id}/send`, 'POST', JSON.stringify(await build(fileId)), asJson);
		if (answer.status === 409) return 'refused';
		expect(answer.status).toBe(200);
		return 'receipted';
	}

	const receipted = new Set<string>();
	const refused = new Set<string>();
	const cutOff = new Set<string>();
	let killed = false;
	await sql`update procurement_round set tenders_until = clock_timestamp() + interval '10 minutes'
		where procurement_id = ${made.ref.id} and number = 1`.execute(db);
	const waiting = [...tenders];
	const worker = async () => {
		for (let tender = waiting.shift(); tender; tender = waiting.shift()) {
			const outcome = await handIn(tender).catch(() => 'cut off' as const);
			({ receipted, refused, 'cut off': cutOff })[outcome].add(tender.id);
			if (receipted.size < TENDERS / 4 || killed) continue;
			killed = true;
			for (const { pid } of treeOf(app.child.pid!)) killHard(pid);
		}
	};
	await Promise.all(Array.from({ length: 8 }, worker));
	await db.destroy();
	// Otherwise nothing was under way when it was killed.
	expect(cutOff.size).toBeGreaterThan(0);

	const again = await start();
	process.env.DATABASE_URL = again.databaseUrl;
	forgetConfig();
	const after = openDb(again.databaseUrl!, 4);
	app.url = again.url;
	killed = true;
	// Those that were cut off try again, and all run into the deadline, fifty at a time.
	await sql`update procurement_round set tenders_until = clock_timestamp() + interval '3 seconds'
		where procurement_id = ${made.ref.id} and number = 1`.execute(after);
	waiting.push(...tenders.filter(({ id }) => cutOff.has(id)));
	cutOff.clear();
	await Promise.all(Array.from({ length: 50 }, worker));
	expect(cutOff.size).toBe(0);
	expect(refused.size).toBeGreaterThan(0);
	const here = <T extends { ctx: object }>(one: T): T => ({ ...one, ctx: { ...one.ctx, db: after } });
	const { a, b, e } = made.holders;
	const opened = { ...made, officer: here(made.officer), holders: { a: here(a), b: here(b), e: here(e) } };
	await expect
		.poll(async () => {
			const { rows } = await sql<{ closed: boolean }>`select clock_timestamp() > tenders_until as closed
				from procurement_round where id = ${await roundIdOf(opened)}`.execute(after);
			return rows[0]!.closed;
		})
		.toBe(true);

	expect(await unseal(opened)).toBe('opened');
	const listed = await listedTenders(after, await roundIdOf(opened));
	expect(listed.filter((one) => one.fault)).toEqual([]);
	const ids = new Set(listed.map((one) => one.id));
	expect([...receipted].filter((id) => !ids.has(id))).toEqual([]);
	// A receipt may have been on its way when the server died: then it is there on the tender's page.
	const { rows } = await sql<{ id: string }>`select tender_id as id from tender_submission`.execute(after);
	expect(new Set(rows.map((row) => row.id)).isSupersetOf(ids)).toBe(true);
	await after.destroy();
	await again.stop();
	rmSync(dataDir, { recursive: true, force: true });
});
