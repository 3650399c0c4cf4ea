import { describe, expect, it } from 'vitest';
import { linksAsText, parseLinks } from './form.ts';
import { parseOrgNumber } from './org-number.ts';
import { readQuery, searchWords, queryString } from './query.ts';
import {
	grantReason,
	leaveReason,
	lendErrors,
	orgNumberOf,
	placeOf,
	slugOf,
	type MemberFacts
} from './rules.ts';

describe('organisation numbers', () => {
	it.each([
		['556016-0680', '5560160680', false],
		[' 556016 0680 ', '5560160680', false],
		['556016–0680', '5560160680', false],
		['16556016-0680', '5560160680', false],
		['212000-0001', '2120000001', false],
		['121212-1212', '1212121212', true],
		['19121212—1212', '1212121212', true]
	])('reads %s', (words, number, soleTrader) =>
		expect(parseOrgNumber(words)).toEqual({ ok: true, value: { number, soleTrader } })
	);

	it.each(['556016-0681', '12345', 'ett två', '556016-06801', '', '١٢٣٤٥٦٧٨٩٠'])('refuses %j', (words) =>
		expect(parseOrgNumber(words).ok).toBe(false)
	);

	it('keeps a foreign number as it is, with its country', () => {
		expect(parseOrgNumber('974 760 673', 'NO')).toEqual({
			ok: true,
			value: { number: 'NO974760673', soleTrader: false }
		});
		expect(parseOrgNumber('no-974760673', 'NO')).toMatchObject({ value: { number: 'NO974760673' } });
	});

	it('believes whoever says they are a sole trader', () => {
		const said = { orgNumber: '556016-0680', soleTrader: true, country: 'SE' };
		expect(orgNumberOf(said).value).toEqual({ number: '5560160680', soleTrader: true });
	});
});

describe('places', () => {
	it.each([
		[{ country: 'SE', municipality: '1270' }, { municipality: '1270', county: '12' }, {}],
		[{ country: 'SE', county: '06' }, { municipality: null, county: '06' }, {}],
		[{ country: 'SE', municipality: '1270', county: '06' }, {}, { county: 'actors.place.error' }],
		[{ country: 'SE', municipality: '9999' }, {}, { municipality: 'form.error.pick-one' }],
		[{ country: 'NO', municipality: '1270', region: 'Oslo' }, { municipality: null, region: 'Oslo' }, {}],
		[{ country: 'XX' }, {}, { country: 'form.error.pick-one' }]
	])('%o', (given, place, errors) => {
		const result = placeOf({ municipality: undefined, county: undefined, region: undefined, ...given });
		expect(result.place).toMatchObject(place);
		expect(result.errors).toEqual(errors);
	});
});

it.each([
	['Malmö stad', 'malmo-stad'],
	['Föreningen Åäö & Co.', 'foreningen-aao-co'],
	['Import', 'import-1'],
	['日本', 'organisation'],
	['Sjøbyen', 'sjobyen']
])('gives %s the address %s', (name, slug) => expect(slugOf(name)).toBe(slug));

describe('who may leave and who may give', () => {
	const people: MemberFacts[] = [
		{ membershipId: 'a', personId: '1', role: 'representative' },
		{ membershipId: 'b', personId: '2', role: 'member' }
	];
	it.each([
		[people, 'a', null, 'actors.people.error.last'],
		[people, 'a', 'member', 'actors.people.error.last'],
		[people, 'a', 'decision-maker', null],
		[people, 'b', null, null],
		[people, 'x', null, 'actors.people.error.gone'],
		[[...people, { membershipId: 'c', personId: '3', role: 'decision-maker' }], 'a', null, null]
	] as const)('%#', (members, id, role, reason) => expect(leaveReason(members, id, role)).toBe(reason));

	it.each([
		['representative', 'decision-maker', 'actors.people.error.above'],
		['representative', 'representative', null],
		['decision-maker', 'decision-maker', null],
		['member', 'representative', 'actors.people.error.above'],
		[null, 'decision-maker', null]
	] as const)('%s gives %s', (from, to, reason) => expect(grantReason(from, to)).toBe(reason));
});

describe('lending tasks', () => {
	const good = {
		ownerId: '1',
		substituteId: '2',
		substituteIsMember: true,
		startsOn: '2027-07-01',
		endsOn: '2027-07-31',
		today: '2027-06-01',
		others: []
	};
	it.each([
		[{}, {}],
		[{ substituteId: '1' }, { substitute: 'actors.lend.error.substitute' }],
		[{ substituteIsMember: false }, { substitute: 'actors.lend.error.substitute' }],
		[{ endsOn: '2027-06-30' }, { endsOn: 'actors.lend.error.order' }],
		[{ startsOn: '2027-05-01', endsOn: '2027-05-31' }, { endsOn: 'actors.lend.error.past' }],
		[{ endsOn: '2028-08-01' }, { endsOn: 'actors.lend.error.long' }],
		[
			{ others: [{ startsOn: '2027-07-31', endsOn: '2027-08-31' }] },
			{ startsOn: 'actors.lend.error.overlap' }
		],
		[{ others: [{ startsOn: '2027-08-01', endsOn: '2027-08-31' }] }, {}]
	])('%o', (change, errors) => expect(lendErrors({ ...good, ...change })).toEqual(errors));
});

describe('links', () => {
	it('takes an address per line, with words before it', () => {
		const links = [
			{ label: 'Årsbok 2026', url: 'https://exempel.se/bok' },
			{ label: 'exempel.se', url: 'https://www.exempel.se/' }
		];
		expect(parseLinks('Årsbok 2026 https://exempel.se/bok\n\n https://www.exempel.se/ ')).toEqual(links);
		expect(parseLinks(linksAsText(links))).toEqual(links);
	});
	it.each(['javascript:alert(1)', 'exempel.se', 'https://a.se och mer'])('refuses %s', (line) =>
		expect(parseLinks(line)).toBeNull()
	);
});

describe('addresses of the directory', () => {
	it('leaves out what it cannot understand', () => {
		const query = readQuery(
			new URLSearchParams('q= skola &county=12&county=99&sector=public&page=-3&sort=x&view=y')
		);
		expect(query).toMatchObject({
			q: 'skola',
			county: ['12'],
			sector: ['public'],
			page: 1,
			sort: 'relevance',
			view: 'cards'
		});
		expect(queryString(query)).toBe('?q=skola&sector=public&county=12');
	});
	it('reads back what it wrote', () => {
		const query = readQuery(
			new URLSearchParams('q=å&theme=food&theme=ageing&view=table&sort=name&dir=desc&page=3')
		);
		expect(readQuery(new URLSearchParams(queryString(query, { page: 3 })))).toEqual(query);
	});
	it('takes letters and digits of a search, never operators', () => {
		expect(searchWords(`skola & !barn | ('x') a:* -b "å"`)).toEqual(['skola', 'barn', 'x', 'a', 'b', 'å']);
	});
});
