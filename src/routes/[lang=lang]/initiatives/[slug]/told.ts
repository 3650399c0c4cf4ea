import { createHash } from 'node:crypto';
import { fragment } from '#design/text/fragment.ts';
import type { Lang } from '#platform/i18n/index.ts';
import Above from './Above.svelte';
import Body from './Body.svelte';
import type { PublicPage } from './everybody.ts';

/** The parts of the page that are the same for everybody, as HTML. */
export interface Told {
	above: string;
	body: string;
}

interface Kept {
	page: PublicPage['everybody'];
	made: string;
	told: Told;
}

const MOST = 1_000;
const kept = new Map<string, Kept>();

/** Makes them, or takes those that were made of the same content: they show nothing else, not even the time. */
export function told(page: PublicPage, lang: Lang): Told {
	const key = `${page.run.slug} ${lang}`;
	const known = kept.get(key);
	if (known?.page === page.everybody) return known.told;
	const { slug, summary, budgetMinor, currency, closedAt, closedAs } = page.run;
	const run = { slug, summary, budgetMinor, currency, closedAt, closedAs };
	const made = createHash('sha1')
		.update(JSON.stringify([run, page.everybody]))
		.digest('base64');
	const told =
		known?.made === made
			? known.told
			: { above: fragment(Above, page, lang), body: fragment(Body, page, lang) };
	kept.delete(key);
	kept.set(key, { page: page.everybody, made, told });
	if (kept.size > MOST) kept.delete(kept.keys().next().value!);
	return told;
}
