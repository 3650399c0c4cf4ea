import type { Page } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import pg from 'pg';
import { expect, expectAccessible, test } from './support/index.ts';
import { address, askForLink, followMail } from './support/mail.ts';

/** Makes an account and ends on `next`. */
async function signUp(page: Page, email: string, name: string, next: string): Promise<void> {
	await page.goto(next);
	await askForLink(page, email);
	await followMail(page, email, /länk för att logga in/);
	await page.getByLabel('Namn').fill(name);
	await page.getByRole('button', { name: 'Skapa konto och logga in' }).click();
	await expect(page).toHaveURL(new RegExp(`${next}$`));
}

test('sign in by mail: mistakes are mended, and the link leads where one was going, once', async ({
	page
}) => {
	const email = address('signe');
	await page.goto('/sv/my/account');
	await expect(page).toHaveURL('/sv/sign-in?next=%2Fsv%2Fmy%2Faccount');
	await expectAccessible(page);
	await page.getByLabel('E-postadress').fill('signe utan snabel-a');
	await page.getByRole('button', { name: 'Mejla mig en länk' }).click();
	await expect(page.getByLabel('E-postadress')).toHaveValue('signe utan snabel-a');
	await expect(page.getByRole('link', { name: /Skriv en e-postadress/ })).toBeVisible();
	await expectAccessible(page);
	await askForLink(page, email);
	await expectAccessible(page);
	await followMail(page, email, /länk för att logga in/);
	const link = page.url();
	await page.getByRole('button', { name: 'Skapa konto och logga in' }).click();
	await expect(page.getByRole('link', { name: 'Fyll i det här fältet.' })).toBeVisible();
	await expectAccessible(page);
	await page.getByLabel('Namn').fill('Signe Ask');
	await page.getByRole('button', { name: 'Skapa konto och logga in' }).click();
	await expect(page).toHaveURL('/sv/my/account');
	await expectAccessible(page);
	const again = await page.goto(link);
	expect(again!.status()).toBe(410);
	await expect(page.getByText('Den här länken gäller inte längre.')).toBeVisible();
});

test('the answer is the same whether an address is known or not', async ({ page, newPerson }) => {
	const email = address('kjell');
	await signUp(page, email, 'Kjell Rot', '/sv/my/account');
	const [known, unknown] = [await newPerson(), await newPerson()];
	await known.goto('/sv/sign-in');
	await askForLink(known, email);
	await unknown.goto('/sv/sign-in');
	await askForLink(unknown, address('ingen'));
	expect(await known.locator('main').innerHTML()).toBe(await unknown.locator('main').innerHTML());
});

test('a one-time code is set up and asked for; a recovery code works once', async ({ page, newPerson }) => {
	const email = address('tora');
	await signUp(page, email, 'Tora Gran', '/sv/my/second-factor');
	await page.getByRole('button', { name: 'Kom igång' }).click();
	await expectAccessible(page);
	const key = (await page.locator('li p code').innerText()).replaceAll(/\s/g, '');
	const totp = new TOTP({ secret: Secret.fromBase32(key) });
	await page.getByLabel('Kod', { exact: true }).fill('12');
	await page.getByRole('button', { name: 'Slå på' }).click();
	await expect(page.getByRole('link', { name: /Koden har sex siffror/ })).toBeVisible();
	await page.getByLabel('Kod', { exact: true }).fill(totp.generate());
	await page.getByRole('button', { name: 'Slå på' }).click();
	await expect(page.locator('.codes li')).toHaveCount(10);
	const recovery = await page.locator('.codes li').first().innerText();
	await expectAccessible(page);
	await page.reload();
	await expect(page.locator('.codes')).toHaveCount(0);

	const other = await newPerson();
	await other.goto('/sv/my/second-factor');
	await askForLink(other, email);
	await followMail(other, email, /länk för att logga in/, 2);
	await other.getByRole('button', { name: 'Logga in' }).click();
	await other.getByRole('link', { name: 'Bekräfta med en kod för att ändra något här' }).click();
	await expectAccessible(other);
	await other.getByLabel('Kod', { exact: true }).fill(recovery.toUpperCase());
	await other.getByRole('button', { name: 'Bekräfta' }).click();
	await expect(other).toHaveURL('/sv/my/second-factor');
	await expect(other.getByText('Du har 9 reservkoder kvar.')).toBeVisible();

	// Two sessions now: end the first one from the second.
	await other.goto('/sv/my/sessions');
	await expectAccessible(other);
	await other.getByRole('button', { name: 'Logga ut överallt utom här' }).click();
	await expect(other.getByText('En annan inloggning är avslutad.')).toBeVisible();
	await page.goto('/sv/my/account');
	await expect(page).toHaveURL(/\/sv\/sign-in\?next=/);
});

test('a new address needs a yes from both', async ({ page }) => {
	const [from, to] = [address('vera'), address('vera.ny')];
	await signUp(page, from, 'Vera Lind', '/sv/my/account');
	await page.getByLabel('Ny adress').fill(to);
	await page.getByRole('button', { name: 'Byt adress' }).click();
	await expect(page.getByText('Den nya adressen har inte svarat än.')).toBeVisible();
	await expectAccessible(page);
	for (const [receiver, says] of [
		[to, 'Nu väntar vi bara på den andra adressen.'],
		[from, 'Logga in med den nya adressen']
	] as const) {
		await followMail(page, receiver, /Byte av e-postadress/);
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Ja, byt' }).click();
		await expect(page.getByText(says)).toBeVisible();
	}
	await page.goto('/sv/my/account');
	await expect(page.getByText(`Du loggar in med ${to}.`)).toBeVisible();
	await page.getByRole('button', { name: 'Logga ut' }).click();
	await expect(page.getByText('Du är utloggad.')).toBeVisible();
});

test('administration is not there for others', async ({ page }) => {
	await signUp(page, address('olle'), 'Olle Ek', '/sv/my/account');
	const answer = await page.goto('/sv/admin');
	expect(answer!.status()).toBe(403);
});

test('a decision-maker is led to the one-time code when signing in, and may wait', async ({
	page,
	newPerson
}) => {
	test.skip(!process.env.APP_DATABASE_URL, 'needs the database of the journeys');
	const email = address('disa');
	await signUp(page, email, 'Disa Alm', '/sv/my/account');
	await makeDecisionMaker(email);
	const later = await newPerson();
	await later.goto('/sv/my/sessions');
	await askForLink(later, email);
	await followMail(later, email, /länk för att logga in/, 2);
	await later.getByRole('button', { name: 'Logga in' }).click();
	await expect(later).toHaveURL('/sv/my/second-factor?next=%2Fsv%2Fmy%2Fsessions');
	await expect(later.getByText('Dina uppgifter här kräver')).toBeVisible();
	await later.getByRole('link', { name: 'Inte nu, fortsätt' }).click();
	await expect(later).toHaveURL('/sv/my/sessions');
});

async function makeDecisionMaker(email: string): Promise<void> {
	const client = new pg.Client(process.env.APP_DATABASE_URL);
	await client.connect();
	const slug = `nod-${email}`;
	await client.query(
		`insert into organisation (slug, name, sector, hidden_at) values ($1, 'Nod', 'other', now())`,
		[slug]
	);
	await client.query(
		`insert into membership (person_id, organisation_id, role)
		select p.id, o.id, 'decision-maker' from person p, organisation o where p.email = $1 and o.slug = $2`,
		[email, slug]
	);
	await client.end();
}
