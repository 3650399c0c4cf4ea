import type { Page } from '@playwright/test';

/** Signs in as one of the demo world's people, through the page that shows them. Works without JavaScript. */
export async function signInAs(page: Page, persona: string): Promise<void> {
	await page.goto('/sv/personas');
	const button = page.locator(`button[name="persona"][value="${persona}"]`);
	if ((await button.count()) === 0) throw new Error(`there is no persona ${persona} on ${page.url()}`);
	await button.first().click();
	await page.waitForURL((url) => !url.pathname.endsWith('/personas'));
}

/** The same without a browser. Gives the cookies. */
export async function signInByPersona(appUrl: string, persona: string): Promise<string> {
	const answer = await fetch(`${appUrl}/sv/personas`, {
		method: 'POST',
		redirect: 'manual',
		headers: { accept: 'text/html', origin: appUrl, 'content-type': 'application/x-www-form-urlencoded' },
		body: new URLSearchParams({ persona })
	});
	const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
	if (answer.status !== 303 || cookie.length === 0)
		throw new Error(`signing in as ${persona} answered ${answer.status}`);
	return cookie.join('; ');
}
