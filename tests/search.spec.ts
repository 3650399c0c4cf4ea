import type { Page } from '@playwright/test';
import { expect, expectAccessible, signInAs, test } from './support/index.ts';

// Pages without any script of their own: what works without JavaScript is all there is.
test.skip(({ javaScriptEnabled }) => javaScriptEnabled !== false);

/** Looks for something by the field in the header of whatever page is open. */
async function lookFor(page: Page, words: string): Promise<void> {
	const field = page.getByRole('search', { name: 'Sök på hela Mötesplats' }).getByRole('searchbox');
	await field.fill(words);
	await field.press('Enter');
	await expect(page.getByRole('heading', { level: 1, name: 'Sök' })).toBeVisible();
}

test('a visitor finds things of all kinds from any page, misspelt too', async ({ page }) => {
	await page.goto('/sv/about');
	await lookFor(page, 'barn');
	await expect(page.getByRole('status')).toContainText('träffar på ”barn”');
	await expect(page.locator('.found mark').first()).toBeVisible();
	await expectAccessible(page);
	const all = await page.locator('.found > li').count();
	await page.getByLabel('Utmaningar').check();
	await page.getByRole('button', { name: 'Visa' }).click();
	expect(await page.locator('.found > li').count()).toBeLessThan(all);
	for (const kind of await page.locator('.found .kick').allInnerTexts()) expect(kind).toMatch(/^Utmaning/);
	await page.locator('.found a').first().click();
	await expect(page).toHaveURL(/\/sv\/initiatives\//);
	await lookFor(page, 'familjr');
	await expect(page.getByText('Ingen har skrivit ”familjr”')).toBeVisible();
	await expectAccessible(page);
});

test('nothing found says what to try, and nothing asked says where to begin', async ({ page }) => {
	await page.goto('/en/search?q=xyzzyq');
	await expect(page.getByText('Nothing was found for “xyzzyq”')).toBeVisible();
	await expectAccessible(page);
	await page.getByRole('link', { name: 'Search the organisations' }).click();
	await expect(page).toHaveURL(/\/en\/actors\?q=xyzzyq/);
	await page.goto('/en/search?q=%00%27&kind=nonsense&page=-1');
	await expect(page.getByText("Nothing was found for “'”")).toBeVisible();
	await page.goto('/en/search?q=%00&kind=nonsense&page=x');
	await expect(page.getByRole('heading', { level: 2, name: 'Or begin with a theme' })).toBeVisible();
});

test('one page may be turned to the next', async ({ page }) => {
	await page.goto('/sv/search?q=barn');
	const first = await page.locator('.found a').first().getAttribute('href');
	await page.getByRole('link', { name: /^Nästa/ }).click();
	await expect(page).toHaveURL(/page=2/);
	expect(await page.locator('.found a').first().getAttribute('href')).not.toBe(first);
});

test('on a phone the field is in the menu', async ({ page }) => {
	await page.setViewportSize({ width: 320, height: 640 });
	await page.goto('/sv');
	await page.getByText('Meny och sök').click();
	await lookFor(page, 'trygg');
	await expectAccessible(page);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	expect(wide).toBeLessThanOrEqual(0);
});

test('a team finds its own draft, and nobody else does', async ({ page, newPerson }) => {
	// Like no other word, so that no other run's is found instead.
	const word = Array.from({ length: 14 }, () => 'bdfghjklmnprstv'[Math.floor(Math.random() * 15)]).join('');
	await signInAs(page, 'maja');
	await page.goto('/sv/my');
	const work = await page.locator('article a[href$="/work"]').first().getAttribute('href');
	await page.goto(`${work}/spread`);
	await page.getByLabel('Det här fungerade', { exact: true }).check();
	await page.getByLabel('Säg det i en mening').fill(`En lärdom om ${word}`);
	await page.getByLabel('Berätta').fill('Det är ett utkast som bara vi ser.');
	await page.getByRole('button', { name: 'Spara' }).first().click();
	await page.goto(`/sv/search?q=${word}`);
	// The initiative that it belongs to comes along, after it.
	await expect(page.locator('.found > li')).toHaveCount(2);
	const title = page.getByRole('heading', { name: `En lärdom om ${word}` });
	const draft = page.locator('.found > li').filter({ has: title });
	await expect(draft).toHaveCount(1);
	await expect(draft).toContainText('Utkast');
	await expectAccessible(page);
	const stranger = await newPerson();
	await stranger.goto(`/sv/search?q=${word}`);
	await expect(stranger.getByText(`Ingenting hittades för ”${word}”`)).toBeVisible();
	await signInAs(stranger, 'sofia');
	await stranger.goto(`/sv/search?q=${word}`);
	await expect(stranger.getByText(`Ingenting hittades för ”${word}”`)).toBeVisible();
});
