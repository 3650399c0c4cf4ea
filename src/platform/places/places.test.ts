import { describe, expect, it } from 'vitest';
import {
	COUNTIES,
	countries,
	MUNICIPALITIES,
	municipalityName,
	parseCountry,
	parseCounty,
	parseMunicipality,
	placeLabel
} from './index.ts';

describe('Swedish places', () => {
	it('knows every municipality and county once', () => {
		expect(new Set(MUNICIPALITIES.map((m) => m.code)).size).toBe(290);
		expect(new Set(COUNTIES.map((c) => c.code)).size).toBe(21);
		expect(MUNICIPALITIES.every((m) => COUNTIES.some((c) => c.code === m.county))).toBe(true);
	});

	it('stands in Swedish order: å, ä and ö last', () => {
		expect(MUNICIPALITIES.at(0)!.name).toBe('Ale');
		expect(MUNICIPALITIES.at(-1)!.name).toBe('Övertorneå');
	});

	it.each([
		['1270', '1270'],
		['Tomelilla', '1270'],
		['tomelilla kommun', '1270'],
		['Malmö stad', '1280'],
		['GÖTEBORGS STAD', '1480'],
		['Upplands-Väsby', '0114'],
		['Hofors', '2104'],
		['Ankeborg', null]
	])('reads municipality %s as %s', (words, code) => expect(parseMunicipality(words)).toBe(code));

	it('reads every municipality by its own name', () => {
		for (const { code, name } of MUNICIPALITIES) expect(parseMunicipality(`${name} kommun`), name).toBe(code);
	});

	it.each([
		['12', '12'],
		['3', '03'],
		['Skåne', '12'],
		['Region Jönköpings län', '06'],
		['Västra Götaland', '14'],
		['Skåne County', '12'],
		['Mordor', null]
	])('reads county %s as %s', (words, code) => expect(parseCounty(words)).toBe(code));

	it.each([
		['se', 'SE'],
		['Norge', 'NO'],
		['Norway', 'NO'],
		['Osterrike', 'AT'],
		['Atlantis', null]
	])('reads country %s as %s', (words, code) => expect(parseCountry(words)).toBe(code));
});

describe('places in words', () => {
	it.each([
		[{ country: 'SE', municipality: '1270', county: '12' }, 'sv', 'Tomelilla, Skåne län'],
		[{ country: 'SE', county: '12' }, 'en', 'Skåne County'],
		[{ country: 'NO', region: 'Oslo' }, 'sv', 'Oslo, Norge'],
		[{ country: 'SE' }, 'en', 'Sweden']
	] as const)('says %o in %s as %s', (place, lang, label) => expect(placeLabel(place, lang)).toBe(label));

	it('lists Sweden and its neighbours first', () => {
		expect(countries('sv').slice(0, 2)).toEqual([
			{ code: 'SE', name: 'Sverige' },
			{ code: 'NO', name: 'Norge' }
		]);
		expect(municipalityName('9999')).toBe('');
	});
});
