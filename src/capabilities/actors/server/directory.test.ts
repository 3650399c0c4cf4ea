import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { testDb } from '#platform/server/testing/db.ts';
import { readQuery } from '../query.ts';
import { directory } from './directory.ts';
import {
	contactPersons,
	organisationNames,
	organisationsByIds,
	pickOrganisations,
	searchByName
} from './pick.ts';
import { apiOrganisations, exportCsv, exportJson } from './public.ts';
import { hideOrganisation } from './organisations.ts';
import { organisationPage } from './page.ts';
import { testWorld } from './test-world.ts';

const { db } = await testDb();
const world = testWorld(db);
const leader = await world.leader();
const visitor = world.visitor;
const find = (address: string, ctx = visitor) => directory(ctx, readQuery(new URLSearchParams(address)));
const names = async (address: string) => (await find(address)).rows.map((row) => row.name);
const read = async (stream: ReadableStream) =>
	new TextDecoder('utf-8', { ignoreBOM: true }).decode(await new Response(stream).arrayBuffer());

beforeAll(async () => {
	await world.organisation(leader, {
		name: 'Kooperativet Trädet',
		sector: 'social-enterprise',
		municipality: '1270',
		about: 'Ett arbetsintegrerande företag med café, trädgård och cykelverkstad.',
		themes: ['work-integration']
	});
	await world.organisation(leader, {
		name: 'Åbackens skolförening',
		municipality: '0380',
		about: 'Läxhjälp och fritidsklubb för barn på mellanstadiet.',
		themes: ['schooling', 'rights-of-the-child']
	});
	await world.organisation(leader, {
		name: 'Zenit',
		sector: 'business',
		municipality: '1270',
		about: '',
		themes: ['mental-health']
	});
	await world.organisation(leader, { name: 'Ängens vänner', municipality: '0680', about: '', themes: [] });
	await world.organisation(leader, {
		name: 'Östra fonden',
		sector: 'funder',
		municipality: undefined,
		county: '05',
		themes: []
	});
	await world.organisation(leader, {
		name: 'Brukarnas röst',
		municipality: '1280',
		offers: 'Vi söker bidrag; =SUM(A1)',
		themes: []
	});
	await world.organisation(leader, {
		name: 'Enskild Snickare',
		sector: 'business',
		orgNumber: '121212-1212',
		website: 'https://snickare.example',
		themes: []
	});
	await world.organisation(leader, {
		name: 'Bolaget AB',
		sector: 'business',
		orgNumber: '556016-0680',
		themes: []
	});
	const hidden = await world.organisation(leader, { name: 'Dolda sällskapet', themes: ['schooling'] });
	await hideOrganisation(leader, hidden.slug, 'Finns inte längre');
});

describe('searching in Swedish', () => {
	it.each([
		['trädet', 'Kooperativet Trädet'],
		['tradet', 'Kooperativet Trädet'],
		['kooperatvet', 'Kooperativet Trädet'],
		['läxhjelp', 'Åbackens skolförening'],
		['arbetsintegration', 'Kooperativet Trädet'],
		['verkstad', 'Kooperativet Trädet'],
		['cykel trädgårdar', 'Kooperativet Trädet'],
		['skolföreningen', 'Åbackens skolförening'],
		['barnen', 'Åbackens skolförening'],
		['tomelilla café', 'Kooperativet Trädet'],
		['Ways into work', 'Kooperativet Trädet'],
		['åback', 'Åbackens skolförening'],
		['556016-0680', 'Bolaget AB']
	])('"%s" finds %s', async (q, name) => expect((await names(`q=${encodeURIComponent(q)}`))[0]).toBe(name));

	it.each(['dolda', '121212-1212', '1212121212', 'xyzzyqwert', "'; drop table organisation --"])(
		'"%s" finds nothing',
		async (q) => expect(await names(`q=${encodeURIComponent(q)}`)).toEqual([])
	);

	it.each(['&|!', '()', '   ', ':*', '\\'])('%j is no search at all', async (q) =>
		expect((await find(`q=${encodeURIComponent(q)}`)).total).toBe(8)
	);

	it('wants all the words, and says what it guessed', async () => {
		expect(await names('q=zenit+café')).toEqual([]);
		expect((await find('q=läxhjelp')).guessed).toEqual([{ word: 'läxhjelp', instead: ['läxhjälp'] }]);
	});

	it('puts whole words before guesses and names before texts', async () => {
		await world.organisation(leader, { name: 'Vänskapen', about: 'Zenith och annat', themes: [] });
		expect((await names('q=zenit'))[0]).toBe('Zenit');
	});
});

describe('lists', () => {
	it('stand in Swedish order: å, ä, ö last', async () => {
		const all = await names('');
		expect(all.at(0)).toBe('Bolaget AB');
		expect(all.slice(-4)).toEqual(['Zenit', 'Åbackens skolförening', 'Ängens vänner', 'Östra fonden']);
		expect((await names('sort=name&dir=desc'))[0]).toBe('Östra fonden');
	});

	it('count each facet among what fits the others', async () => {
		const { total, facets } = await find('county=12&sector=business');
		expect(total).toBe(3);
		expect(facets.sector.get('social-enterprise')).toBe(1);
		expect(facets.county.get('12')).toBe(3);
		expect(facets.theme).toEqual(new Map([['mental-health', 1]]));
	});

	it('take any value within a facet and all facets together', async () => {
		expect((await find('sector=business&sector=funder')).total).toBe(4);
		expect(await names('theme=schooling&county=03')).toEqual(['Åbackens skolförening']);
		expect((await find('theme=schooling&county=12')).total).toBe(0);
	});

	it('never go beyond their last page', async () => {
		expect(await find('page=99')).toMatchObject({ page: 1, pages: 1 });
	});
});

describe('a sole trader', () => {
	it('is listed without a number, wherever one looks', async () => {
		const all = readQuery(new URLSearchParams());
		const page = await organisationPage(visitor, 'enskild-snickare');
		const asLeader = await organisationPage(leader, 'enskild-snickare');
		const api = await apiOrganisations(visitor, all);
		const picked = await pickOrganisations(db, {}, 'sv');
		const places = [
			page,
			asLeader,
			api,
			picked,
			await find(''),
			await read(await exportCsv(visitor, all)),
			await read(await exportJson(visitor, all))
		];
		for (const place of places) {
			const text = JSON.stringify(place);
			expect(text).toContain('Enskild Snickare');
			expect(text).not.toMatch(/121212-?1212/);
		}
		const stored = await sql<{
			text: string;
		}>`select search_text || search_vector::text as text from organisation where sole_trader`.execute(db);
		expect(stored.rows[0]!.text).not.toContain('1212');
		const chain = JSON.stringify(await db.selectFrom('audit_entry').selectAll().execute());
		expect(chain).not.toMatch(/121212-?1212/);
	});

	it("while others' numbers are open data", async () => {
		const { organisations } = await apiOrganisations(visitor, readQuery(new URLSearchParams('q=bolaget')));
		expect(organisations[0]).toMatchObject({
			name: 'Bolaget AB',
			organisationNumber: '556016-0680',
			place: { county: { code: '12' } }
		});
	});
});

describe('export', () => {
	it('is CSV that Excel reads, with formulas made harmless', async () => {
		const csv = await read(await exportCsv(visitor, readQuery(new URLSearchParams('q=brukarnas'))));
		expect(csv.startsWith('\uFEFFNamn;Sektor;')).toBe(true);
		expect(csv).toContain('"Vi söker bidrag; =SUM(A1)"');
		expect(csv.trim().split('\r\n')).toHaveLength(2);
	});

	it('is one JSON document, in batches, without the hidden ones', async () => {
		await sql`insert into organisation (slug, name, sector) select 'massa-' || n, 'Massa ' || lpad(n::text, 5, '0'), 'other' from generate_series(1, 2500) n`.execute(
			db
		);
		const { organisations } = JSON.parse(
			await read(await exportJson(visitor, readQuery(new URLSearchParams())))
		) as { organisations: { name: string }[] };
		expect(organisations).toHaveLength(2509);
		expect(new Set(organisations.map((each) => each.name)).size).toBe(2509);
		expect(JSON.stringify(organisations)).not.toContain('Dolda');
		await sql`delete from organisation where slug like 'massa-%'`.execute(db);
	});
});

describe('picking for others', () => {
	it('counts every sector, also those without any', async () => {
		const { perSector, total } = await pickOrganisations(
			db,
			{ counties: ['12'], sectors: ['business', 'social-enterprise'] },
			'sv'
		);
		expect(perSector).toMatchObject({ business: 3, 'social-enterprise': 1, academia: 0, public: 0 });
		expect(total).toBe(4);
	});

	it('finds by name, best first, and names by id', async () => {
		const [first] = await searchByName(db, 'zennit', 'sv');
		expect(first).toMatchObject({ name: 'Zenit', place: 'Tomelilla, Skåne län' });
		expect(
			(await organisationNames(db, [first!.id, crypto.randomUUID(), null])).get(first!.id)
		).toMatchObject({ name: 'Zenit' });
		expect(await organisationsByIds(db, [first!.id, crypto.randomUUID()], 'sv')).toHaveLength(1);
	});

	it('gives those who may speak for an organisation, not its plain members', async () => {
		const { id } = await world.organisation(leader, { name: 'Med folk' });
		await world.member(id, 'Plain Person');
		const rep = await world.member(id, 'Speaking Person', 'decision-maker');
		expect(await contactPersons(db, [id, crypto.randomUUID()])).toEqual(new Map([[id, [rep.id]]]));
	});
});
