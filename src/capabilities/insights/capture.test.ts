import { sql } from 'kysely';
import pg from 'pg';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import '../../composition.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import type { Context } from '#platform/server/context.ts';
import { verifyAudit } from '#platform/server/audit/verify.ts';
import { makeInitiative, makePerson, visitor } from '#capabilities/initiatives/testing.ts';
import type { Post } from './form.ts';
import {
	capturePage,
	changeMany,
	closeSession,
	listInsights,
	openSession,
	postInsights,
	readWall,
	readWallEvents,
	releaseInsights,
	sessionByCode,
	setAutomatic,
	typeInPaper,
	type Session
} from './index.ts';
import { makeRoom, post, type MadeRoom } from './testing.ts';

const { db } = await testDb();

let run: MadeRoom['run'];
let ctx: Context;
let workshop: string;
let session: Session;
let phone: MadeRoom['phone'];
let send: MadeRoom['send'];
let ids: MadeRoom['ids'];

beforeAll(() => loadMessages());
beforeEach(async () => {
	({ run, ctx, workshop, session, phone, send, ids } = await makeRoom(db));
});

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
				// The wall is told by a clock of its own.
				const asked = spy.mock.calls.filter(([text]) => !JSON.stringify(text).includes('pg_notify'));
				spy.mockRestore();
				return asked.length;
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
