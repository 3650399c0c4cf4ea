import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import '../../composition.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { runJob } from '#platform/server/jobs/worker.ts';
import { testDb } from '#platform/server/testing/db.ts';
import type { Context } from '#platform/server/context.ts';
import { newText } from '#platform/i18n/text.ts';
import { makeInitiative, makePerson, visitor } from '#capabilities/initiatives/testing.ts';
import { registerForWorkshop } from '#capabilities/workshops/index.ts';
import {
	answerInsight,
	changeMany,
	editInsight,
	forgetDevicesJob,
	insightPage,
	insightsByLink,
	insightsKind,
	insightsOf,
	listInsights,
	maskInsight,
	nationalPicture,
	openWebForm,
	postByLink,
	postOnWorkshop,
	publicInsights,
	publishSummary,
	readOriginal,
	recordUse,
	saveSummary,
	summaryPage,
	translateInsight,
	unmergeInsight
} from './index.ts';
import { makeRoom, post, type MadeRoom } from './testing.ts';

const { db } = await testDb();

let run: MadeRoom['run'];
let ctx: Context;
let workshop: string;
let phone: MadeRoom['phone'];
let send: MadeRoom['send'];
let ids: MadeRoom['ids'];

beforeAll(() => loadMessages());
beforeEach(async () => {
	({ run, ctx, workshop, phone, send, ids } = await makeRoom(db));
});

describe('working with insights', () => {
	beforeEach(async () => {
		await send([
			post('Bussen går sällan'),
			post('Det går ingen buss'),
			post('Ring Anna 070-123 45 67', { lang: 'sv' })
		]);
	});

	test('editing keeps what was written; two editors collide', async () => {
		const [id] = await ids();
		const input = {
			words: 'Bussen går två gånger',
			kind: 'obstacle' as const,
			scope: 'national' as const,
			theme: ['mobility'],
			wording: 1
		};
		await editInsight(ctx, run.slug, id!, input);
		await expect(editInsight(ctx, run.slug, id!, input)).rejects.toMatchObject({ code: 'conflict' });
		expect(await readOriginal(ctx, run.slug, id!)).toBe('Bussen går sällan');
		const log = await db
			.selectFrom('audit_entry')
			.select('action')
			.where('subject', '=', `insight:${id}`)
			.orderBy('seq')
			.execute();
		expect(log.map((row) => row.action)).toContain('insight.original-read');
	});

	test('masked words are nowhere but with the facilitators', async () => {
		const id = (await ids())[2]!;
		await expect(maskInsight(ctx, run.slug, id, { passages: 'Kalle', wording: 1 })).rejects.toMatchObject({
			code: 'invalid'
		});
		await translateInsight(ctx, run.slug, id, { into: 'en', text: 'Call Anna 070-123 45 67', wording: 1 });
		await maskInsight(ctx, run.slug, id, { passages: 'Anna\n070-123 45 67', wording: 1 });
		await changeMany(ctx, run.slug, { insight: [id], act: 'publish' });
		const { voices } = await publicInsights(visitor(db), run.slug);
		expect(JSON.stringify(voices)).not.toMatch(/Anna|070/);
		expect(JSON.stringify(await insightsKind.exportFrom(db, run.id))).not.toContain('Anna');
		await expect(readOriginal((await makePerson(db)).ctx, run.slug, id)).rejects.toMatchObject({
			code: 'forbidden'
		});
		expect(await readOriginal(ctx, run.slug, id)).toContain('Anna');
	});

	test('merging counts those alike, and can be undone', async () => {
		const [a, b, c] = await ids();
		await changeMany(ctx, run.slug, { insight: [b!, c!], act: 'merge' });
		await changeMany(ctx, run.slug, { insight: [a!, b!], act: 'merge' });
		// b had the larger company, so a went under it.
		expect((await insightPage(ctx, run.slug, b!)).insight.alike).toBe(2);
		await unmergeInsight(ctx, run.slug, c!);
		expect((await insightPage(ctx, run.slug, b!)).insight.alike).toBe(1);
		expect((await listInsights(ctx, run.slug, {})).total).toBe(2);
		expect((await listInsights(ctx, run.slug, { state: 'merged' })).total).toBe(1);
	});

	test('an insight of another initiative is not found', async () => {
		const other = await makeInitiative(db, { published: true });
		await expect(
			changeMany(other.coordinator.ctx, other.slug, { insight: await ids(), act: 'hide' })
		).rejects.toMatchObject({ code: 'not-found' });
	});

	test('search, filters and the warning for personal data', async () => {
		const all = await ids();
		await changeMany(ctx, run.slug, { insight: [all[0]!], act: 'tag', theme: 'mobility' });
		const total = async (filter: Parameters<typeof listInsights>[2]) =>
			(await listInsights(ctx, run.slug, filter)).total;
		expect(await total({ q: 'bussarna' })).toBe(2);
		expect(await total({ theme: ['mobility'] })).toBe(1);
		expect(await total({ state: 'untagged' })).toBe(2);
		expect(await total({ state: 'personal' })).toBe(1);
		expect(await total({ kind: ['idea'] })).toBe(0);
		expect(await total({ workshop: [workshop] })).toBe(3);
	});

	test('the tally follows publishing, tagging, merging and hiding', async () => {
		const all = await ids();
		const tally = async (theme: string) =>
			(await nationalPicture(visitor(db), {})).themes.find((row) => row.theme === theme)?.n ?? 0;
		const before = await tally('');
		await changeMany(ctx, run.slug, { insight: all, act: 'publish' });
		await changeMany(ctx, run.slug, { insight: all, act: 'tag', theme: 'mobility' });
		expect([(await tally('')) - before, await tally('mobility')]).toEqual([3, 3]);
		await changeMany(ctx, run.slug, { insight: all.slice(0, 2), act: 'merge' });
		expect(await tally('mobility')).toBe(2);
		await changeMany(ctx, run.slug, { insight: [all[2]!], act: 'hide' });
		expect([(await tally('')) - before, await tally('mobility')]).toEqual([1, 1]);
		const { tally: own } = await publicInsights(visitor(db), run.slug);
		expect(own.filter((row) => row.theme === '').reduce((sum, row) => sum + row.n, 0)).toBe(1);
	});
});

describe('what we heard', () => {
	test('publishing makes the sources public, fills the dossier, and tells those who spoke', async () => {
		await sql`delete from pgboss.job`.execute(db);
		await registerForWorkshop(visitor(db), run.slug, workshop, {
			name: 'Lo',
			email: 'lo@example.org',
			takesPartAs: 'lived-experience'
		});
		await workMail();
		const token = await lastToken();
		await openWebForm(ctx, run.slug, workshop, { textLang: 'sv', openTo: 'participants' });
		await expect(
			postOnWorkshop(visitor(db), run.slug, workshop, phone(), post('utifrån'))
		).rejects.toMatchObject({ code: 'conflict' });
		await postByLink(visitor(db), token, phone(9), post('Fritidsledare ser det först'));
		await send([post('Bussen'), post('Buss')], 7);
		const rows = await db
			.selectFrom('insight')
			.select(['id', 'words'])
			.where('initiative_id', '=', run.id)
			.orderBy('created_at')
			.execute();
		const own = rows.find((row) => row.words.startsWith('Fritids'))!.id;
		await expect(publishSummary(ctx, run.slug)).rejects.toMatchObject({ key: 'insights.refuse.no-draft' });
		await saveSummary(ctx, run.slug, {
			textLang: 'sv',
			body: 'Många ser det tidigt, men ingen vet vem de ska ringa.',
			revision: 0
		});
		await expect(publishSummary(ctx, run.slug)).rejects.toMatchObject({ key: 'insights.refuse.no-sources' });
		await changeMany(ctx, run.slug, { insight: [own], act: 'cite' });
		expect((await insightsByLink(visitor(db), token))[0]!.fate).toBe('received');
		const facts = async () => (await insightsKind.computeFacts(db, [run.id])).get(run.id);
		expect(await facts()).toEqual({ 'insights.count': 3, 'insights.summary-published': false });
		expect(await publishSummary(ctx, run.slug)).toEqual({ mailed: 1 });
		expect(await facts()).toEqual({ 'insights.count': 3, 'insights.summary-published': true });
		const page = await publicInsights(visitor(db), run.slug);
		expect([page.voices.length, page.cited.length, page.summary!.number]).toEqual([1, 1, 1]);
		expect((await insightsByLink(visitor(db), token))[0]!.fate).toBe('in-summary');
		expect(
			await db
				.selectFrom('dossier_entry')
				.select('id')
				.where('initiative_id', '=', run.id)
				.where('kind', '=', 'insight-summary')
				.execute()
		).toHaveLength(1);
		await workMail();
		expect(
			(await db.selectFrom('outbox').selectAll().orderBy('at', 'desc').executeTakeFirstOrThrow()).template
		).toBe('insight.summary');
	});

	test('a new draft begins with the sources of the published one', async () => {
		await send([post('ett')]);
		await changeMany(ctx, run.slug, { insight: await ids(), act: 'cite' });
		const { draft } = await summaryPage(ctx, run.slug);
		await saveSummary(ctx, run.slug, {
			textLang: 'sv',
			body: 'Första sammanfattningen av verkstaden',
			revision: draft!.revision
		});
		await publishSummary(ctx, run.slug);
		await saveSummary(ctx, run.slug, {
			textLang: 'sv',
			body: 'Andra sammanfattningen av verkstaden',
			revision: 0
		});
		const page = await summaryPage(ctx, run.slug);
		expect([page.draft!.number, page.sources.length]).toEqual([2, 1]);
		await expect(
			saveSummary(ctx, run.slug, { textLang: 'sv', body: 'Krock i sammanfattningen här', revision: 0 })
		).rejects.toMatchObject({ code: 'conflict' });
	});
});

describe('what became of it', () => {
	test("the phone sees merged, used and answered, and nobody else's", async () => {
		await send([post('min')], 1);
		await send([post('annans')], 2);
		const [mine, other] = await ids();
		await changeMany(ctx, run.slug, { insight: [other!], act: 'cite' });
		await changeMany(ctx, run.slug, { insight: [mine!, other!], act: 'merge' });
		const target = (await insightPage(ctx, run.slug, mine!)).insight.merged ? other! : mine!;
		await answerInsight(ctx, run.slug, target, {
			textLang: 'sv',
			outcome: 'Kommunen provar en kvällsbuss i höst.'
		});
		await db.transaction().execute((tx) =>
			recordUse(tx, [target], {
				kind: 'rfi',
				subjectId: randomUUID(),
				title: newText('sv', 'RFI'),
				path: '/x'
			})
		);
		const seen = await insightsOf(visitor(db), phone(1));
		expect(seen).toHaveLength(1);
		expect(seen[0]).toMatchObject({ words: 'min', fate: 'used' });
		expect(seen[0]!.outcome!.t.sv).toContain('kvällsbuss');
	});

	test('devices are forgotten after thirty days', async () => {
		await send([post('gammal'), post('ny')]);
		const [old] = await ids();
		await sql`update insight set created_at = now() - interval '31 days' where id = ${old}`.execute(db);
		await forgetDevicesJob.run({}, db);
		expect((await insightsOf(visitor(db), phone())).map((one) => one.words)).toEqual(['ny']);
	});

	test('export, import into another initiative, export: the same', async () => {
		await send([post('ett'), post('två'), post('tre')]);
		const all = await ids();
		await changeMany(ctx, run.slug, { insight: all.slice(0, 2), act: 'merge' });
		await changeMany(ctx, run.slug, { insight: [all[2]!], act: 'cite' });
		const { draft } = await summaryPage(ctx, run.slug);
		await saveSummary(ctx, run.slug, {
			textLang: 'sv',
			body: 'En sammanfattning som räcker',
			revision: draft!.revision
		});
		await publishSummary(ctx, run.slug);
		const out = insightsKind.exported.parse(
			JSON.parse(JSON.stringify(await insightsKind.exportFrom(db, run.id)))
		);
		const other = await makeInitiative(db);
		await db.transaction().execute((tx) => insightsKind.importInto(tx, ctx, other.id, out));
		expect(await insightsKind.exportFrom(db, other.id)).toEqual(out);
	});
});

async function workMail() {
	const { rows } = await sql<{ data: { name: string; data: unknown } }>`
		delete from pgboss.job where data->>'name' = 'mail.send' returning data`.execute(db);
	for (const row of rows) await runJob(row.data);
}

async function lastToken() {
	const mail = await db.selectFrom('outbox').selectAll().orderBy('at', 'desc').executeTakeFirstOrThrow();
	return /meetings\/my\/([\w-]+)/.exec(mail.body_text)![1]!;
}
