import type { Lang } from '#platform/i18n/lang.ts';
import { countries, countryName, isCountry } from './countries.ts';
import { COUNTIES, countyOf, MUNICIPALITIES, municipalityOf, plainLetters } from './sweden.ts';

export { countries, countryName, isCountry } from './countries.ts';
export { COUNTIES, countyOf, MUNICIPALITIES, municipalityOf, plainLetters } from './sweden.ts';
export type { County, Municipality } from './sweden.ts';

/** Where something is, as tables store it. Municipality and county are codes and exist only in Sweden. */
export interface Place {
	/** ISO 3166-1 alpha-2 */
	country: string;
	municipality: string | null;
	county: string | null;
	/** Free words, for places outside Sweden. */
	region: string | null;
}

/** `Skåne län` or `Skåne County`; '' for an unknown code. */
export function countyName(code: string | null | undefined, lang: Lang): string {
	const county = countyOf(code);
	if (!county) return '';
	return lang === 'sv' ? county.name : `${county.short} County`;
}

/** `Tomelilla`; '' for an unknown code. */
export function municipalityName(code: string | null | undefined): string {
	return municipalityOf(code)?.name ?? '';
}

/** The place in a few words: `Tomelilla, Skåne län`, `Skåne County`, `Oslo, Norge`, `Sverige`. */
export function placeLabel(place: Partial<Place>, lang: Lang): string {
	const country = place.country ?? 'SE';
	if (country !== 'SE') return [place.region, countryName(country, lang)].filter(Boolean).join(', ');
	const county = countyName(place.county ?? place.municipality?.slice(0, 2), lang);
	return [municipalityName(place.municipality), county].filter(Boolean).join(', ') || countryName('SE', lang);
}

/** Choices for a select of municipalities: value is the code, grouped by county. */
export function municipalityOptions(lang: Lang): { value: string; label: string; group: string }[] {
	return MUNICIPALITIES.map(({ code, name, county }) => ({
		value: code,
		label: name,
		group: countyName(county, lang)
	}));
}

/** Choices for a select of counties: value is the code. */
export function countyOptions(lang: Lang): { value: string; label: string }[] {
	return COUNTIES.map(({ code }) => ({ value: code, label: countyName(code, lang) }));
}

const letters = (text: string) =>
	text
		.normalize('NFC')
		.toLowerCase()
		.replace(/[^\p{L}]/gu, '');
const withoutKind = (text: string) =>
	letters(text.replace(/(^|\s)(kommun|stad|municipality|region|län|county|lan)(?=\s|$)/gi, ' '));

/** Names → codes. Without their marks only where that is clear: Habo and Håbo are two municipalities. */
function nameIndex(rows: (readonly [name: string, code: string])[]): Map<string, string> {
	const exact = rows.map(([name, code]) => [withoutKind(name), code] as const);
	const genitive = exact.map(([name, code]) => [`${name}s`, code] as const);
	const plain = [...genitive, ...exact].map(([name, code]) => [plainLetters(name), code] as const);
	return new Map([...plain, ...genitive, ...exact]);
}

const municipalityNames = nameIndex(MUNICIPALITIES.map(({ name, code }) => [name, code]));
const countyNames = nameIndex(
	COUNTIES.flatMap(({ name, short, code }) => [[name, code] as const, [short, code] as const])
);

/** Reads a municipality as people write it: code, `Tomelilla`, `Tomelilla kommun`, `Malmö stad`, `GÖTEBORGS STAD`. */
export function parseMunicipality(words: string): string | null {
	const text = words.trim();
	if (/^\d{3,4}$/.test(text)) return municipalityOf(text.padStart(4, '0'))?.code ?? null;
	return municipalityNames.get(withoutKind(text)) ?? null;
}

/** Reads a county as people write it: code, `Skåne`, `Skåne län`, `Region Skåne`, `Skåne County`. */
export function parseCounty(words: string): string | null {
	const text = words.trim();
	if (/^\d{1,2}$/.test(text)) return countyOf(text.padStart(2, '0'))?.code ?? null;
	return countyNames.get(withoutKind(text)) ?? null;
}

/** Reads a country as people write it, in Swedish or English, or by its code. */
export function parseCountry(words: string): string | null {
	const text = words.trim();
	if (isCountry(text.toUpperCase())) return text.toUpperCase();
	const wanted = plainLetters(text);
	const find = (lang: Lang) => countries(lang).find(({ name }) => plainLetters(name) === wanted)?.code;
	return find('sv') ?? find('en') ?? null;
}
