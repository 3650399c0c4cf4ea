import type { Lang } from '#platform/i18n/lang.ts';

// ISO 3166-1 alpha-2: the countries and territories that have a code of their own.
const CODES =
	'AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW';

const codes = new Set(CODES.split(' '));
const NEAR = ['SE', 'NO', 'DK', 'FI', 'IS', 'AX', 'FO', 'GL'];
const names: Partial<Record<Lang, Intl.DisplayNames>> = {};

/** The country's name in a language; the code itself where it is unknown. */
export function countryName(code: string, lang: Lang): string {
	const display = (names[lang] ??= new Intl.DisplayNames(lang === 'sv' ? 'sv-SE' : 'en-GB', {
		type: 'region'
	}));
	return codes.has(code) ? (display.of(code) ?? code) : code;
}

export function isCountry(code: string): boolean {
	return codes.has(code);
}

/** All countries by name: Sweden and its neighbours first, then in the language's own order. */
export function countries(lang: Lang): { code: string; name: string }[] {
	const all = [...codes].map((code) => ({ code, name: countryName(code, lang) }));
	const near = (code: string) => (NEAR.includes(code) ? NEAR.indexOf(code) : NEAR.length);
	const order = new Intl.Collator(lang).compare;
	return all.sort((a, b) => near(a.code) - near(b.code) || order(a.name, b.name));
}
