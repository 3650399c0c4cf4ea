import type { Page, Response } from '@playwright/test';
import { htmlProblems } from './invariants.ts';

/** Looks at every page that is opened, and at what the browser says of it. Returns what was wrong. */
export function watchPage(page: Page, origin: string): () => Promise<string[]> {
	const problems: string[] = [];
	const pending: Promise<void>[] = [];
	const report = (problem: string) => problems.push(`${page.url()}: ${problem}`);
	page.on('pageerror', (error) => report(`script error: ${error.message}`));
	page.on('console', (message) => {
		// Answers such as 404 and 422 are asked for by tests; parts of a page are watched below.
		if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
			report(`console: ${message.text()}`);
	});
	page.on('request', (request) => {
		const { protocol } = new URL(request.url());
		const foreign = /^https?:$/.test(protocol) && new URL(request.url()).origin !== origin;
		if (foreign) report(`third-party request to ${request.url()}`);
	});
	page.on('response', (response) => pending.push(inspect(page, response, report)));
	return async () => {
		await Promise.allSettled(pending);
		return [...new Set(problems)];
	};
}

async function inspect(page: Page, response: Response, report: (problem: string) => void): Promise<void> {
	const request = response.request();
	const status = response.status();
	if (status >= 500 && status !== 503) report(`${request.method()} ${response.url()} answered ${status}`);
	const isPage = request.isNavigationRequest() && request.frame() === page.mainFrame();
	if (
		!isPage &&
		status >= 400 &&
		['stylesheet', 'image', 'font', 'script'].includes(request.resourceType())
	) {
		report(`part of the page is missing: ${response.url()} (${status})`);
	}
	if (!isPage || (status >= 300 && status < 400)) return;
	if (!response.headers()['content-type']?.startsWith('text/html')) return;
	// The browser drops the text when the next page comes quickly; that one is then watched in its place.
	const html = await response.text().catch(() => undefined);
	if (html) for (const problem of htmlProblems(html, response.url())) report(problem);
}
