import { expect, expectAccessible, signInAs, test } from './support/index.ts';

// Somebody asks to read answers to an RFI: written down, tried part by part, handed out with a word covered, and
// refused in writing for the rest. Works without script.

const LIST = '/sv/initiatives/folkhalsa-for-dem-vi-inte-nar/work/disclosure';
const WORD = 'Hälsovägledare';

test('a request to read is tried, and its copy covers what was found secret', async ({ page, request }) => {
	await signInAs(page, 'karin');
	await page.goto(LIST);
	await page
		.getByLabel('Vad gäller den?')
		.selectOption({ label: 'Svar på RFI: Hur når man den som inte kommer?' });
	await page.getByLabel('Vad vill man läsa?').fill('Svaret från Hälsa på Höglandet.');
	await page.getByRole('button', { name: 'Skriv upp' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Begäran \d+$/);
	const here = page.url();
	// Nothing can be concluded before something was tried.
	await expect(page.getByRole('button', { name: 'Avsluta prövningen' })).toHaveCount(0);
	await page.getByRole('link', { name: 'Pröva handlingen från Hälsa på Höglandet' }).click();

	const part = (at: number) => page.locator('.part-of-request').nth(at);
	await part(0).getByLabel('Lämnas ut, men vissa ord maskas').check();
	await part(0).getByLabel('Ord som maskas').fill('Står inte där');
	await part(0).getByText('Skäl till att något hålls hemligt').click();
	await part(0).getByLabel('Vilken skada kan antas uppstå').fill('Arbetssättet är deras eget.');
	await part(1).getByLabel('Är hemlig i sin helhet').check();
	await page.getByRole('button', { name: 'Spara prövningen' }).click();
	// Both faults are told, and what was typed is still there.
	await expect(page.getByRole('alert').or(page.locator('.ds-error-summary')).first()).toContainText(
		'Kopiera dem precis'
	);
	await expect(part(0).getByLabel('Ord som maskas')).toHaveValue('Står inte där');
	await expect(part(0).getByLabel('Vilken skada')).toHaveValue('Arbetssättet är deras eget.');
	await expect(part(1).getByLabel('Är hemlig i sin helhet')).toBeChecked();
	await expectAccessible(page);
	await part(0).getByLabel('Ord som maskas').fill(WORD.toUpperCase());
	await part(1).getByLabel('Vilken skada kan antas uppstå').fill('Priset per person går att räkna ut.');
	await page.getByRole('button', { name: 'Spara prövningen' }).click();
	await expect(page).toHaveURL(here);

	await page.getByRole('button', { name: 'Avsluta prövningen' }).click();
	await expect(page.getByText('Lämnas ut med maskning')).toBeVisible();
	await page.getByRole('link', { name: 'Läs kopian att lämna ut' }).click();
	await expect(page.locator('article .covered')).toHaveCount(2);
	await expect(page.locator('article')).not.toContainText(WORD);
	await expect(page.locator('article')).toContainText('som bor i området ringer');
	await expectAccessible(page);
	const copy = await page.request.get(`${here}/copy.pdf`);
	expect(copy.headers()['content-type']).toBe('application/pdf');
	// Whoever is not signed in gets neither.
	expect((await request.get(`${here}/copy.pdf`, { maxRedirects: 0 })).status()).toBe(401);

	await page.goto(here);
	await page.getByRole('link', { name: 'Skriv beslutet' }).click();
	await page.getByLabel('Diarienummer').fill('RJL 2026/902');
	await page.getByLabel('Vem beslutar?').fill('Birgit Sandell');
	await page.getByLabel('Befattning').fill('Folkhälsodirektör');
	await page.getByLabel('Beslutet är fattat').check();
	await page.getByRole('button', { name: 'Gör beslutet klart' }).click();
	const decision = page.locator('article');
	await expect(decision).toContainText('inom tre veckor från den dag då ni fick del av beslutet');
	await expect(decision).toContainText('Priset per person går att räkna ut.');
	for (const ending of ['pdf', 'docx'])
		expect((await page.request.get(`${here}/decision.${ending}`)).status()).toBe(200);
});

test('a registrar sees the day’s list, and until the award nothing of tenders is given out', async ({
	page
}) => {
	await signInAs(page, 'rut');
	await page.getByRole('link', { name: /Inkommet och upprättat hos/ }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Inkommet och upprättat');
	const days = page.getByRole('complementary').getByRole('link', { name: /\d{4}$/ });
	await days.last().click();
	await expect(page.locator('table')).toBeVisible();
	await expectAccessible(page);
	const today = new Date().toISOString().slice(0, 10);
	const csv = await page.request.get(`${page.url().split('?')[0]}/list.csv?from=2026-01-01&to=${today}`);
	expect(csv.status()).toBe(200);
	// Opened and not yet decided: each line says so.
	const lines = (await csv.text()).split('\r\n').filter((line) => line.includes(';Anbud;'));
	expect(lines.length).toBeGreaterThan(0);
	expect(lines.filter((line) => !line.includes('Absolut till tilldelningen'))).toEqual([]);
	await page.goto(LIST);
	await page
		.getByLabel('Vad gäller den?')
		.selectOption({ label: 'Anbud: Första steget till hälsosamtal, omgång 1' });
	await page.getByLabel('Vad vill man läsa?').fill('Vilka som har lämnat anbud.');
	await page.getByRole('button', { name: 'Skriv upp' }).click();
	await expect(page.getByText('Absolut sekretess till tilldelningen')).toBeVisible();
	await page.getByRole('button', { name: 'Svara att inget kan lämnas ut' }).click();
	await expect(page.getByText('absolut sekretess för allt som rör anbud')).toBeVisible();
});
