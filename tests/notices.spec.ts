import { readFile } from 'node:fs/promises';
import { expect, expectAccessible, signInAs, test } from './support/index.ts';

test('a request for information is taken to a notice database, and its number comes back', async ({
	page,
	request,
	javaScriptEnabled
}) => {
	const { items } = await (await request.get('/api/v1/calls?state=open&limit=1')).json();
	const pub = new URL(items[0].pages.sv).pathname;
	const number = `4711-${javaScriptEnabled ? 'js' : 'plain'}`;
	await signInAs(page, 'maja');
	await page.goto(pub.replace('/rfi/', '/work/rfi/'));
	await page.getByRole('link', { name: 'Annonsera i en annonsdatabas' }).click();
	await expectAccessible(page);

	const [file] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('link', { name: 'Hämta annonstexten' }).click()
	]);
	expect(file.suggestedFilename()).toMatch(/-E1\.txt$/);
	const text = await readFile(await file.path(), 'utf8');
	expect(text).toContain('BT-02-notice  Typ av annons (obligatoriskt)\n    pmc');
	expect(text).toContain('SAKNAS');

	await page.getByRole('button', { name: 'Spara numret' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await page.getByLabel('Annonsdatabas').fill('TED');
	await page.getByLabel('Annonsens nummer').fill(number);
	await page.getByLabel('Länk till annonsen').fill('javascript:alert(1)');
	await page.getByRole('button', { name: 'Spara numret' }).click();
	await expect(page.getByLabel('Annonsens nummer')).toHaveValue(number);
	await page.getByLabel('Länk till annonsen').fill('https://ted.europa.eu/sv/notice/4711');
	await page.getByRole('button', { name: 'Spara numret' }).click();
	await expect(page.getByText('Numret är sparat.')).toBeVisible();
	await expectAccessible(page);

	await page.goto(pub);
	await expect(page.getByRole('link', { name: `Annons ${number} i TED` })).toBeVisible();
	await page.goto(pub.replace('/rfi/', '/work/rfi/'));
	await page.getByRole('link', { name: 'Annonsera i en annonsdatabas' }).click();
	await page.getByRole('button', { name: `Ta bort Annons ${number} i TED` }).click();
	await expect(page.getByText('Numret är borttaget.')).toBeVisible();
});
