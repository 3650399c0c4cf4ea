import { LANGS, translator, type Lang, type MessageKey } from '#platform/i18n/index.ts';
import type { MessageParams } from '#platform/errors/index.ts';
import { parseCountry, parseCounty, parseMunicipality, plainLetters } from '#platform/places/index.ts';
import { TARGET_GROUPS, targetGroupKey, THEMES, themeKey } from '#platform/themes/index.ts';
import { organisationForm, SECTORS, type Sector } from '../../form.ts';
import { orgNumberOf, placeOf, type PlaceInput } from '../../rules.ts';
import type { OrgNumber } from '../../org-number.ts';
import { SECTOR_KEYS } from '../../words.ts';
import { FIELD_KEYS, IMPORT_FIELDS, type ImportField, type Mapping } from './columns.ts';

/** One thing to say about a row: an error, or something left out. */
export interface Note {
	key: MessageKey;
	params?: MessageParams;
	/** The field it is about. */
	field?: MessageKey;
}

/** What a row wants. Null and empty mean that the file is silent: what is stored stays. */
export interface WantedRow {
	name: string;
	sector: Sector;
	/** The file says the sector itself, rather than the default for the whole file. */
	sectorGiven: boolean;
	number: OrgNumber | null;
	place: PlaceInput | null;
	website: string | null;
	about: string | null;
	offers: string | null;
	needs: string | null;
	themes: string[];
	targetGroups: string[];
}

export interface ReadRow {
	name: string;
	wanted: WantedRow | null;
	notes: Note[];
}

export interface ImportDefaults {
	sector: Sector;
}

/** Reads one row by the mapping. `wanted` is null when something in it cannot be used. */
export function readRow(cells: readonly string[], mapping: Mapping, defaults: ImportDefaults): ReadRow {
	const said = Object.fromEntries(
		IMPORT_FIELDS.map((field) => [field, clean(cells[mapping[field] ?? -1])])
	) as Record<ImportField, string>;
	const errors: Note[] = [];
	const sector = said.sector ? parseSector(said.sector) : defaults.sector;
	if (!sector) errors.push(unknown('sector', said.sector));
	const country = said.country ? parseCountry(said.country) : 'SE';
	if (!country) errors.push(unknown('country', said.country));
	const municipality =
		country === 'SE' && said.municipality ? parseMunicipality(said.municipality) : undefined;
	if (municipality === null) errors.push(unknown('municipality', said.municipality));
	const county = country === 'SE' && said.county ? parseCounty(said.county) : undefined;
	if (county === null) errors.push(unknown('county', said.county));
	const themes = parseList(said.themes, themeNames());
	const targetGroups = parseList(said.targetGroups, targetGroupNames());
	const form = organisationForm.safeParse({
		name: said.name,
		sector: sector ?? undefined,
		orgNumber: said.orgNumber || undefined,
		country: country ?? 'SE',
		municipality: municipality ?? undefined,
		county: county ?? undefined,
		region: country === 'SE' ? undefined : said.region || said.municipality || undefined,
		website: webAddressOf(said.website),
		about: said.about || undefined,
		offers: said.offers || undefined,
		needs: said.needs || undefined,
		themes: themes.known.slice(0, 12),
		targetGroups: targetGroups.known.slice(0, 12)
	});
	const name = said.name.slice(0, 150);
	if (!form.success) {
		const wrong = form.error.issues.filter((issue) => issue.path[0] !== 'sector').map(issueNote);
		return { name, wanted: null, notes: [...errors, ...wrong] };
	}
	const { place, errors: misplaced } = placeOf(form.data);
	const number = orgNumberOf(form.data);
	if (number.error) errors.push({ key: number.error, field: FIELD_KEYS.orgNumber });
	for (const [field, key] of Object.entries(misplaced))
		errors.push({ key, field: FIELD_KEYS[field as ImportField] });
	if (errors.length > 0) return { name, wanted: null, notes: errors };
	const hints = [...themes.unknown, ...targetGroups.unknown].map(leftOut);
	const placed = said.municipality || said.county || said.country || said.region ? place : null;
	return { name, wanted: wantedOf(form.data, Boolean(said.sector), number.value, placed), notes: hints };
}

type Form = ReturnType<typeof organisationForm.parse>;

function wantedOf(
	form: Form,
	sectorGiven: boolean,
	number: OrgNumber | null,
	place: PlaceInput | null
): WantedRow {
	return {
		name: form.name,
		sector: form.sector,
		sectorGiven,
		number,
		place,
		website: form.website ?? null,
		about: form.about ?? null,
		offers: form.offers ?? null,
		needs: form.needs ?? null,
		themes: form.themes,
		targetGroups: form.targetGroups
	};
}

// Control signs have no meaning in a cell; the apostrophe is what our own export puts before a formula.
function clean(cell: string | undefined): string {
	return (cell ?? '')
		.replace(/(?![\n\t])\p{Cc}/gu, '')
		.trim()
		.replace(/^'(?=\s*[=+\-@])/, '')
		.normalize('NFC');
}

function webAddressOf(words: string): string | undefined {
	if (!words) return undefined;
	return /^https?:\/\//i.test(words) ? words : `https://${words}`;
}

const short = (words: string) => (words.length > 60 ? `${words.slice(0, 60)}…` : words);
const unknown = (field: ImportField, words: string): Note => ({
	key: 'actors.import.note.unknown',
	params: { value: short(words) },
	field: FIELD_KEYS[field]
});
const leftOut = (words: string): Note => ({
	key: 'actors.import.note.left-out',
	params: { value: short(words) }
});

function issueNote(issue: {
	code: string;
	path: PropertyKey[];
	message: string;
	maximum?: unknown;
	minimum?: unknown;
}): Note {
	const field = FIELD_KEYS[issue.path[0] as ImportField];
	if (issue.code === 'too_big')
		return { key: 'form.error.too-long', params: { max: Number(issue.maximum) }, field };
	if (issue.code === 'too_small')
		return { key: 'form.error.too-short', params: { min: Number(issue.minimum) }, field };
	return { key: field === FIELD_KEYS.website ? 'form.error.url' : 'form.error.invalid', field };
}

const plain = (words: string) => plainLetters(words).replace(/[^a-z0-9]/g, '');

// What registers and people call the sectors, besides our own names for them.
const SECTOR_WORDS: Record<Sector, string[]> = {
	public: [
		'offentlig',
		'kommun',
		'region',
		'myndighet',
		'statligmyndighet',
		'stat',
		'municipality',
		'publicsector',
		'government'
	],
	'civil-society': [
		'civilsamhalle',
		'civilsamhallet',
		'forening',
		'ideellforening',
		'ideell',
		'stiftelse',
		'ngo',
		'nonprofit',
		'trossamfund',
		'association'
	],
	business: [
		'naringsliv',
		'naringslivet',
		'foretag',
		'privat',
		'aktiebolag',
		'ab',
		'company',
		'private',
		'privatesector'
	],
	academia: ['akademi', 'akademin', 'universitet', 'hogskola', 'forskning', 'university', 'research'],
	'social-enterprise': [
		'socialtforetag',
		'socialaforetag',
		'asf',
		'arbetsintegrerandesocialtforetag',
		'socialenterprise',
		'socialentreprenor'
	],
	funder: ['finansiar', 'fond', 'investerare', 'foundation', 'investor', 'funder'],
	other: ['annat', 'ovrigt', 'annan', 'other']
};

let sectorNames: Map<string, Sector> | undefined;

function parseSector(words: string): Sector | null {
	sectorNames ??= new Map(
		SECTORS.flatMap((sector) => [
			...LANGS.map((lang) => [plain(translator(lang)(SECTOR_KEYS[sector])), sector] as const),
			...[sector, ...SECTOR_WORDS[sector]].map((word) => [plain(word), sector] as const)
		])
	);
	return sectorNames.get(plain(words)) ?? null;
}

type Names = Map<string, string>;
let themes: Names | undefined;
let groups: Names | undefined;

const themeNames = () => (themes ??= namesOf(THEMES, (theme, lang) => translator(lang)(themeKey(theme))));
const targetGroupNames = () =>
	(groups ??= namesOf(TARGET_GROUPS, (group, lang) => translator(lang)(targetGroupKey(group))));

function namesOf<T extends string>(keys: readonly T[], name: (key: T, lang: Lang) => string): Names {
	return new Map(
		keys.flatMap(
			(key) =>
				[[plain(key), key], ...LANGS.map((lang) => [plain(name(key, lang)), key])] as [string, string][]
		)
	);
}

/** Several in one cell, parted by comma, semicolon, bar or line break. */
function parseList(words: string, names: Names): { known: string[]; unknown: string[] } {
	const parts = words
		.split(/[,;|\n]/)
		.map((part) => part.trim())
		.filter(Boolean);
	const known = parts.map((part) => names.get(plain(part))).filter((key) => key !== undefined);
	return { known: [...new Set(known)], unknown: parts.filter((part) => !names.has(plain(part))).slice(0, 3) };
}
