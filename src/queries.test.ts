// The pages that everybody opens ask a fixed number of questions, however much they show. Counted rather than
// timed, since a slow machine is not a mistake; `npm run bench` measures time.
import './composition.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { beforeAll, expect, test, vi } from 'vitest';
import { testDb } from '#platform/server/testing/db.ts';
import type { Context } from '#platform/server/context.ts';
import { directory } from '#capabilities/actors/index.ts';
import { readQuery } from '#capabilities/actors/form.ts';
import { accessInitiative, listInitiatives, readersParts } from '#capabilities/initiatives/index.ts';
import { readListQuery } from '#capabilities/initiatives/list.ts';
import {
	makeInitiative,
	makePerson,
	visitor,
	type MadeInitiative
} from '#capabilities/initiatives/testing.ts';
import { myWork } from '#capabilities/mywork/index.ts';
import { startPage } from '#capabilities/visitors/index.ts';
import { sameForEverybody } from './routes/[lang=lang]/initiatives/[slug]/everybody.ts';

const { db } = await testDb();
const made: MadeInitiative[] = [];

const grow = async (to: number) => {
	while (made.length < to) made.push(await makeInitiative(db, { published: true }));
};

beforeAll(() => grow(2));

async function count(work: () => Promise<unknown>): Promise<number> {
	const spy = vi.spyOn(pg.Client.prototype, 'query');
	await work();
	const { length } = spy.mock.calls;
	spy.mockRestore();
	return length;
}

/**
 * Of what follows the database: a look reads again what was written while anybody's transaction is still under way
 * in this server, as of tests beside this one.
 */
async function fewest(work: () => Promise<unknown>): Promise<number> {
	const counts = [await count(work)];
	while (counts.length < 10) {
		await sleep(100);
		counts.push(await count(work));
	}
	return Math.min(...counts);
}

/** Somebody in the teams of the first initiatives. */
async function worksIn(howMany: number): Promise<Context> {
	const person = await makePerson(db);
	for (const { id } of made.slice(0, howMany))
		await db
			.insertInto('team_member')
			.values({ initiative_id: id, person_id: person.id, role: 'editor' })
			.execute();
	return person.ctx;
}

test('my work: the same number for one initiative and for ten', async () => {
	await grow(10);
	const [one, ten] = [await worksIn(1), await worksIn(10)];
	// What a process learns once and for all, such as published methods, is not counted.
	expect(await myWork(one)).toHaveLength(1);
	const few = await count(() => myWork(one));
	const many = await count(async () => expect(await myWork(ten)).toHaveLength(10));
	expect(many).toBe(few);
	expect(few).toBeLessThanOrEqual(14);
});

test('my work: twenty people at once cost little more than one', async () => {
	await grow(10);
	const people = await Promise.all(Array.from({ length: 20 }, () => worksIn(10)));
	await myWork(people[0]!);
	const alone = await count(() => myWork(people[0]!));
	const together = await count(() => Promise.all(people.map(myWork)));
	// Each asks which initiatives are theirs; how those stand is asked for all together.
	expect(together).toBeLessThanOrEqual(20 + 3 * alone);
});

test('start page and list: the same number however many initiatives there are', async () => {
	const pages = [
		() => startPage(visitor(db)),
		() => listInitiatives(visitor(db), readListQuery(new URLSearchParams()))
	];
	for (const page of pages) await page();
	const before = [await count(pages[0]!), await fewest(pages[1]!)];
	await grow(16);
	expect([await count(pages[0]!), await fewest(pages[1]!)]).toEqual(before);
	expect(before[0]).toBeLessThanOrEqual(18);
	expect(before[1]).toBeLessThanOrEqual(3);
});

test('one initiative: few for everybody, three for each reader', async () => {
	const reader = await worksIn(1);
	const read = async (ctx: Context) => {
		const run = await accessInitiative(ctx, made[0]!.slug);
		await Promise.all([sameForEverybody(ctx, run), readersParts(ctx, run)]);
	};
	await read(reader);
	expect(await count(() => read(reader))).toBeLessThanOrEqual(28);
	const freshness = { wanted: false, since: Infinity };
	await read({ ...reader, freshness });
	expect(await count(() => read({ ...reader, freshness }))).toBeLessThanOrEqual(3);
});

test('sixteen initiatives asked for at once cost little more than one', async () => {
	await grow(16);
	const read = async ({ slug }: MadeInitiative) =>
		sameForEverybody(visitor(db), await accessInitiative(visitor(db), slug));
	await read(made[0]!);
	const alone = await count(() => read(made[0]!));
	const together = await count(() => Promise.all(made.map(read)));
	// One after the other they would be sixteen times as many.
	expect(together).toBeLessThanOrEqual(2 * alone);
});

test('somebody who has just written something is shown nothing remembered', async () => {
	const reader = await worksIn(1);
	const title = async (wanted: boolean) => {
		const run = await accessInitiative(reader, made[1]!.slug);
		const everybody = await sameForEverybody({ ...reader, freshness: { wanted, since: Infinity } }, run);
		return everybody.news.length;
	};
	const before = await title(false);
	await db
		.insertInto('news')
		.values({ initiative_id: made[1]!.id, kind: 'progress', key: 'x', path: '/', audience: 'public' })
		.execute();
	expect(await title(false)).toBe(before);
	expect(await title(true)).toBe(before + 1);
	expect(await title(false)).toBe(before + 1);
});

test('the directory: the same number for any search', async () => {
	const search = (q: string) => fewest(() => directory(visitor(db), readQuery(new URLSearchParams({ q }))));
	await search('');
	expect(await search('')).toBeLessThanOrEqual(2);
	expect(await search('kommunen')).toBeLessThanOrEqual(4);
});
