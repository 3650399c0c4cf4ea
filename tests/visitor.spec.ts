import { gunzipSync } from 'node:zlib';
import type { APIRequestContext, Page } from '@playwright/test';
import { expect, expectAccessible, signInAs, test } from './support/index.ts';

test('the start page says what it is and what goes on, and its links lead somewhere', async ({
	page,
	request
}) => {
	await page.goto('/sv');
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await expect(page.getByRole('heading', { name: 'Det här pågår nu' })).toBeVisible();
	await expectAccessible(page);
	await expectLinksToWork(page, request);
	await page.goto('/sv/initiatives');
	await expectLinksToWork(page, request);
});

async function expectLinksToWork(page: Page, request: APIRequestContext): Promise<void> {
	const links = await page
		.locator('main a[href^="/"]')
		.evaluateAll((all) => all.map((a) => a.getAttribute('href')!));
	expect(links.length).toBeGreaterThan(3);
	for (const link of new Set(links))
		expect((await request.get(link, { headers: { accept: 'text/html' } })).status(), link).toBe(200);
}

test('pages say which address is theirs and what shows when they are shared', async ({ page }) => {
	await page.goto('/en/about?utm_source=elsewhere');
	await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', /\/en\/about$/);
	await expect(page.locator('link[hreflang=sv]')).toHaveAttribute('href', /\/sv\/about$/);
	await expect(page.locator('meta[property="og:title"]')).toHaveAttribute('content', 'About Mötesplats');
	await page.goto('/sv');
	const data = await page.locator('script[type="application/ld+json"]').textContent();
	expect(JSON.parse(data!)).toMatchObject({ '@context': 'https://schema.org', '@type': 'WebSite' });
});

for (const path of ['/sv/about', '/en/about', '/sv/open-data', '/en/open-data', '/sv/keys', '/en/keys'])
	test(`${path} can be read by everybody`, async ({ page }) => {
		await page.goto(path);
		await expectAccessible(page);
	});

test('which form of agreement fits is answered for everybody, and what is not known is asked for', async ({
	page
}) => {
	await page.goto('/sv/which-agreement');
	await page.getByLabel('Vi. Vi beskriver vad vi behöver').check();
	await page.getByLabel('Nej, den behöver tas fram och prövas').check();
	await page.getByRole('button', { name: 'Visa vad som passar' }).click();
	const best = page.getByRole('region', { name: 'Det här kan passa' });
	await expect(best).toContainText('Förkommersiell upphandling');
	await expect(best).toContainText('Kan resultat eller kostnader delas?');
	await expectAccessible(page);
	await page
		.getByRole('group', { name: 'Kan andra få del av resultaten' })
		.getByLabel('Ja', { exact: true })
		.check();
	await page.getByRole('button', { name: 'Visa vad som passar' }).click();
	const fits = page.getByRole('region', { name: 'Det här passar' });
	await expect(fits).toContainText('LOU 1 kap. 5 §');
	await expect(page.getByLabel('Nej, den behöver tas fram och prövas')).toBeChecked();
});

test('an example world is never indexed: pages, files, robots', async ({ request }) => {
	for (const path of ['/sv', '/en/about', '/sv/feed.atom', '/api/v1/initiatives'])
		expect((await request.get(path)).headers()['x-robots-tag'], path).toContain('noindex');
	expect(await (await request.get('/robots.txt')).text()).toContain('Disallow: /\n');
});

test('feeds and sitemap are XML that a browser can parse', async ({ page, request, javaScriptEnabled }) => {
	test.skip(!javaScriptEnabled, 'the parser is the browser’s');
	await page.goto('/sv');
	for (const path of ['/sv/feed.atom', '/en/themes/mental-health/feed.atom', '/sitemap.xml']) {
		const text = await (await request.get(path)).text();
		const root = await page.evaluate((source) => {
			const document = new DOMParser().parseFromString(source, 'application/xml');
			return document.querySelector('parsererror')?.textContent ?? document.documentElement.tagName;
		}, text);
		expect(['feed', 'urlset'], `${path}: ${root}`).toContain(root);
	}
	expect((await request.get('/sv/themes/unknown/feed.atom')).status()).toBe(404);
});

test('open data: described, open to other sites, cached, and clear about mistakes', async ({ request }) => {
	const description = await (await request.get('/api/v1/openapi.json')).json();
	expect(description.openapi).toBe('3.1.0');
	const first = await request.get('/api/v1/initiatives?limit=1');
	expect(first.headers()['access-control-allow-origin']).toBe('*');
	const again = await request.get('/api/v1/initiatives?limit=1', {
		headers: { 'if-none-match': first.headers().etag! }
	});
	expect(again.status()).toBe(304);
	expect((await request.get('/api/v1/initiatives?limit=many')).status()).toBe(422);
	expect((await request.get('/api/v1/nothing')).status()).toBe(404);
	expect(await (await request.get('/api/v1')).json()).toEqual(description);
	// Pages are for nobody else's scripts.
	expect((await request.get('/sv')).headers()['access-control-allow-origin']).toBeUndefined();
});

test('contracting as open data: packages, kept answers, a file per year', async ({ request }) => {
	const { releases, records, bulk } = await (await request.get('/api/ocds')).json();
	for (const address of [releases, records]) {
		const { pathname } = new URL(address);
		const first = await request.get(`${pathname}?limit=1`);
		expect(first.headers()['access-control-allow-origin']).toBe('*');
		const known = { 'if-none-match': first.headers().etag! };
		expect((await request.get(`${pathname}?limit=1`, { headers: known })).status()).toBe(304);
		const head = await request.head(`${pathname}?limit=1`);
		expect([head.status(), head.headers().etag]).toEqual([200, first.headers().etag]);
		expect((await request.get(`${pathname}?limit=many`)).status()).toBe(422);
	}
	const { pathname } = new URL(bulk.at(-1).url);
	const file = await request.get(pathname);
	expect(file.headers()['content-type']).toBe('application/gzip');
	const lines = gunzipSync(await file.body())
		.toString()
		.trimEnd()
		.split('\n');
	expect(lines).toHaveLength(bulk.at(-1).releases);
	expect(JSON.parse(lines[0]!)).toHaveProperty('ocid');
	const again = await request.get(pathname, { headers: { 'if-none-match': file.headers().etag! } });
	expect(again.status()).toBe(304);
	expect((await request.head(pathname)).headers().etag).toBe(file.headers().etag);
	expect((await request.get('/api/ocds/bulk/1999.jsonl.gz')).status()).toBe(404);
});

test('a visitor tells of a fault; it reaches the statement once somebody has put it into words', async ({
	page,
	newPerson
}) => {
	const told = `Knappen svarar inte ${Date.now()}`;
	await page.goto('/sv/accessibility');
	await expectAccessible(page);
	await page.getByRole('button', { name: 'Skicka' }).click();
	await expect(page.getByRole('link', { name: 'Fyll i det här fältet.' })).toBeVisible();
	await expectAccessible(page);
	await page.getByLabel('Vad var det som inte gick?').fill(told);
	await page.getByRole('button', { name: 'Skicka' }).click();
	// Tests write quicker than people: the form says so, and keeps what was written.
	if (await page.getByText('såg ut som ett program').isVisible()) {
		await expect(page.getByLabel('Vad var det som inte gick?')).toHaveValue(told);
		await page.waitForTimeout(3500);
		await page.getByRole('button', { name: 'Skicka' }).click();
	}
	await expect(page.getByText('Tack! Vi har tagit emot')).toBeVisible();
	await expect(page.getByText(told)).toBeHidden();

	const leader = await newPerson();
	await signInAs(leader, 'leo');
	await leader.goto('/sv/accessibility/told');
	await expectAccessible(leader);
	const card = leader.locator('section.card', { hasText: told });
	await card.getByLabel('Som redogörelsen ska säga det').fill(`Offentligt om ${told}`);
	await card.getByLabel('Krav i WCAG').fill('2.1.1');
	await card.getByRole('button', { name: 'Ta in i redogörelsen' }).click();
	await expect(leader.getByText('Bristen står nu i redogörelsen.')).toBeVisible();
	await card.getByRole('button', { name: 'Markera som rättad' }).click();
	await leader.goto('/sv/accessibility');
	await expect(leader.getByRole('row', { name: `Offentligt om ${told}` })).toBeVisible();
});

test('what has been told is for those who handle it', async ({ page, watched }) => {
	test.skip(!watched);
	const response = await page.goto('/sv/accessibility/told');
	await expect(page).toHaveURL(/sign-in/);
	expect(response!.status()).toBe(200);
});

const OPEN = '/initiatives/hur-nar-vi-barn-och-unga-innan-problemen-vaxer';
const FINISHED = '/initiatives/fler-placerade-barn-som-klarar-skolan';

test('an initiative tells its whole chain: papers, voices, who took part, money', async ({ page }) => {
	await page.goto(`/sv${OPEN}`);
	const story = page.locator('.story > li');
	await expect(story.first()).toContainText('Utmaningen beslutad av Kommunstyrelsen');
	await expect(story.nth(1)).toContainText('15 organisationer');
	await expect(page.getByRole('heading', { name: 'Vad vi har hört' })).toBeVisible();
	expect(await page.locator('.voices > li').count()).toBeGreaterThan(2);
	await expect(page.getByRole('heading', { name: 'Pengarna' })).toBeVisible();
	const links = await page
		.locator('main a[href^="/sv/initiatives"]')
		.evaluateAll((all) => all.map((a) => a.getAttribute('href')!));
	for (const link of new Set(links))
		expect((await page.request.get(link, { headers: { accept: 'text/html' } })).status(), link).toBe(200);
});

test('a finished one begins with what changed, with its figures', async ({ page }) => {
	await page.goto(`/en${FINISHED}`);
	const top = page.locator('main > :is(section, div)').first();
	await expect(top).toContainText('What changed');
	await expect(top).toContainText(/From 45% \(2022\) to 61\.7% \(2025\)/);
	await expect(top).toContainText('n = 60');
	await expect(page.locator('#money + *, .bar-list').first()).toBeVisible();
});

test('on a phone the open action and its deadline stand directly under the chain', async ({ page }) => {
	await page.setViewportSize({ width: 320, height: 700 });
	await page.goto(`/sv${OPEN}`);
	const chain = (await page.locator('.chain').boundingBox())!;
	const action = (await page.locator('.action-card').boundingBox())!;
	const facts = (await page.locator('.facts').boundingBox())!;
	expect(action.y).toBeGreaterThanOrEqual(chain.y + chain.height);
	expect(action.y - chain.y - chain.height).toBeLessThan(80);
	expect(facts.y).toBeGreaterThan(action.y + action.height - 1);
	await expect(page.locator('.action-card')).toContainText(/\d{4} 15\.00/);
	expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});
