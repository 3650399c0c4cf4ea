import { IntlMessageFormat } from 'intl-messageformat';
import type { MessageParams } from '#platform/errors/index.ts';
import type { MessageKey } from './keys.ts';
import type { Lang } from './lang.ts';

export { isLang, LANGS, type Lang } from './lang.ts';
export type { MessageKey } from './keys.ts';

export type Messages = Record<string, string>;

/** `t(key, params)` in one language, with its dates and numbers. */
export interface Translator {
	(key: MessageKey, params?: MessageParams): string;
	readonly lang: Lang;
	/** 14 maj 2027 */
	date(value: Date | string): string;
	/** 14 maj 2027 15.00, Swedish time */
	dateTime(value: Date | string): string;
	time(value: Date | string): string;
	number(value: number, options?: Intl.NumberFormatOptions): string;
	/** Amount in minor units (öre) as whole kronor unless it has öre. */
	money(minor: number, currency?: string): string;
	/** The same in short, for large figures: 2,4 mnkr. Stands beside the whole amount, never instead of it. */
	moneyShort(minor: number, currency?: string): string;
	list(values: string[]): string;
}

/** Official deadlines are Swedish ones, wherever the reader sits. */
export const TIME_ZONE = 'Europe/Stockholm';

const LOCALES: Record<Lang, string> = { sv: 'sv-SE', en: 'en-GB' };
const translators = new Map<Lang, Translator>();

/** Makes a language's messages known to this process (or this browser page). Later calls add to earlier ones. */
export function registerMessages(lang: Lang, messages: Messages): void {
	const known = translators.get(lang) as (Translator & { messages: Messages }) | undefined;
	if (known && Object.keys(messages).every((key) => key in known.messages)) return;
	translators.set(lang, createTranslator(lang, { ...known?.messages, ...messages }));
}

/** The translator of a language. One per process: making one costs more than using it a hundred times. */
export function translator(lang: Lang): Translator {
	let found = translators.get(lang);
	if (!found) translators.set(lang, (found = createTranslator(lang, {})));
	return found;
}

function createTranslator(lang: Lang, messages: Messages): Translator {
	const compiled = new Map<MessageKey, IntlMessageFormat>();
	const compile = (key: MessageKey, message: string) => {
		const made = new IntlMessageFormat(message, LOCALES[lang], undefined, { formatters: FORMATTERS });
		compiled.set(key, made);
		return made;
	};
	const t = (key: MessageKey, params?: MessageParams) => {
		const plain = messages[key];
		// A missing key is caught by types and by the messages check; at run time the key itself is shown.
		if (plain === undefined) return key;
		// Most messages are plain words, which need no formatting.
		if (!FORMATTED.test(plain)) return plain;
		try {
			return String((compiled.get(key) ?? compile(key, plain)).format(params));
		} catch {
			// What lacks a value is shown as it stands rather than breaking the page.
			return plain;
		}
	};
	return Object.assign(t, { lang, messages, ...formats(LOCALES[lang]) });
}

/** Signs that mean something in ICU messages. */
const FORMATTED = /[{}<>'#]/;

// Making a formatter costs a hundred times more than using it.
type Formatter = Intl.NumberFormat | Intl.DateTimeFormat | Intl.ListFormat | Intl.PluralRules;
const made = new Map<string, Formatter>();

function kept<F extends Formatter>(key: string, make: () => F): F {
	let found = made.get(key);
	if (!found) {
		if (made.size > 200) made.clear();
		made.set(key, (found = make()));
	}
	return found as F;
}

const dates = (locale: string, options: Intl.DateTimeFormatOptions) =>
	kept(
		`${locale} ${options.dateStyle ?? 'time'}`,
		() => new Intl.DateTimeFormat(locale, { ...options, timeZone: TIME_ZONE })
	);
const numbers = (locale: string, options?: Intl.NumberFormatOptions) =>
	kept(`${locale} ${options ? JSON.stringify(options) : ''}`, () => new Intl.NumberFormat(locale, options));

/** Hours and minutes with a full stop between them in Swedish, as one writes there; with a colon elsewhere. */
const clock = (locale: string, words: string) =>
	locale.startsWith('sv') ? words.replaceAll(':', '.') : words;

// Its `format` is a getter, so that it can only be defined anew.
const asWritten = (locale: string, made: Intl.DateTimeFormat): Intl.DateTimeFormat =>
	Object.create(made, { format: { value: (at?: Date | number) => clock(locale, made.format(at)) } });

/** What messages format their values with: kept, and always in Swedish time. */
const FORMATTERS = {
	getNumberFormat: (locales?: string | string[], options?: Intl.NumberFormatOptions) =>
		numbers(String(locales), options),
	getDateTimeFormat: (locales?: string | string[], options?: Intl.DateTimeFormatOptions) =>
		kept(`${locales} message ${JSON.stringify(options)}`, () =>
			asWritten(String(locales), new Intl.DateTimeFormat(locales, { timeZone: TIME_ZONE, ...options }))
		),
	getPluralRules: (locales?: string | string[], options?: Intl.PluralRulesOptions) =>
		kept(`${locales} plural ${options?.type ?? ''}`, () => new Intl.PluralRules(locales, options))
};

function formats(locale: string) {
	const asDate = (value: Date | string) => (typeof value === 'string' ? parseDate(value) : value);
	const format = (value: Date | string, options: Intl.DateTimeFormatOptions) => {
		const at = asDate(value);
		// A broken date is shown as such rather than breaking the page.
		return Number.isNaN(at.getTime()) ? String(at) : dates(locale, options).format(at);
	};
	const date = (value: Date | string) => format(value, { dateStyle: 'long' });
	const time = (value: Date | string) => clock(locale, format(value, { hour: '2-digit', minute: '2-digit' }));
	return {
		date,
		time,
		dateTime: (value: Date | string) => `${date(value)} ${time(value)}`,
		number: (value: number, options?: Intl.NumberFormatOptions) => numbers(locale, options).format(value),
		money: (minor: number, currency = 'SEK') => {
			const digits = minor % 100 === 0 ? 0 : 2;
			return numbers(locale, {
				style: 'currency',
				currency,
				minimumFractionDigits: digits,
				maximumFractionDigits: digits
			}).format(minor / 100);
		},
		moneyShort: (minor: number, currency = 'SEK') => shortMoney(locale, minor, currency),
		list: (values: string[]) =>
			kept(`${locale} list`, () => new Intl.ListFormat(locale, { type: 'conjunction' })).format(values)
	};
}

/** Swedes write "mnkr"; elsewhere, and below a million, the currency's own sign does. */
function shortMoney(locale: string, minor: number, currency: string): string {
	const swedish = locale.startsWith('sv') && currency === 'SEK' && Math.abs(minor) >= 100_000_000;
	if (swedish)
		return `${numbers(locale, { maximumFractionDigits: 2 }).format(minor / 100_000_000)}\u00a0mnkr`;
	const format = numbers(locale, {
		style: 'currency',
		currency,
		notation: Math.abs(minor) >= 100_000_000 ? 'compact' : 'standard',
		minimumFractionDigits: 0,
		maximumFractionDigits: 2
	});
	return format.format(minor / 100).replaceAll(' ', '\u00a0');
}

/** A calendar date has no time zone; noon keeps it on its day everywhere in Europe. */
function parseDate(value: string): Date {
	return new Date(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T12:00:00Z` : value);
}
