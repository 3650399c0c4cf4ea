import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import '../../composition.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { runJob } from '#platform/server/jobs/worker.ts';
import { testDb } from '#platform/server/testing/db.ts';
import type { Context } from '#platform/server/context.ts';
import { newText } from '#platform/i18n/text.ts';
import { verifyAudit } from '#platform/server/audit/verify.ts';
import {
	makeInitiative,
	makePerson,
	visitor,
	type MadeInitiative
} from '#capabilities/initiatives/testing.ts';
import { createWorkshop, publishWorkshop, registerForWorkshop } from '#capabilities/workshops/index.ts';
import type { Post } from './form.ts';
import {
	answerInsight,
	capturePage,
	changeMany,
	closeSession,
	deviceKey,
	editInsight,
	forgetDevicesJob,
	insightPage,
	insightsByLink,
	insightsKind,
	insightsOf,
	listInsights,
	maskInsight,
	nationalPicture,
	openSession,
	openWebForm,
	postByLink,
	postInsights,
	postOnWorkshop,
	publicInsights,
	publishSummary,
	readOriginal,
	readWall,
	readWallEvents,
	recordUse,
	releaseInsights,
	saveSummary,
	sessionByCode,
	setAutomatic,
	summaryPage,
	translateInsight,
	typeInPaper,
	unmergeInsight,
	type Session
} from './index.ts';

const { db } = await testDb();
let run: MadeInitiative;
let ctx: Context;
let workshop: string;
let session: Session;

beforeAll(() => loadMessages());
beforeEach(async () => {
	run = await makeInitiative(db, { published: true, municipality: '1270' });
	ctx = run.coordinator.ctx;
	({ id: workshop } = await createWorkshop(ctx, run.slug, {
		textLang: 'sv',
		title: 'Verkstad',
		form: 'on-site',
		startsAt: '2040-05-01T09:00',
		endsAt: '2040-05-01T12:00',
		placeName: 'Biblioteket',
		langs: ['sv'],
		afterwards: false
	}));
	await publishWorkshop(ctx, run.slug, workshop);
	session = await openSession(ctx, run.slug, workshop, { textLang: 'sv', tables: 6 });
	await sql`delete from rate_limit`.execute(db);
});

const post = (words: string, changes: Partial<Post> = {}): Post => ({
	key: randomUUID(),
	kind: 'need',
	scope: 'local',
	lang: 'sv',
	words,
	...changes
});
const phone = (n = 1) => ({ device: deviceKey(`${session.id}-${n}`) });
const send = (posts: Post[], n = 1) => postInsights(visitor(db), session, phone(n), posts);
const ids = async () =>
	(
		await db
			.selectFrom('insight')
			.select('id')
			.where('session_id', '=', session.id)
			.orderBy('number')
			.execute()
	).map((row) => row.id);
const release = (insight: string[] = []) =>
	releaseInsights(ctx, run.slug, workshop, { session: session.id, insight, all: insight.length === 0 });

describe('capture', () => {
	test('a code opens the session as typed; a wrong one is counted', async () => {
		const typed = `${session.code!.slice(0, 3).toLowerCase()} ${session.code!.slice(3)}`;
		expect((await sessionByCode(visitor(db), typed)).id).toBe(session.id);
		for (let n = 0; n < 60; n++)
			await expect(sessionByCode(visitor(db), 'AAAAAA')).rejects.toMatchObject({ code: 'not-found' });
		await expect(sessionByCode(visitor(db), 'AAAAAA')).rejects.toMatchObject({ code: 'rate-limited' });
		expect((await sessionByCode(visitor(db), typed)).id).toBe(session.id);
	});

	test('the same key twice is one insight, also when both come at once', async () => {
		const same = post('En gång räcker');
		const answers = await Promise.all([send([same]), send([same]), send([same])]);
		expect(answers.flat()).toEqual(['taken', 'taken', 'taken']);
		expect(await ids()).toHaveLength(1);
	});

	test('two hundred phones at once: all there, numbered without gap or repeat, the chain whole', async () => {
		await Promise.all(Array.from({ length: 200 }, (_, n) => send([post(`Insikt ${n}`)], n)));
		const rows = await db
			.selectFrom('insight')
			.select('number')
			.where('session_id', '=', session.id)
			.orderBy('number')
			.execute();
		expect(rows.map((row) => row.number)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
		const chain = await db
			.selectFrom('audit_chain')
			.select('length')
			.where('id', '=', `call:${session.id}`)
			.executeTakeFirstOrThrow();
		expect(chain.length).toBe(200);
		expect((await verifyAudit(db)).faults).toEqual([]);
	});

	describe('several rooms in one commit', () => {
		const rooms = async (howMany: number) => {
			const list: Session[] = [];
			while (list.length < howMany)
				list.push(await openSession(ctx, run.slug, workshop, { textLang: 'sv', tables: 6 }));
			return list;
		};
		const sendTo = (room: Session, posts: Post[]) => postInsights(visitor(db), room, phone(), posts);
		const numbers = async (room: Session) => {
			const { rows } = await sql<{ number: number; words: string }>`
				select number, words from insight where session_id = ${room.id} order by number`.execute(db);
			return rows.map(({ number, words }) => `${number} ${words}`);
		};
		const wall = async (room: Session) => {
			const { rows } = await sql<{ seq: number; words: string }>`
				select w.seq, i.words from insight_wall w join insight i on i.id = w.insight_id
				where w.session_id = ${room.id} order by w.seq`.execute(db);
			return rows.map(({ seq, words }) => `${seq} ${words}`);
		};

		test('each counts its own, shows its own, and has a whole chain', async () => {
			const [plain, shown, closed] = (await rooms(3)) as [Session, Session, Session];
			await setAutomatic(ctx, run.slug, workshop, shown.id, true);
			await closeSession(ctx, run.slug, workshop, closed.id);
			const answers = await Promise.all(
				[plain, shown, closed, shown, plain].map((room, n) => sendTo(room, [post(`${n}`)]))
			);
			expect(answers.flat()).toEqual(['taken', 'taken', 'closed', 'taken', 'taken']);
			expect(await numbers(plain)).toEqual(['1 0', '2 4']);
			expect(await numbers(shown)).toEqual(['1 1', '2 3']);
			expect(await numbers(closed)).toEqual([]);
			expect([await wall(shown), await wall(plain)]).toEqual([['1 1', '2 3'], []]);
			const chains = await sql<{ length: number }>`select length from audit_chain
				where id in (${`call:${plain.id}`}, ${`call:${shown.id}`}, ${`call:${closed.id}`})`.execute(db);
			expect(chains.rows.map(({ length }) => length)).toEqual([2, 2]);
			expect((await verifyAudit(db)).faults).toEqual([]);
		});

		test('the same key in two rooms is two insights, and in other letters it is the same', async () => {
			const [one, other] = (await rooms(2)) as [Session, Session];
			const same = post('Samma nyckel');
			const shouted = { ...same, key: same.key.toUpperCase() };
			await Promise.all([sendTo(one, [same, shouted]), sendTo(other, [same])]);
			expect(await sendTo(one, [shouted])).toEqual(['taken']);
			expect([await numbers(one), await numbers(other)]).toEqual([['1 Samma nyckel'], ['1 Samma nyckel']]);
		});

		test('they cost the database no more statements than one', async () => {
			const list = await rooms(8);
			const counted = async (targets: Session[]) => {
				const spy = vi.spyOn(pg.Client.prototype, 'query');
				await Promise.all(targets.map((room) => sendTo(room, [post('x')])));
				const { length } = spy.mock.calls;
				spy.mockRestore();
				return length;
			};
			expect(await counted(list)).toBe(await counted([list[0]!]));
		});
	});

	test('one bad post does not take the others with it', async () => {
		const bad = post('dålig', { kind: 'nonsense' as never });
		const results = await Promise.allSettled([send([post('a')]), send([bad]), send([post('b')], 2)]);
		expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
		expect(await ids()).toHaveLength(2);
	});

	test('a closed collection takes nothing and says so', async () => {
		await closeSession(ctx, run.slug, workshop, session.id);
		expect(await send([post('för sent')])).toEqual(['closed']);
		expect(await ids()).toHaveLength(0);
	});

	test("the limit is the device's, not the room's", async () => {
		const many = Array.from({ length: 130 }, (_, n) => post(`${n}`));
		const answers = await send(many);
		expect(answers.filter((answer) => answer === 'taken')).toHaveLength(120);
		expect(answers.filter((answer) => answer === 'limited')).toHaveLength(10);
		expect(await send([post('grannen')], 2)).toEqual(['taken']);
	});

	test.each([
		['script', '<script>alert(1)</script>'],
		['emoji', '👩‍👩‍👧‍👦 behöver 🏳️‍🌈'],
		['right to left', 'نحتاج إلى مكان آمن للأطفال'],
		['quotes and NUL-like', `'); drop table insight; -- \\ " \u2028`]
	])('hostile or unusual words come back as they were: %s', async (_name, words) => {
		await send([post(words)]);
		const { notes } = await capturePage(ctx, run.slug, workshop);
		expect(notes[0]!.words).toBe(words);
	});

	test('paper: lines become insights, also when the code is closed', async () => {
		await closeSession(ctx, run.slug, workshop, session.id);
		const result = await typeInPaper(ctx, run.slug, workshop, {
			lines: 'Hinder: buss\nIdé: cykel',
			kind: 'need',
			scope: 'local',
			lang: 'sv',
			table: 3
		});
		expect(result).toEqual({ added: 2 });
		const { insights } = await listInsights(ctx, run.slug, {});
		expect(insights.map((i) => [i.kind, i.source, i.table]).sort()).toEqual([
			['idea', 'paper', 3],
			['obstacle', 'paper', 3]
		]);
	});

	test('only those who facilitate open, release and type in', async () => {
		const stranger = (await makePerson(db)).ctx;
		await expect(openSession(stranger, run.slug, workshop, { textLang: 'sv' })).rejects.toMatchObject({
			code: 'forbidden'
		});
		await expect(
			releaseInsights(stranger, run.slug, workshop, { session: session.id, insight: [], all: true })
		).rejects.toMatchObject({ code: 'forbidden' });
		await expect(readWall(visitor(db), run.slug, workshop)).rejects.toMatchObject({ code: 'sign-in' });
		const other = await makeInitiative(db, { published: true });
		await expect(closeSession(other.coordinator.ctx, other.slug, workshop, session.id)).rejects.toMatchObject(
			{ code: 'not-found' }
		);
	});
});

describe('the wall', () => {
	const events = (after = 0) => readWallEvents(db, session.id, after);

	test('nothing is shown before it is released, then in the order it came', async () => {
		await send([post('ett'), post('två'), post('tre')]);
		expect((await readWall(ctx, run.slug, workshop))!.notes).toEqual([]);
		const [first, second, third] = await ids();
		await release([second!]);
		await release();
		expect((await events()).map((event) => (event.data as { id: string }).id)).toEqual([
			second,
			first,
			third
		]);
	});

	test('automatic release shows at once; hiding takes away and never sends the words again', async () => {
		await setAutomatic(ctx, run.slug, workshop, session.id, true);
		await send([post('direkt'), post('oj, Lisas nummer')]);
		const [, second] = await ids();
		await changeMany(ctx, run.slug, { insight: [second!], act: 'hide' });
		expect((await events()).map((event) => event.event)).toEqual(['show', 'hide', 'hide']);
		expect(JSON.stringify(await events())).not.toContain('Lisas');
		expect((await readWall(ctx, run.slug, workshop))!.notes).toHaveLength(1);
	});

	test('releases at once leave no gap for a reader that follows by number', async () => {
		await send(Array.from({ length: 60 }, (_, n) => post(`${n}`)));
		const all = await ids();
		const seen: number[] = [];
		let reading = true;
		const follow = (async () => {
			let last = 0;
			while (reading || (await events(last)).length > 0)
				for (const event of await events(last)) seen.push((last = event.id));
		})();
		await Promise.all(all.map((id) => release([id])));
		reading = false;
		await follow;
		expect(seen).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
	});

	test('negative control: numbers from a sequence can be overtaken and would be missed', async () => {
		await sql`create sequence careless`.execute(db);
		await sql`create table careless_wall (seq bigint primary key)`.execute(db);
		const taken = Promise.withResolvers<void>();
		const mayCommit = Promise.withResolvers<void>();
		const slow = db.transaction().execute(async (tx) => {
			await sql`insert into careless_wall values (nextval('careless'))`.execute(tx);
			taken.resolve();
			await mayCommit.promise;
		});
		await taken.promise;
		await sql`insert into careless_wall values (nextval('careless'))`.execute(db);
		const seen = (await sql<{ seq: number }>`select seq from careless_wall`.execute(db)).rows;
		mayCommit.resolve();
		await slow;
		const later = (
			await sql<{ seq: number }>`select seq from careless_wall where seq > ${seen.at(-1)!.seq}`.execute(db)
		).rows;
		expect([...seen, ...later]).toHaveLength(1);
	});
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
