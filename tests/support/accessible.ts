import AxeBuilder from '@axe-core/playwright';
import { expect, type Browser, type Page } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const WIDTHS = [320, 1280];

/**
 * Fails when axe finds a breach of WCAG 2.2 AA, or when the page must be scrolled sideways, at 320 and
 * 1280 px. Where JavaScript is off, axe gets the same HTML with the app's scripts blocked, because it
 * cannot run there.
 */
export async function expectAccessible(page: Page, widths = WIDTHS): Promise<void> {
	const scripts = hasScripts(page);
	const subject = scripts ? page : await copyWithoutScripts(page);
	const before = subject.viewportSize();
	const findings: string[] = [];
	for (const width of widths) {
		await subject.setViewportSize({ width, height: 900 });
		findings.push(...(await axeFindings(subject, width)), ...(await overflow(subject, width)));
	}
	if (before) await subject.setViewportSize(before);
	if (!scripts) await subject.context().close();
	expect(findings, `accessibility of ${page.url()}`).toEqual([]);
}

async function axeFindings(page: Page, width: number): Promise<string[]> {
	// Without frames there is nothing to gather from, and no second page to open for it.
	const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(TAGS).analyze();
	return violations.flatMap((violation) =>
		violation.nodes.map(
			(node) =>
				`${width}px ${violation.id} (${violation.impact}): ${node.target.join(' ')}: ${node.failureSummary}`
		)
	);
}

async function overflow(page: Page, width: number): Promise<string[]> {
	const extra = await page.evaluate(
		() => document.documentElement.scrollWidth - document.documentElement.clientWidth
	);
	return extra > 1 ? [`${width}px: the page is ${extra} px too wide`] : [];
}

/** Set by the fixture; a context does not tell its own options. */
const hasScripts = (page: Page) => (page as Page & { scriptsEnabled?: boolean }).scriptsEnabled !== false;

async function copyWithoutScripts(page: Page): Promise<Page> {
	const html = await page.content();
	const browser = page.context().browser() as Browser;
	// The project's own settings would be inherited.
	const context = await browser.newContext({
		javaScriptEnabled: true,
		viewport: page.viewportSize(),
		locale: 'sv-SE'
	});
	await context.route('**/*', (route) => {
		const request = route.request();
		if (request.resourceType() === 'document')
			return route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' });
		return request.resourceType() === 'script' ? route.abort() : route.continue();
	});
	const copy = await context.newPage();
	await copy.goto(page.url());
	return copy;
}
