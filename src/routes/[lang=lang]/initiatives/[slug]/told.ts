import { fragment } from '#design/text/fragment.ts';
import type { Lang } from '#platform/i18n/index.ts';
import Above from './Above.svelte';
import Body from './Body.svelte';
import type { Everybody, PublicPage } from './everybody.ts';

/** The parts of the page that are the same for everybody, as HTML. */
export interface Told {
	above: string;
	body: string;
}

/** Lives as long as what it was made from is remembered, and no longer. */
const made = new WeakMap<Everybody, Partial<Record<Lang, Told>>>();

/** Makes them, or takes those already made of the very same content. */
export function told(page: PublicPage, lang: Lang): Told {
	const known = made.get(page.everybody) ?? {};
	made.set(page.everybody, known);
	return (known[lang] ??= {
		above: fragment(Above, page, lang),
		body: fragment(Body, page, lang)
	});
}
