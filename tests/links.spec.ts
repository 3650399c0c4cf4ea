import type { APIRequestContext } from '@playwright/test';
import { expect, signInAs, test } from './support/index.ts';

// Only asks for pages, so that once is enough.
test.skip(({ javaScriptEnabled }) => javaScriptEnabled !== false);

/** Mails to others and people's own addresses lead where a reader need not come in. */
const PASSED_BY = /^\/(sv|en)\/outbox|^\/(api|_app)\//;
/** Of one page with different filters. */
const VARIANTS = 1;

/** Goes everywhere that links lead from the start page, and tells which of them did not open. */
async function deadEnds(request: APIRequestContext, base: string, start: string): Promise<string[]> {
	const origin = new URL(base).origin;
	const asked = new Map<string, number>();
	const found = new Map([[start, '']]);
	const dead: string[] = [];
	const linksOf = async (path: string) => {
		const answer = await request.get(path, { headers: { accept: 'text/html' } });
		const html = answer.headers()['content-type']?.startsWith('text/html') ? await answer.text() : '';
		const here = new URL(answer.url());
		const links = [...html.matchAll(/<a [^>]*?href="([^"#]+)/g)].map(
			([, href]) => new URL(href!.replaceAll('&amp;', '&'), here)
		);
		return {
			status: answer.status(),
			links: links.filter((url) => url.origin === origin).map((url) => url.pathname + url.search)
		};
	};
	// A map grows while it is walked.
	for (const [path, from] of found) {
		const { status, links } = await linksOf(path);
		// Journeys beside this one may have taken away what the link led to, and the link with it.
		if (status !== 200 && (await linksOf(from)).links.includes(path))
			dead.push(`${status} ${path} ← ${from}`);
		for (const link of links) {
			const page = link.split('?')[0]!;
			const times = asked.get(page) ?? 0;
			if (found.has(link) || PASSED_BY.test(page) || !page.startsWith(start) || times >= VARIANTS) continue;
			asked.set(page, times + 1);
			found.set(link, path);
		}
	}
	expect(found.size).toBeGreaterThan(80);
	return dead;
}

test('no link leads a visitor to a closed door', async ({ request, baseURL }) => {
	expect(await deadEnds(request, baseURL!, '/sv')).toEqual([]);
});

// Those who see the pages of a team without being allowed everything there, and those who see the most.
for (const persona of ['gunnar', 'frida', 'karin', 'ines'])
	test(`no link leads ${persona} to a closed door`, async ({ page, baseURL }) => {
		await signInAs(page, persona);
		expect(await deadEnds(page.request, baseURL!, '/en')).toEqual([]);
	});
