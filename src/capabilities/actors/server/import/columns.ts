import { plainLetters } from '#platform/places/index.ts';
import type { MessageKey } from '#platform/i18n/keys.ts';

/** What a column can be. */
export const IMPORT_FIELDS = [
	'name',
	'orgNumber',
	'sector',
	'municipality',
	'county',
	'country',
	'region',
	'website',
	'about',
	'offers',
	'needs',
	'themes',
	'targetGroups'
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

/** Field → index of its column, counted from 0. */
export type Mapping = Partial<Record<ImportField, number>>;

export const FIELD_KEYS: Record<ImportField, MessageKey> = {
	name: 'actors.field.name',
	orgNumber: 'actors.field.org-number',
	sector: 'actors.field.sector',
	municipality: 'actors.field.municipality',
	county: 'actors.field.county',
	country: 'actors.field.country',
	region: 'actors.field.region',
	website: 'actors.field.website',
	about: 'actors.field.about',
	offers: 'actors.field.offers',
	needs: 'actors.field.needs',
	themes: 'actors.field.themes',
	targetGroups: 'actors.field.target-groups'
};

// Headers as registers and people write them, in both languages, without marks, spaces and signs.
const HEADERS: Record<ImportField, string[]> = {
	name: [
		'namn',
		'name',
		'organisation',
		'organization',
		'organisationsnamn',
		'foretagsnamn',
		'firma',
		'forening',
		'aktor',
		'actor'
	],
	orgNumber: [
		'orgnr',
		'organisationsnummer',
		'orgnummer',
		'organisationnumber',
		'organizationnumber',
		'orgno',
		'orgnumber',
		'peorgnr'
	],
	sector: ['sektor', 'sector', 'typ', 'type', 'organisationstyp'],
	municipality: ['kommun', 'municipality', 'kommunkod', 'kommunnamn', 'sateskommun', 'municipalitycode'],
	county: ['lan', 'county', 'lanskod', 'lansnamn', 'countycode'],
	country: ['land', 'country', 'landskod', 'countrycode'],
	region: ['region', 'ort', 'stad', 'city', 'town', 'postort'],
	website: ['webbplats', 'hemsida', 'webb', 'website', 'web', 'url', 'webbadress', 'homepage'],
	about: [
		'om',
		'omorganisationen',
		'beskrivning',
		'about',
		'description',
		'abouttheorganisation',
		'verksamhet'
	],
	offers: ['erbjuder', 'vadvierbjuder', 'erbjudande', 'offers', 'whatweoffer'],
	needs: ['behover', 'vadvibehover', 'behov', 'needs', 'whatweneed'],
	themes: ['tema', 'teman', 'theme', 'themes', 'amne', 'amnen'],
	targetGroups: ['malgrupp', 'malgrupper', 'targetgroup', 'targetgroups']
};

/** Guesses the columns by their headers; each column is used once, the first that fits wins. */
export function suggestMapping(headers: readonly string[]): Mapping {
	const keys = headers.map((header) => plainLetters(header).replace(/[^a-z]/g, ''));
	const mapping: Mapping = {};
	for (const field of IMPORT_FIELDS) {
		const index = keys.findIndex(
			(key, at) => HEADERS[field].includes(key) && !Object.values(mapping).includes(at)
		);
		if (index >= 0) mapping[field] = index;
	}
	return mapping;
}
