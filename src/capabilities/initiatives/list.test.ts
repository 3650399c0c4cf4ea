import { describe, expect, test } from 'vitest';
import { sql } from 'kysely';
import { THEMES } from '#platform/themes/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { listAddress, readListQuery } from './list.ts';
import { listInitiatives } from './server/list.ts';
import { publicInitiative } from './server/public.ts';
import { followInitiative } from './server/follow.ts';
import { makeInitiative, makeOrganisation, makePerson, visitor } from './testing.ts';

const { db } = await testDb();
const query = (text: string) => readListQuery(new URLSearchParams(text));

describe('the address of a list', () => {
	test('is read and written the same, and unknown words are left out', () => {
		const address = '?q=skola&theme=food&theme=mobility&county=12&sort=title&page=3';
		expect(listAddress(query(address), { page: 3 })).toBe(address);
		expect(listAddress(query('theme=moon&county=99&page=-2&sort=x&owner=<b>'))).toBe('?');
	});
	test('a changed filter starts at the first page', () => {
		expect(listAddress(query('theme=food&page=4'), { theme: [] })).toBe('?');
	});
});

describe('the list', async () => {
	const owner = await makeOrganisation(db, { name: 'Uppsala kommun', municipality: '0380' });
	const child = await makeInitiative(db, {
		title: 'Hur når vi barnfamiljer innan problemen växer?',
		municipality: '1270',
		published: true,
		themes: ['rights-of-the-child']
	});
	await makeInitiative(db, {
		title: 'Trygghet i stadsdelen Gottsunda',
		organisation: owner,
		municipality: '0380',
		published: true,
		phase: 'rfi',
		themes: ['safety-in-public-space']
	});
	await makeInitiative(db, { title: 'Ett hemligt utkast om barnfamiljer' });
	const titles = async (text: string) =>
		(await listInitiatives(visitor(db), query(text))).rows.map((row) => row.title.t.sv);

	test('shows what is published, newest first, and never drafts', async () => {
		expect(await titles('')).toEqual([
			'Trygghet i stadsdelen Gottsunda',
			'Hur når vi barnfamiljer innan problemen växer?'
		]);
	});
	test.each([
		['q=barnfamilj', 'Hur når vi barnfamiljer innan problemen växer?'],
		['q=problemet', 'Hur når vi barnfamiljer innan problemen växer?'],
		['q=familjer', 'Hur når vi barnfamiljer innan problemen växer?'],
		['q=gotsunda', 'Trygghet i stadsdelen Gottsunda'],
		['q=uppsala', 'Trygghet i stadsdelen Gottsunda'],
		['county=12', 'Hur når vi barnfamiljer innan problemen växer?'],
		['phase=rfi', 'Trygghet i stadsdelen Gottsunda'],
		['theme=safety-in-public-space', 'Trygghet i stadsdelen Gottsunda']
	])('%s finds one', async (text, title) => expect(await titles(text)).toEqual([title]));

	test('nonsense finds nothing, and signs of SQL are words', async () => {
		expect(await titles('q=xyzzyqw')).toEqual([]);
		expect(await titles("q=%25'%3B drop table initiative")).toEqual([]);
	});

	test('a facet counts what the other filters leave, itself set aside', async () => {
		const { facets, total } = await listInitiatives(visitor(db), query('county=12'));
		expect(total).toBe(1);
		expect(facets.county).toHaveLength(2);
		expect(facets.theme).toMatchObject([{ value: 'rights-of-the-child', count: 1 }]);
		expect(facets.phase).toMatchObject([{ value: 'need', count: 1 }]);
	});

	test('facets stand in an order of their own, whatever the initiatives are called', async () => {
		const { facets } = await listInitiatives(visitor(db), query(''));
		// Skåne before Uppsala: by name, as everywhere else.
		expect(facets.county.map(({ value }) => value)).toEqual(['12', '03']);
		const themes = facets.theme.map(({ value }) => value);
		expect(themes).toEqual(THEMES.filter((theme) => themes.includes(theme)));
	});

	test('what can be answered now shows with its deadline, and sorts first when asked', async () => {
		await db
			.insertInto('activity')
			.values({
				initiative_id: child.id,
				kind: 'rfi',
				phase: 'rfi',
				step: 'rfi',
				title: '{"o":"sv","v":1,"t":{"sv":"RFI"}}',
				published_at: new Date(),
				ends_at: new Date(Date.now() + 86_400_000)
			})
			.execute();
		expect((await titles('sort=deadline&q='))[0]).toBe('Hur når vi barnfamiljer innan problemen växer?');
		expect(await titles('state=open')).toHaveLength(1);
	});
});

test('following is counted once, and ends', async () => {
	const made = await makeInitiative(db, { published: true });
	const person = await makePerson(db);
	await followInitiative(person.ctx, made.slug, true);
	await followInitiative(person.ctx, made.slug, true);
	expect((await publicInitiative(person.ctx, made.slug)).followers).toEqual({ count: 1, mine: true });
	expect((await publicInitiative(visitor(db), made.slug)).followers).toEqual({ count: 1, mine: false });
	await followInitiative(person.ctx, made.slug, false);
	expect((await publicInitiative(person.ctx, made.slug)).followers).toEqual({ count: 0, mine: false });
	await expect(followInitiative(visitor(db), made.slug, true)).rejects.toMatchObject({ code: 'sign-in' });
});

describe('what another process writes', () => {
	const reader = (wanted: boolean) => ({ ...visitor(db), freshness: { wanted, since: Infinity } });
	const found = async (text: string, wanted: boolean) =>
		(await listInitiatives(reader(wanted), query(text))).rows.map((row) => row.slug);

	test('is found at once by whoever has just written, and else after some seconds', async () => {
		const made = await makeInitiative(db, { title: 'Mullvadar i parken', published: true });
		expect(await found('q=mullvadar', true)).toEqual([made.slug]);
		const title = JSON.stringify({ o: 'sv', v: 2, t: { sv: 'Igelkottar i parken' } });
		await sql`update initiative set title = ${title}::jsonb where id = ${made.id}`.execute(db);
		expect(await found('q=igelkottar', false)).toEqual([]);
		expect(await found('q=igelkottar', true)).toEqual([made.slug]);
		expect(await found('q=mullvadar', true)).toEqual([]);
	});

	test('a new name of the owner is found, though nothing of the initiative has changed', async () => {
		const owner = await makeOrganisation(db, { name: 'Gamla namnet' });
		const made = await makeInitiative(db, { organisation: owner, published: true });
		expect(await found('q=gamla namnet', true)).toEqual([made.slug]);
		await sql`update organisation set name = 'Nykvarns sparbank' where id = ${owner.id}`.execute(db);
		expect(await found('q=nykvarns', true)).toEqual([made.slug]);
	});

	test('what is withdrawn is gone, and what comes back is there', async () => {
		const made = await makeInitiative(db, { title: 'Flyttfåglar vid sjön', published: true });
		expect(await found('q=flyttfåglar', true)).toEqual([made.slug]);
		await sql`update initiative set published_at = null where id = ${made.id}`.execute(db);
		expect(await found('q=flyttfåglar', true)).toEqual([]);
		await sql`update initiative set published_at = now() where id = ${made.id}`.execute(db);
		expect(await found('q=flyttfagla', true)).toEqual([made.slug]);
	});

	test('many pages: each row once, however far one asks', async () => {
		for (let n = 0; n < 45; n++) await makeInitiative(db, { title: `Vandring nummer ${n}`, published: true });
		const pages = await Promise.all([1, 2, 3].map((page) => found(`q=vandring&page=${page}`, true)));
		expect(pages.map((page) => page.length)).toEqual([20, 20, 5]);
		expect(new Set(pages.flat()).size).toBe(45);
		expect(await found('q=vandring&page=9999', true)).toEqual(pages[2]);
	});
});
