import axe from 'axe-core';
import { expect, type Page } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const WIDTHS = [320, 1280];

declare global {
	interface Window {
		axe: typeof axe;
	}
}

/**
 * Fails when axe finds a breach of WCAG 2.2 AA, or when the page must be scrolled sideways, at 320 and
 * 1280 px. Where JavaScript is off, axe gets the same HTML with the app's scripts blocked, because it
 * cannot run there.
 */
export async function expectAccessible(page: Page, widths = WIDTHS): Promise<void> {
	const scripts = hasScripts(page);
	const subject = scripts ? page : await copyWithoutScripts(page);
	const before = subject.viewportSize();
	await subject.evaluate(axe.source);
	const findings: string[] = [];
	for (const width of widths) {
		await subject.setViewportSize({ width, height: 900 });
		findings.push(...(await axeFindings(subject, width)), ...(await overflow(subject, width)));
	}
	if (before) await subject.setViewportSize(before);
	expect(findings, `accessibility of ${page.url()}`).toEqual([]);
}

/** Runs axe where it has been put into the page (once per page, it is large). Only breaches are gathered in full. */
async function axeFindings(page: Page, width: number): Promise<string[]> {
	const violations = await page.evaluate(async (tags) => {
		const results = await window.axe.run({
			runOnly: { type: 'tag', values: tags },
			resultTypes: ['violations'],
			preload: false
		});
		return results.violations;
	}, TAGS);
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

const copies = new WeakMap<Page, Page>();

/** The same HTML in a page beside it, where axe can run and nothing else does. */
async function copyWithoutScripts(page: Page): Promise<Page> {
	const html = await page.content();
	const copy = copies.get(page) ?? (await emptyCopy(page));
	await copy.unroute('**/*');
	await copy.route('**/*', (route) => {
		const request = route.request();
		if (request.resourceType() === 'document')
			return route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' });
		return request.resourceType() === 'script' ? route.abort() : route.continue();
	});
	await copy.goto(page.url());
	return copy;
}

async function emptyCopy(page: Page): Promise<Page> {
	// The project's own settings would be inherited.
	const context = await page.context().browser()!.newContext({
		javaScriptEnabled: true,
		viewport: page.viewportSize(),
		locale: 'sv-SE'
	});
	const copy = await context.newPage();
	copies.set(page, copy);
	// Where the browser itself ends, the copy is gone already.
	page.once('close', () => void context.close().catch(() => {}));
	return copy;
}
