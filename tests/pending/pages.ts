import type { Page } from '@playwright/test';
import { expect, expectAccessible, signInAs, test } from '../support/index.ts';

// Everybody's pages in the demo world: each kind of page that can be reached by links is opened once, answers,
// keeps what must hold everywhere (support/watch.ts), and is accessible at 320 and 1280 px.

const MOST = 50;

/** The same page with another id, slug or filter is the same kind of page. */
function kindOf(path: string): string {
	return path
		.split(/[?#]/)[0]!
		.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, ':id')
		.replace(/^\/(sv|en)\/(initiatives|actors|methods)\/(?!start|import|new)[^/]+/, '/$1/$2/:slug');
}

async function linksOf(page: Page, within: RegExp): Promise<string[]> {
	const hrefs = await page
		.locator('a[href]')
		.evaluateAll((links) => links.map((link) => new URL(link.getAttribute('href')!, document.baseURI).href));
	const here = new URL(page.url()).origin;
	return hrefs
		.filter((href) => href.startsWith(here))
		.map((href) => href.slice(here.length))
		.filter(
			(path) =>
				within.test(path) &&
				!/\.(csv|json|atom|xml|ics|pdf|docx|xlsx|txt|png)(\?|$)/.test(path) &&
				!path.startsWith('/files/') &&
				!path.endsWith('/calendar')
		);
}

async function walk(page: Page, start: string[], within: RegExp): Promise<string[]> {
	const queue = [...start];
	const seen = new Set<string>();
	while (queue.length > 0 && seen.size < MOST) {
		const path = queue.shift()!;
		const kind = kindOf(path);
		if (seen.has(kind)) continue;
		seen.add(kind);
		const response = await page.goto(path);
		expect(response!.status(), `${path} answers`).toBeLessThan(400);
		if (!response!.headers()['content-type']?.startsWith('text/html')) continue;
		queue.push(...(await linksOf(page, within)));
		await expectAccessible(page);
	}
	return [...seen];
}

test.describe.configure({ timeout: 400_000 });

test('every kind of public page, in Swedish with script and in English without', async ({
	page,
	javaScriptEnabled
}) => {
	const lang = javaScriptEnabled ? 'sv' : 'en';
	const kinds = await walk(page, [`/${lang}`], new RegExp(`^/${lang}(/|$)`));
	expect(kinds.length).toBeGreaterThan(12);
});

const WORK = /\/(initiatives\/[^/]+\/work|my|admin|methods|actors)(\/|$|\?)/;
for (const [persona, start] of [
	['maja', '/sv/my'],
	['olof', '/en/my']
] as const) {
	test(`every kind of page that ${persona} works with`, async ({ page, javaScriptEnabled }) => {
		test.skip(!javaScriptEnabled, 'the public pages show that pages work without script');
		await signInAs(page, persona);
		const kinds = await walk(page, [start], WORK);
		expect(kinds.length).toBeGreaterThan(4);
	});
}
