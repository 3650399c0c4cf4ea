import { LANGS } from '#platform/i18n/index.ts';
import { toText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';

/** A stored text as the interface gives it; null where there is none. */
export function wordsOf(value: unknown) {
	const text = toText(value);
	return text && Object.keys(text.t).length > 0 ? { original: text.o, ...text.t } : null;
}

/** A text that is always there. */
export const wordsIn = (value: unknown) => wordsOf(value) ?? { original: 'sv' as const };

/** Addresses of a page in each language; path without language. */
export function pagesOf(path: string) {
	return Object.fromEntries(LANGS.map((lang) => [lang, `${config().PUBLIC_URL}/${lang}${path}`])) as {
		sv: string;
		en: string;
	};
}

export const isoOf = (at: Date | null) => at?.toISOString() ?? null;

/** The columns that `runOf` reads; the initiative's table is `i`. */
export const RUN = 'i.id as run_id, i.slug as run_slug, i.title as run_title';
export interface RunColumns {
	run_id: string;
	run_slug: string;
	run_title: unknown;
}
export const runOf = (row: RunColumns) => ({
	id: row.run_id,
	slug: row.run_slug,
	title: wordsIn(row.run_title)
});
