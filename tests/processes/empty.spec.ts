import { startApp, type App } from '../support/app.ts';
import { expect, expectAccessible, test } from '../support/index.ts';

// A new installation, where nobody has written anything: every public page says what belongs there and how to begin.

test.describe.configure({ mode: 'serial' });
test.setTimeout(240_000);

let app: App;
test.beforeAll(async () => {
	app = await startApp({ args: ['--no-demo'], env: { SMTP_URL: 'smtp://127.0.0.1:9' } });
});
test.afterAll(async () => {
	await app?.stop();
});

/** Page → a word of what it says when there is nothing. */
const PAGES: Record<string, { sv: string; en: string }> = {
	'': { sv: 'Ingen utmaning är publicerad än', en: 'No challenge has been published yet' },
	'/initiatives': { sv: 'Ingen utmaning är publicerad än', en: 'No challenge has been published yet' },
	'/actors': {
		sv: 'Här samlas de som vill vara med',
		en: 'This is where those who want to take part gather'
	},
	'/actors?view=map': {
		sv: 'Här samlas de som vill vara med',
		en: 'This is where those who want to take part gather'
	},
	'/calls': { sv: 'Just nu är inget ute', en: 'Nothing is out just now' },
	'/meetings': { sv: 'Just nu är inget möte öppet för anmälan', en: 'No meeting is open' },
	'/insights': { sv: 'Inget är publicerat än', en: 'Nothing is published yet' },
	'/methods': { sv: 'Innovationsmodellen', en: 'The innovation model' },
	'/search?q=barn': { sv: 'Ingenting hittades för ”barn”', en: 'Nothing was found for “barn”' },
	'/search': { sv: 'Eller börja i ett tema', en: 'Or begin with a theme' }
};

for (const lang of ['sv', 'en'] as const)
	test(`pages of an empty installation, in ${lang}`, async ({ browser }) => {
		const context = await browser.newContext({ baseURL: app.url, locale: 'sv-SE' });
		const page = await context.newPage();
		// The same frame is around every page: each of its links is followed once.
		const followed = new Set<string>();
		for (const [path, words] of Object.entries(PAGES)) {
			const answer = await page.goto(`/${lang}${path}`);
			expect(answer!.status(), path).toBe(200);
			await expect.soft(page.locator('main'), path).toContainText(words[lang]);
			for (const link of await page.locator('header a[href^="/"], footer a[href^="/"]').all()) {
				const href = (await link.getAttribute('href'))!;
				if (followed.has(href)) continue;
				followed.add(href);
				expect((await context.request.get(href)).status(), `${path} → ${href}`).toBe(200);
			}
		}
		await expectAccessible(page);
		await context.close();
	});

test('machines get empty lists, not mistakes', async ({ request }) => {
	for (const path of [
		'initiatives',
		'organisations',
		'calls',
		'procurements',
		'agreements',
		'workshops',
		'insights'
	]) {
		const answer = await request.get(`${app.url}/api/v1/${path}`);
		expect(answer.status(), path).toBe(200);
		expect((await answer.json()).items, path).toEqual([]);
	}
	expect((await request.get(`${app.url}/api/v1`)).url()).toContain('openapi.json');
	const feed = await (await request.get(`${app.url}/sv/feed.atom`)).text();
	expect(feed).toContain('<feed');
	expect(feed).not.toContain('<entry>');
	const map = await (await request.get(`${app.url}/sitemap.xml`)).text();
	expect(map).toContain('/sv/methods<');
	expect(map).not.toContain('/initiatives/');
});
