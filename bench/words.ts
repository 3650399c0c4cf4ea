// Invented texts, the same at every run: varied enough that a search finds few of them and pages differ.
import { MUNICIPALITIES } from '#platform/places/index.ts';

const at = <T>(list: readonly T[], n: number): T => list[Math.abs(Math.trunc(n)) % list.length]!;
/** Spreads neighbours apart, so that the lists do not turn in step. */
const mix = (n: number, salt: number) => ((n + 1) * 2_654_435_761 + salt * 40_503) % 1_000_003;

const CHANGES: [sv: string, en: string][] = [
	['Fler som klarar skolan', 'More who manage school'],
	['Färre ensamma kvällar', 'Fewer lonely evenings'],
	['Tryggare väg hem', 'A safer way home'],
	['Jobb som håller', 'Jobs that last'],
	['Rätt hjälp i rätt tid', 'The right help at the right time'],
	['Sommar utan oro', 'A summer without worry'],
	['Läsning som lockar', 'Reading that tempts'],
	['Egen nyckel', 'A key of one’s own'],
	['Mat som räcker', 'Food that lasts'],
	['Natt utan larm', 'A night without alarms'],
	['Kortare kö till samtal', 'A shorter wait to talk'],
	['Resa på egen hand', 'Travelling on one’s own'],
	['Odling mellan husen', 'Growing between the houses'],
	['Språk genom arbete', 'Language through work'],
	['Idrott för alla', 'Sport for everyone'],
	['Hemma längre', 'At home for longer']
];
const WHOM: [sv: string, en: string][] = [
	['för unga föräldrar', 'for young parents'],
	['för barn i familjehem', 'for children in foster homes'],
	['för äldre på landsbygden', 'for older people in the country'],
	['för nyanlända', 'for newcomers'],
	['för anhöriga', 'for carers'],
	['för unga utan arbete', 'for young people without work'],
	['för elever med lång frånvaro', 'for pupils long away from school'],
	['för hushåll med låg inkomst', 'for households with a low income'],
	['för personer med funktionsnedsättning', 'for people with disabilities'],
	['för småföretagare', 'for small businesses'],
	['för den som lämnat fängelse', 'for those who have left prison'],
	['för ensamkommande', 'for those who came alone']
];
const HOW = [
	'lotsar',
	'kvällsöppet',
	'hembesök',
	'språkcaféer',
	'mentorer',
	'gemensamma måltider',
	'ett nav i centrum',
	'digitala möten',
	'uppsökande arbete',
	'ett torg på biblioteket'
];
const KINDS_OF_ORG =
	'förening verkstad kooperativ stiftelse nätverk studieförbund byrå forum kraft hus teater idrottsklubb bygdegård kollektiv'.split(
		' '
	);
const ABOUT_ORG =
	'Skol Hälso Arbets Integrations Kultur Miljö Fritids Omsorgs Bostads Idrotts Lärande Natur Mat Rese Teknik Stöd Familje Odlings Läx Musik Cykel Språk'.split(
		' '
	);
const FIRST =
	'Astrid Bo Cecilia Davit Elin Farah Gustav Hodan Ingrid Joakim Karin Leila Mats Nadia Olof Petra Rustam Sanna Tove Ulf Vera Wilma Yusuf Åsa Örjan'.split(
		' '
	);
const LAST =
	'Almkvist Bergdahl Ceder Dahlgren Ekvall Forsmark Granath Hedlöf Isberg Jonsved Kroon Lindhage Mossberg Nyfalk Ottander Palmér Ringvall Sjöholt Tegnby Ulvered Wennbo Åkerfalk Öbrink'.split(
		' '
	);
const WHO_SAID =
	'Mamman Läraren Kuratorn Tränaren Busschauffören Grannen Handläggaren Eleven Farfar Butiksägaren'.split(
		' '
	);
const SAID = [
	'måste berätta samma sak för tredje gången',
	'vet inte vem man ska ringa efter klockan fem',
	'säger att väntan är värre än beskedet',
	'vill ha en plats där ingen frågar varför man kommer',
	'får hjälp av en tolk som inte kan orden',
	'slutade gå dit när bussen drogs in',
	'önskar att någon hade frågat barnen först',
	'hittar inte blanketten och ger upp',
	'ser vem som mår dåligt men har ingen att säga det till',
	'skulle ställa upp om någon sade när'
];
const WHERE =
	'på skolgården i väntrummet på biblioteket vid hållplatsen i tvättstugan på lunchen i telefonkön på träningen'.match(
		/(på|i|vid) \S+/g
	)!;

export const municipality = (n: number) => at(MUNICIPALITIES, mix(n, 1));

/** Title and summary of the n:th initiative in both languages; place makes most of them unlike all others. */
export function initiativeWords(n: number) {
	const [change, changeEn] = at(CHANGES, mix(n, 2));
	const [whom, whomEn] = at(WHOM, mix(n, 3));
	const place = municipality(n);
	const how = at(HOW, mix(n, 4));
	return {
		title: { sv: `${change} ${whom} i ${place.name}`, en: `${changeEn} ${whomEn} in ${place.name}` },
		summary: {
			sv: `I ${place.name} prövas ${how} ${whom}. Kommunen vill veta vad som hjälper innan den köper mer av det som redan finns.`,
			en: `${place.name} is trying something new ${whomEn}. The municipality wants to know what helps before it buys more of what there already is.`
		},
		municipality: place.code,
		county: place.county
	};
}

export function organisationWords(n: number) {
	const place = municipality(n * 7 + 3);
	const name = `${at(ABOUT_ORG, mix(n, 5))}${at(KINDS_OF_ORG, mix(n, 6))}${n % 3 === 0 ? 'en' : ''} ${place.name}`;
	const about = Array.from(
		{ length: 4 },
		(_, k) =>
			`${at(WHO_SAID, mix(n, 10 + k))} ${at(SAID, mix(n, 20 + k))} ${at(WHERE, mix(n, 30 + k))}. Vi svarar med ${at(HOW, mix(n, 40 + k))}.`
	).join(' ');
	return { name, about, municipality: place.code, county: place.county };
}

export const personName = (n: number) => `${at(FIRST, mix(n, 7))} ${at(LAST, mix(n, 8))}`;

export const insightWords = (n: number) =>
	`${at(WHO_SAID, mix(n, 11))} ${at(SAID, mix(n, 12))} ${at(WHERE, mix(n, 13))}, ${at(HOW, mix(n, 14))} nummer ${n % 997}.`;

/** What people type into the directory's field: whole words, beginnings, places, slips of the finger. */
export function searchFor(n: number): string {
	const org = organisationWords(mix(n, 50) % 10_000);
	const [word, place] = [org.name.split(' ')[0]!, org.name.split(' ').slice(1).join(' ')];
	const kinds = [
		word,
		place,
		`${word} ${place}`,
		word.slice(0, -2),
		word.slice(0, 3) + word.slice(4),
		at(HOW, n).split(' ').at(-1)!
	];
	return at(kinds, n);
}

/** What people type into the list of challenges. */
export function listSearchFor(n: number): string {
	const words = initiativeWords(mix(n, 51) % 1000)
		.title.sv.split(' ')
		.filter((word) => word.length > 4);
	return at(words, n);
}
