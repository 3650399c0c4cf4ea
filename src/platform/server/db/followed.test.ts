import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDb, type Db } from './index.ts';
import { testDb } from '../testing/db.ts';
import { followed, markNow, writtenSince } from './followed.ts';

const { db, url } = await testDb();

describe('what is looked for again', () => {
	let looks: number;
	const count = followed(async () => ++looks);
	const reader = (wanted = false) => ({ wanted, since: Infinity });
	beforeEach(() => {
		looks = 0;
		count.forget();
	});

	test('is given as it is for some seconds, and says since when', async () => {
		const asker = reader();
		expect([await count(db, reader()), await count(db, asker)]).toEqual([1, 1]);
		expect(Date.now() - asker.since).toBeLessThan(5000);
	});

	test('is looked at anew for whoever has just written, after this process wrote, and for jobs', async () => {
		await count(db, reader());
		expect(await count(db, reader(true))).toBe(2);
		count.forget();
		expect(await count(db, reader())).toBe(3);
		expect(await count(db)).toBe(4);
	});

	test('is shared by those who ask while a look is under way, but never from before they asked', async () => {
		const values = await Promise.all([count(db), count(db), count(db)]);
		expect(new Set(values)).toEqual(new Set([1]));
		let release!: () => void;
		const slow = followed(async () => {
			const seen = ++looks;
			await new Promise<void>((resolve) => (release = resolve));
			return seen;
		});
		const first = slow(db);
		await new Promise((resolve) => setTimeout(resolve, 20));
		const late = [slow(db), slow(db)];
		release();
		expect(await first).toBe(2);
		await new Promise((resolve) => setTimeout(resolve, 20));
		release();
		expect(await Promise.all(late)).toEqual([3, 3]);
	});

	test('what fails is not kept', async () => {
		let broken = true;
		const look = followed(async () => {
			if (broken) throw new Error('no database');
			return 'here';
		});
		await expect(look(db, reader())).rejects.toThrow('no database');
		broken = false;
		expect(await look(db, reader())).toBe('here');
	});
});

describe('what was written since', () => {
	let other: Db;
	beforeAll(async () => {
		other = openDb(url, 2);
		await sql`create table followed_thing (name text, changed_at timestamptz default clock_timestamp())`.execute(
			db
		);
		return () => other.destroy();
	});
	beforeEach(() => sql`truncate followed_thing`.execute(db));

	const mark = async () => (await sql<{ mark: string }>`select ${markNow} as mark`.execute(db)).rows[0]!.mark;
	const since = async (at: string) => {
		const { rows } = await sql<{ name: string }>`
			select name from followed_thing t where ${writtenSince('t', at)} order by name`.execute(db);
		return rows.map(({ name }) => name);
	};
	const write = (on: Pick<Db, 'getExecutor'>, name: string) =>
		sql`insert into followed_thing (name) values (${name})`.execute(on as Db);

	test('is found, and nothing else', async () => {
		await write(db, 'before');
		let at = '';
		// Anybody's transaction still under way in this server, as of tests beside this one, makes the mark older.
		await expect.poll(async () => since((at = await mark())), { timeout: 20_000 }).toEqual([]);
		await write(db, 'after');
		expect(await since(at)).toEqual(['after']);
		await sql`update followed_thing set name = 'changed' where name = 'before'`.execute(db);
		expect(await since(at)).toEqual(['after', 'changed']);
	});

	/** One who writes, and commits only after somebody has looked. */
	async function overtaken<T>(look: () => Promise<T>): Promise<T> {
		const tx = await other.startTransaction().execute();
		await write(tx, 'slow');
		await write(db, 'quick');
		const seen = await look();
		await tx.commit().execute();
		return seen;
	}

	test('is found also where a transaction ended after a look that came after its writing', async () => {
		const at = await overtaken(mark);
		expect(await since(at)).toContain('slow');
	});

	test('negative control: by the time of writing it would have been missed', async () => {
		const newest = async () =>
			(await sql<{ at: string }>`select max(changed_at)::text as at from followed_thing`.execute(db)).rows[0]!
				.at;
		const at = await overtaken(newest);
		const { rows } = await sql<{ name: string }>`
			select name from followed_thing where changed_at > ${at}::timestamptz`.execute(db);
		expect(rows.map(({ name }) => name)).not.toContain('slow');
	});
});
