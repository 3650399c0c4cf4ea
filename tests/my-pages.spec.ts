import { expect, expectAccessible, signInAs, test } from './support/index.ts';

// Pages without any script of their own: what works without JavaScript is all there is.
test.skip(({ javaScriptEnabled }) => javaScriptEnabled !== false);

/** As the calendar says in Sweden, also late in the evening. */
const inDays = (days: number) =>
	new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(Date.now() + days * 86_400_000);

test('a process leader goes through comments of all initiatives on one page', async ({
	page,
	newPerson,
	javaScriptEnabled
}) => {
	const body = `Hur många familjer gäller det? ${Date.now()}`;
	const reader = await newPerson();
	// Somebody whose first comment it is; the world is shared by both projects.
	await signInAs(reader, javaScriptEnabled ? 'alva' : 'sofia');
	await reader.goto('/sv/initiatives/hur-nar-vi-barn-och-unga-innan-problemen-vaxer/challenge');
	const write = reader.locator('textarea[name="body"]').last();
	await write.fill(body);
	await write.locator('xpath=ancestor::form').getByRole('button').first().click();

	await signInAs(page, 'leo');
	await page.goto('/sv/my');
	await page.getByRole('link', { name: /kommentar.* väntar på dig/ }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Kommentarer att gå igenom' })).toBeVisible();
	const mine = page.locator('.card', { hasText: body });
	await expect(mine).toBeVisible();
	await expect(mine.getByRole('link', { name: /Hur når vi barn/ })).toBeVisible();
	await expectAccessible(page);
	await mine.getByText('Dölj', { exact: true }).first().click();
	await mine.getByRole('button', { name: 'Dölj' }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await expectAccessible(page);
	await page.goto('/sv/my/comments');
	await page.locator('.card', { hasText: body }).getByRole('button', { name: 'Släpp fram' }).click();
	await expect(page.locator('.card', { hasText: body })).toHaveCount(0);
	await page
		.getByRole('navigation', { name: 'Vilka kommentarer' })
		.getByRole('link', { name: /^Alla/ })
		.click();
	await expect(page.locator('.card', { hasText: body })).toBeVisible();

	await reader.goto('/sv/my/comments');
	await expect(reader.getByText('Inget att ta ställning till')).toBeVisible();
});

test('what one has lent is seen by both, and given back', async ({ page, newPerson }) => {
	await signInAs(page, 'karin');
	await page.goto('/en/my/lent');
	await expect(page.getByRole('heading', { level: 1, name: 'Lent tasks' })).toBeVisible();
	await expectAccessible(page);
	await page.locator('main').getByRole('link', { name: 'Region Jönköpings län' }).first().click();
	const form = page.locator('form', { has: page.locator('[name="startsOn"]') }).first();
	const inside = form.locator('xpath=ancestor::details');
	for (const details of await inside.all())
		if ((await details.getAttribute('open')) === null) await details.locator('summary').first().click();
	await form.locator('[name="substitute"]').selectOption({ index: 1 });
	await form.locator('[name="startsOn"]').fill(inDays(1));
	await form.locator('[name="endsOn"]').fill(inDays(8));
	await form.getByRole('button').click();
	await page.goto('/en/my/lent');
	await expect(page.locator('main')).toContainText('To come');
	await expectAccessible(page);
	const stranger = await newPerson();
	await signInAs(stranger, 'maja');
	await stranger.goto('/en/my/lent');
	await expect(stranger.getByText('You have not lent any tasks.')).toBeVisible();
	await page
		.getByRole('button', { name: /^Take back/ })
		.first()
		.click();
	await expect(page.locator('.flash')).toContainText('The loan');
	await expect(page.getByText(/One earlier loan|\d earlier loans/)).toBeVisible();
});
