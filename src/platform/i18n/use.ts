import { page } from '$app/state';
import { translator, type Lang, type Translator } from './index.ts';

/** The translator of the page being shown, for components. */
export function useT(): Translator {
	return translator((page.data.lang as Lang | undefined) ?? 'sv');
}
