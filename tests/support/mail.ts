import { expect, type Page } from '@playwright/test';

/** An address of this run's own. */
export const address = (name: string) => `${name}.${process.pid}.${Date.now()}@example.org`;

/** Follows the link of the newest mail of a kind to an address, once `count` such mails are in the outbox. */
export async function followMail(page: Page, to: string, title: RegExp, count = 1): Promise<void> {
	const mails = page.locator('article').filter({ hasText: title });
	const mail = mails.first();
	await expect(async () => {
		await page.goto(`/sv/outbox?to=${encodeURIComponent(to)}`);
		await expect(mails).toHaveCount(count, { timeout: 200 });
	}).toPass({ timeout: 20_000 });
	if (!(await mail.locator('.mail').isVisible())) await mail.locator('summary').first().click();
	await mail.locator('.mail a').click();
}

/** From the sign-in page to the page that says to look in the mail. */
export async function askForLink(page: Page, email: string): Promise<void> {
	await page.getByLabel('E-postadress').fill(email);
	await page.getByRole('button', { name: 'Mejla mig en länk' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Titta i mejlen' })).toBeVisible();
}
