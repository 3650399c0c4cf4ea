import { z } from 'zod';
import { isLang, LANGS, type Lang } from './lang.ts';

/**
 * What people write, in several languages. `o` is the language it was written in, `v` counts edits of that
 * original, `of` remembers which original version each translation was made from.
 */
export interface LocalText {
	o: Lang;
	v: number;
	t: Partial<Record<Lang, string>>;
	of?: Partial<Record<Lang, number>>;
}

export const localTextSchema = z.object({
	o: z.enum(LANGS),
	v: z.number().int().min(1),
	t: z.partialRecord(z.enum(LANGS), z.string()),
	of: z.partialRecord(z.enum(LANGS), z.number().int()).optional()
});

/** A text as read in one language. `lang` is the language it is really in. */
export interface ReadText {
	text: string;
	lang: Lang;
	/** The wanted language was missing. */
	fallback: boolean;
	/** The translation was made from an older original. */
	stale: boolean;
}

export function newText(
	lang: Lang,
	text: string,
	translations: Partial<Record<Lang, string>> = {}
): LocalText {
	const of = Object.fromEntries(
		Object.keys(translations)
			.filter((key) => key !== lang)
			.map((key) => [key, 1])
	);
	return { o: lang, v: 1, t: { ...translations, [lang]: text }, ...(Object.keys(of).length ? { of } : {}) };
}

/** Fallback is applied only here, when reading. Null and empty texts read as ''. */
export function readText(value: LocalText | null | undefined, lang: Lang): ReadText {
	if (!value) return { text: '', lang, fallback: false, stale: false };
	const own = value.t[lang];
	if (own) {
		const stale = lang !== value.o && (value.of?.[lang] ?? 0) < value.v;
		return { text: own, lang, fallback: false, stale };
	}
	const text = value.t[value.o] ?? '';
	return { text, lang: value.o, fallback: text !== '', stale: false };
}

/** Just the words, for titles of pages, mails and lists. */
export function plainText(value: LocalText | null | undefined, lang: Lang): string {
	return readText(value, lang).text;
}

/**
 * One language rewritten. Writing the original raises the version, so translations show as stale;
 * writing a translation marks it as made from the present original.
 */
export function writeText(value: LocalText | null | undefined, lang: Lang, text: string): LocalText {
	if (!value || Object.keys(value.t).length === 0) return newText(lang, text);
	if (value.t[lang] === text && lang === value.o) return value;
	const t = { ...value.t, [lang]: text };
	if (lang === value.o) return { ...value, v: value.v + 1, t };
	return { ...value, t, of: { ...value.of, [lang]: value.v } };
}

/** What stands in one language and nothing else: '' where it is missing. The starting point of an edit. */
export function ownText(value: LocalText | null | undefined, lang: Lang): string {
	return value?.t[lang] ?? '';
}

/**
 * As writeText, for somebody who began from `was`. Null when the text has changed since: then both must be shown.
 * Line ends are compared as one kind, since browsers send another than they got.
 */
export function rewriteText(
	value: LocalText | null | undefined,
	lang: Lang,
	was: string,
	text: string
): LocalText | null {
	const same = (a: string, b: string) => a.replace(/\r\n/g, '\n').trim() === b.replace(/\r\n/g, '\n').trim();
	const now = ownText(value, lang);
	if (same(now, text)) return value ?? newText(lang, text);
	return same(now, was) ? writeText(value, lang, text) : null;
}

/**
 * Reads a stored jsonb value; anything malformed becomes null rather than a broken page. Says the same as
 * `localTextSchema`, by hand: a page reads a hundred texts.
 */
export function toText(value: unknown): LocalText | null {
	if (typeof value !== 'object' || value === null) return null;
	const { o, v, t, of } = value as Record<keyof LocalText, unknown>;
	const whole = isLang(o) && Number.isSafeInteger(v) && (v as number) >= 1;
	const right = whole && perLang(t, isString) && (of === undefined || perLang(of, Number.isSafeInteger));
	return right ? (value as LocalText) : null;
}

const isString = (value: unknown) => typeof value === 'string';

function perLang(value: unknown, good: (value: unknown) => boolean): boolean {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	for (const key in value) if (!isLang(key) || !good(value[key as keyof typeof value])) return false;
	return true;
}

export function otherLangs(lang: Lang): Lang[] {
	return LANGS.filter((other) => other !== lang);
}

export function toLang(value: unknown, otherwise: Lang = 'sv'): Lang {
	return isLang(value) ? value : otherwise;
}
