import { page } from '$app/state';
import { isLang, translator, type Lang, type Translator } from './index.ts';

/** The translator of the page being shown, for components. */
export function useT(): Translator {
	return translator((page.data.lang as Lang | undefined) ?? langOfPath(page.url.pathname));
}

// An error page may be shown before any of our loads ran; the address still tells the language.
function langOfPath(path: string): Lang {
	const first = path.split('/')[1];
	return isLang(first) ? first : 'sv';
}
