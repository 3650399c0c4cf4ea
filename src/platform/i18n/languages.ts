import type { Lang } from './lang.ts';

/** Languages that Intl has no name for, each also by its own. */
const OURS: Record<string, Record<Lang, string>> = {
	swl: { sv: 'svenskt teckenspråk', en: 'Swedish Sign Language' }
};
const names = new Map<string, Intl.DisplayNames>();

/** A language's name in another, such as `languageName('fi', 'sv')`, finska. The code itself where nobody knows. */
export function languageName(code: string, lang: string): string {
	const ours = OURS[code];
	if (ours) return lang === 'en' ? ours.en : ours.sv;
	let display = names.get(lang);
	if (!display) names.set(lang, (display = new Intl.DisplayNames([lang], { type: 'language' })));
	return display.of(code) ?? code;
}
