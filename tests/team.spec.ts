import { expect, expectAccessible, signInAs, test } from './support/index.ts';
import { address, followMail } from './support/mail.ts';

// Pages without any script of their own: what works without JavaScript is all there is.
test.skip(({ javaScriptEnabled }) => javaScriptEnabled !== false);

test('somebody from elsewhere is invited to a team, signs in and says yes', async ({ page, newPerson }) => {
	const email = address('edith');
	await signInAs(page, 'maja');
	await page.goto('/sv/my');
	await page.getByRole('article').getByRole('link').first().click();
	await page.getByRole('link', { name: 'Gruppen' }).first().click();
	await page.getByLabel('E-post till någon utanför').fill('edith utan snabel-a');
	await page.getByRole('button', { name: 'Ta med' }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await page.getByLabel('E-post till någon utanför').fill(email);
	await page.getByLabel('Läser').check();
	await page.getByRole('button', { name: 'Ta med' }).click();
	await expect(page.getByText('Inbjudan är skickad.')).toBeVisible();
	await expect(page.getByRole('listitem').filter({ hasText: email })).toContainText('Läser');
	await expectAccessible(page);

	const invited = await newPerson();
	await followMail(invited, email, /Vill du vara med/);
	await expect(invited).toHaveURL(/sign-in/);
	await invited.getByLabel('E-postadress').fill(email);
	await invited.getByRole('button', { name: 'Mejla mig en länk' }).click();
	await followMail(invited, email, /länk för att logga in/);
	await invited.getByLabel('Namn').fill('Edith Ek');
	await invited.getByRole('button', { name: 'Skapa konto och logga in' }).click();
	await expect(invited).toHaveURL('/sv/my/invitations');
	await expectAccessible(invited);
	await invited.getByRole('button', { name: /^Jag är med/ }).click();
	await expect(invited.getByText('Välkommen! Du är med nu.')).toBeVisible();

	await page.reload();
	const row = page.getByRole('listitem').filter({ hasText: 'Edith Ek' });
	await row
		.first()
		.getByRole('button', { name: /Ta bort rollen/ })
		.click();
	await expect(page.getByText('Rollen är borttagen.')).toBeVisible();
});
