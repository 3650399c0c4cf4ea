import { createHash } from 'node:crypto';
import { fragment } from '#design/text/fragment.ts';
import type { Lang } from '#platform/i18n/index.ts';
import Above from './Above.svelte';
import Body from './Body.svelte';
import type { Everybody, PublicPage } from './everybody.ts';

/** The parts of the page that are the same for everybody, as HTML: in bytes, which are nothing to the garbage collector. */
export interface Told {
	above: Buffer;
	body: Buffer;
}

interface Kept extends Told {
	/** What they were last compared with; whether it is remembered is not for them to say. */
	everybody: WeakRef<Everybody>;
	/** Tells whether the content is the same. */
	mark: string;
}

const MOST = 700;
const kept = new Map<string, Kept>();

/** Makes them, or takes those that were made of the same content: they show nothing else, not even the time. */
export function told(page: PublicPage, lang: Lang): Told {
	const key = `${page.run.slug} ${lang}`;
	const known = kept.get(key);
	if (known?.everybody.deref() === page.everybody) return known;
	const mark = markOf(page);
	const same = known?.mark === mark ? known : made(page, lang);
	const entry = { mark, everybody: new WeakRef(page.everybody), above: same.above, body: same.body };
	// Last again, so that what nobody asks for is what goes.
	kept.delete(key);
	kept.set(key, entry);
	if (kept.size > MOST) kept.delete(kept.keys().next().value!);
	return entry;
}

const made = (page: PublicPage, lang: Lang): Told => ({
	above: Buffer.from(fragment(Above, page, lang)),
	body: Buffer.from(fragment(Body, page, lang))
});

/** Of what is shown, not of who reads: the initiative as access knows it holds the reader's roles too. */
function markOf({ run, everybody }: PublicPage): string {
	const { slug, summary, budgetMinor, currency, closedAt, closedAs } = run;
	const shown: PublicPage['run'] = { slug, summary, budgetMinor, currency, closedAt, closedAs };
	return createHash('sha1')
		.update(JSON.stringify([shown, everybody]))
		.digest('base64');
}
