import { LANGS, TIME_ZONE, translator, type Lang, type MessageKey } from '#platform/i18n/index.ts';
import { newText, plainText, readText, type LocalText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';
import type { Frame, Notice, StoredFile } from '../facts.ts';
import type { Fields } from '../merge.ts';

// Small parts that all processes are written with.

/** The moment that a process is told of as it was; undefined for as it is. */
export type At = Date | undefined;

export const upTo = (at: At, ...times: (Date | null | undefined)[]): boolean =>
	times.every((time) => time != null && (at === undefined || time <= at));

/** Days have no clock: they count from their noon. */
export const dayUpTo = (at: At, day: string | null): boolean =>
	day !== null && (at === undefined || noon(day) <= at);

export const noon = (day: string): Date => new Date(`${day}T11:00:00Z`);

/**
 * A text in the language of the release, and in others under the names that OCDS gives them: `title_en`. Where the
 * release's language is missing the original stands there, and under its own language too.
 */
export function words(name: string, text: LocalText | null | undefined, lang: Lang): Fields {
	const main = readText(text, lang);
	if (!text || !main.text) return {};
	const others = LANGS.filter((other) => other !== lang && text.t[other]);
	return {
		[name]: main.text,
		...Object.fromEntries(others.map((other) => [`${name}_${other}`, text.t[other]]))
	};
}

type Params = Record<string, string | number | Date | LocalText>;

/** A sentence of ours in every language. */
export function sentence(key: MessageKey, params: Params = {}): LocalText {
	return inLangs((lang) => {
		const own = Object.entries(params).map(([name, value]) => [name, inLang(value, lang)]);
		return translator(lang)(key, Object.fromEntries(own));
	});
}

const inLang = (value: Params[string], lang: Lang) =>
	typeof value === 'object' && !(value instanceof Date) ? plainText(value, lang) : value;

export function inLangs(write: (lang: Lang) => string): LocalText {
	const all = Object.fromEntries(LANGS.map((lang) => [lang, write(lang)]));
	return newText('sv', all.sv!, all);
}

export const iso = (at: Date): string => at.toISOString();

/** The first second of a day by Swedish clocks. */
export const dayStart = (day: string): string => `${day}T00:00:00${offset(day)}`;
/** The last second of a day by Swedish clocks. */
export const dayEnd = (day: string): string => `${day}T23:59:59${offset(day)}`;

/** A moment by Swedish clocks: `2027-03-01` and `15:00:00+01:00`. */
export function stockholm(at: Date): { day: string; time: string } {
	const [day, time] = clock.format(at).split(' ');
	return { day: day!, time: `${time}${offset(day!)}` };
}

const clock = new Intl.DateTimeFormat('sv-SE', {
	timeZone: TIME_ZONE,
	dateStyle: 'short',
	timeStyle: 'medium'
});
const zone = new Intl.DateTimeFormat('en', { timeZone: TIME_ZONE, timeZoneName: 'longOffset' });

function offset(day: string): string {
	const parts = zone.formatToParts(noon(day));
	return parts.find(({ type }) => type === 'timeZoneName')!.value.replace('GMT', '') || 'Z';
}

/** A period of days or of times; undefined where it has neither end. */
export function period(start: string | null, end: string | null): { period?: Fields } {
	if (!start && !end) return {};
	return { period: { ...(start ? { startDate: start } : {}), ...(end ? { endDate: end } : {}) } };
}

export const days = (from: string | null, to: string | null) =>
	period(from && dayStart(from), to && dayEnd(to)).period;

export const money = (minor: number, currency: string): Fields => ({ amount: minor / 100, currency });

export const address = (path: string): string => `${config().PUBLIC_URL}${path}`;
export const page = (path: string, lang: Lang): string => address(`/${lang}${path}`);
export const fileAddress = ({ id, name }: StoredFile): string =>
	address(`/files/${id}/${encodeURIComponent(name)}`);

/** The eight digits of a code that may end in a check digit. */
const cpvDigits = (code: string) => code.slice(0, 8);

/** What is sought, as codes of the common procurement vocabulary. */
export function items(cpv: readonly string[], title: LocalText, lang: Lang): Fields {
	const [first, ...more] = cpv.map((code) => ({ scheme: 'CPV', id: cpvDigits(code) }));
	if (!first) return {};
	const others = more.length > 0 ? { additionalClassifications: more } : {};
	return { items: [{ id: '1', ...words('description', title, lang), classification: first, ...others }] };
}

/** A notice in a database elsewhere: the standard has no place for its number but a document. */
export const noticeDocument =
	(documentType: string, lang: Lang) =>
	(notice: Notice): Fields => ({
		id: `notice-${notice.id}`,
		documentType,
		...words('title', sentence('ocds.notice', { source: notice.source, number: notice.number }), lang),
		...(notice.url ? { url: notice.url } : {}),
		datePublished: iso(notice.at)
	});

export function related(frame: Frame, relationship: string, subjectId: string, title: LocalText, lang: Lang) {
	const identifier = frame.ocidOf(subjectId);
	return {
		id: `${relationship}-${subjectId}`,
		relationship: [relationship],
		title: plainText(title, lang),
		scheme: 'ocid',
		identifier,
		uri: address(`/api/ocds/records/${identifier}`)
	};
}

/** Leaves out lists that hold nothing, which the schema forbids or which say nothing. */
export function filled(fields: Fields): Fields {
	const kept = Object.entries(fields).filter(
		([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)
	);
	return Object.fromEntries(kept);
}
