/** The languages the interface is complete in. */
export const LANGS = ['sv', 'en'] as const;
export type Lang = (typeof LANGS)[number];

export function isLang(value: unknown): value is Lang {
	return LANGS.includes(value as Lang);
}
