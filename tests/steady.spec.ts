import type { Page } from '@playwright/test';
import { expect, expectAccessible, signInAs, test } from './support/index.ts';

// What one has written stays on the page when the connection or the session is gone at the moment of saving.

const WORDS = 'Vi hörde att ingen vet vem man ska ringa på kvällen.';

async function openSummary(page: Page): Promise<void> {
	await signInAs(page, 'amina');
	await page.goto('/sv/my');
	await page
		.getByRole('link', { name: /Gottsunda/ })
		.first()
		.click();
	await page.goto(`${page.url().replace(/\/work.*/, '/work')}/insights/summary`);
}

test.skip(({ javaScriptEnabled }) => !javaScriptEnabled, 'without script the browser keeps the form');

test('a lost connection and an ended session take no words along', async ({ page, context }) => {
	await openSummary(page);
	const field = page.locator('textarea[name="body"]');
	const save = page.locator('main form', { has: field }).getByRole('button');
	await field.fill(WORDS);
	await page.route('**/summary?/save', (route) => route.abort());
	await save.click();
	await expect(page.getByText('Mötesplats går inte att nå')).toBeVisible();
	await expect(field).toHaveValue(WORDS);
	await page.unroute('**/summary?/save');

	const cookies = await context.cookies();
	await context.clearCookies();
	await save.click();
	await expect(page.getByText('Du är utloggad')).toBeVisible();
	await expect(field).toHaveValue(WORDS);
	await expectAccessible(page);
	await context.addCookies(cookies);
	await save.click();
	await expect(page.getByText('Du är utloggad')).toBeHidden();
	await expect(page).toHaveURL(/\/summary\?in=sv$/);
	await page.reload();
	await expect(page.locator('textarea[name="body"]')).toHaveValue(WORDS);
});

test('what is refused is answered by the page, as without script', async ({ page }) => {
	await openSummary(page);
	const address = page.url();
	const sent: string[] = [];
	page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
	const field = page.locator('textarea[name="body"]');
	const save = page.locator('main form', { has: field }).getByRole('button');
	for (const times of [1, 2]) {
		await field.fill('');
		await save.click();
		await expect.poll(() => sent.length).toBe(times);
		await expect(page.getByRole('alert')).toBeFocused();
		await expect(page).toHaveTitle(/^Fel/);
	}
	expect(page.url()).toBe(address);
	await expectAccessible(page);
	await field.fill(WORDS);
	await save.click();
	await expect(page).toHaveURL(/\/summary\?in=sv$/);
	await expect(page.getByRole('alert')).toBeHidden();
	expect(sent).toHaveLength(3);
	await page.goBack();
	expect(page.url()).toBe(address);
});
