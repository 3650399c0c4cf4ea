import { expect, test as base, type Page } from '@playwright/test';
import { watchPage } from './watch.ts';

export { expect };
export { expectAccessible } from './accessible.ts';
export { startApp, type App } from './app.ts';
export { signInAs } from './sign-in.ts';

interface Fixtures {
	/** A page in a context of its own, for a second person in the same journey; watched like `page`. */
	newPerson: () => Promise<Page>;
	/** Set to false where a page is broken on purpose. */
	watched: boolean;
}

/** Playwright's test, with every opened page checked for what must hold everywhere. */
export const test = base.extend<Fixtures>({
	watched: [true, { option: true }],
	// eslint-disable-next-line no-empty-pattern
	baseURL: async ({}, use) => use(process.env.APP_URL),
	page: async ({ page, baseURL, watched, javaScriptEnabled }, use) => {
		const finish = watch(page, baseURL!, watched, javaScriptEnabled);
		await use(page);
		await finish();
	},
	newPerson: async ({ browser, baseURL, watched, javaScriptEnabled, locale, timezoneId, viewport }, use) => {
		const finishes: (() => Promise<void>)[] = [];
		await use(async () => {
			const context = await browser.newContext({ baseURL, javaScriptEnabled, locale, timezoneId, viewport });
			const page = await context.newPage();
			const finish = watch(page, baseURL!, watched, javaScriptEnabled);
			finishes.push(() => finish().finally(() => context.close()));
			return page;
		});
		for (const finish of finishes) await finish();
	}
});

function watch(page: Page, baseURL: string, watched: boolean, javaScriptEnabled = true): () => Promise<void> {
	Object.assign(page, { scriptsEnabled: javaScriptEnabled });
	const problems = watchPage(page, new URL(baseURL).origin);
	return async () => {
		if (watched) expect(await problems(), 'what must hold on every page').toEqual([]);
	};
}
