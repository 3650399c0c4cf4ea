import { expect, expectAccessible, test } from './support/index.ts';

for (const lang of ['sv', 'en']) {
	for (const colorScheme of ['light', 'dark'] as const) {
		test(`every component is accessible, folded or not (${lang}, ${colorScheme})`, async ({
			page,
			javaScriptEnabled
		}) => {
			test.skip(!javaScriptEnabled && colorScheme === 'dark', 'looked at unfolded, with script');
			await page.emulateMedia({ colorScheme });
			await page.goto(`/${lang}/design`);
			const unfold = (all: HTMLDetailsElement[]) => all.forEach((details) => (details.open = true));
			if (javaScriptEnabled) await page.locator('details').evaluateAll(unfold);
			await expectAccessible(page);
		});
	}
}

test('the first stop of the keyboard leads past the menu', async ({ page }) => {
	await page.goto('/sv/design');
	await page.keyboard.press('Tab');
	const skip = page.getByRole('link', { name: 'Hoppa till innehållet' });
	await expect(skip).toBeFocused();
	expect((await skip.boundingBox())!.width).toBeGreaterThan(100);
	await page.keyboard.press('Enter');
	await expect(page.locator('#main')).toBeFocused();
});

test('a line of the error summary puts the cursor in its field', async ({ page }) => {
	await page.goto('/en/design');
	await page.getByRole('alert').getByRole('link', { name: 'Write an amount in kronor.' }).click();
	await expect(page.locator('#b-f-money')).toBeFocused();
});

test('the same page opens in the other language', async ({ page }) => {
	await page.goto('/sv/design?sort=name');
	await page.getByRole('link', { name: 'English' }).click();
	await expect(page).toHaveURL(/\/en\/design\?sort=name$/);
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('paper shows the content, its pictures and the tables behind them, without the ways around', async ({
	page
}) => {
	await page.goto('/sv/design');
	await page.emulateMedia({ media: 'print' });
	await expect(page.locator('.site-tools')).toBeHidden();
	await expect(page.locator('button').first()).toBeHidden();
	await expect(page.locator('figure.chart svg[role="img"]').first()).toBeVisible();
	await expect(page.locator('figure.chart details table').first()).toBeVisible();
});

test('nothing is cut off at twice the size of letters on a small window', async ({ page }) => {
	await page.setViewportSize({ width: 640, height: 800 });
	await page.goto('/en/design');
	await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
	const extra = () =>
		page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	expect(await extra()).toBeLessThanOrEqual(1);
});
