import type { Lang } from '#platform/i18n/index.ts';

/** Picks a sample text in the page's language. Samples are no messages: they exist only in the gallery. */
export type Sample = (sv: string, en: string) => string;

export function sample(lang: Lang): Sample {
	return (sv, en) => (lang === 'sv' ? sv : en);
}
