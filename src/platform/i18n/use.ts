import { getContext } from 'svelte';
import { page } from '$app/state';
import { isLang, translator, type Lang, type Translator } from './index.ts';

/** Context that tells the language of a part that is rendered without its page. */
export const LANG = Symbol('lang');

/** The translator of the page being shown, for components. */
export function useT(): Translator {
	return translator(getContext<Lang | undefined>(LANG) ?? langOfPage());
}

// An error page may be shown before any of our loads ran; the address still tells the language.
function langOfPage(): Lang {
	if (page.data.lang) return page.data.lang as Lang;
	const first = page.url.pathname.split('/')[1];
	return isLang(first) ? first : 'sv';
}
