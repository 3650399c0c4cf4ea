import type { Page } from '@playwright/test';

/** Signs in as one of the demo world's people, through the page that shows them. Works without JavaScript. */
export async function signInAs(page: Page, persona: string): Promise<void> {
	await page.goto('/sv/personas');
	const button = page.locator(`button[name="persona"][value="${persona}"]`);
	if ((await button.count()) === 0) throw new Error(`there is no persona ${persona} on ${page.url()}`);
	await button.first().click();
	await page.waitForURL((url) => !url.pathname.endsWith('/personas'));
}
