import municipalityRows from 'kommunkoder/data.json' with { type: 'json' };

/** A Swedish municipality: official four-digit code; the first two digits are its county's. */
export interface Municipality {
	code: string;
	/** e.g. `Tomelilla` */
	name: string;
	county: string;
}

/** A Swedish county: official two-digit code. `id` is its key in the map of counties. */
export interface County {
	code: string;
	/** e.g. `Skåne län` */
	name: string;
	/** The same without the word for county, as maps and English texts want it: `Skåne`. */
	short: string;
	id: string;
}

const COUNTY_ROWS: readonly (readonly [code: string, name: string, short: string])[] = [
	['01', 'Stockholms län', 'Stockholm'],
	['03', 'Uppsala län', 'Uppsala'],
	['04', 'Södermanlands län', 'Södermanland'],
	['05', 'Östergötlands län', 'Östergötland'],
	['06', 'Jönköpings län', 'Jönköping'],
	['07', 'Kronobergs län', 'Kronoberg'],
	['08', 'Kalmar län', 'Kalmar'],
	['09', 'Gotlands län', 'Gotland'],
	['10', 'Blekinge län', 'Blekinge'],
	['12', 'Skåne län', 'Skåne'],
	['13', 'Hallands län', 'Halland'],
	['14', 'Västra Götalands län', 'Västra Götaland'],
	['17', 'Värmlands län', 'Värmland'],
	['18', 'Örebro län', 'Örebro'],
	['19', 'Västmanlands län', 'Västmanland'],
	['20', 'Dalarnas län', 'Dalarna'],
	['21', 'Gävleborgs län', 'Gävleborg'],
	['22', 'Västernorrlands län', 'Västernorrland'],
	['23', 'Jämtlands län', 'Jämtland'],
	['24', 'Västerbottens län', 'Västerbotten'],
	['25', 'Norrbottens län', 'Norrbotten']
];

/** Letters without marks, in lower case: `Västra Götaland` → `vastra gotaland`. */
export function plainLetters(text: string): string {
	return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

const bySwedishName = new Intl.Collator('sv').compare;

/** All 21 counties, by name in Swedish order. */
export const COUNTIES: readonly County[] = COUNTY_ROWS.map(([code, name, short]) => ({
	code,
	name,
	short,
	id: plainLetters(short)
})).sort((a, b) => bySwedishName(a.name, b.name));

/** All 290 municipalities, by name in Swedish order. */
export const MUNICIPALITIES: readonly Municipality[] = (
	municipalityRows as { code: string; municipality: string }[]
)
	.map(({ code, municipality }) => ({ code, name: municipality, county: code.slice(0, 2) }))
	.sort((a, b) => bySwedishName(a.name, b.name));

const counties = new Map(COUNTIES.map((county) => [county.code, county]));
const municipalities = new Map(MUNICIPALITIES.map((municipality) => [municipality.code, municipality]));

export function countyOf(code: string | null | undefined): County | null {
	return counties.get(code ?? '') ?? null;
}

export function municipalityOf(code: string | null | undefined): Municipality | null {
	return municipalities.get(code ?? '') ?? null;
}
