import { readFileSync } from 'node:fs';
import type axe from 'axe-core';
import { expect, type Browser, type Page } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const WIDTHS = [320, 1280];
// It is read anew by every page, and the package's own `source` is more than twice as long.
const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

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
	const before = subject.viewportSize()!;
	await subject.evaluate(AXE);
	const findings: string[] = [];
	for (const width of widths) {
		await resize(subject, width, before.height);
		findings.push(...(await axeFindings(subject, width)), ...(await overflow(subject, width)));
	}
	await resize(subject, before.width, before.height);
	expect(findings, `accessibility of ${page.url()}`).toEqual([]);
}

async function resize(page: Page, width: number, height: number): Promise<void> {
	if (page.viewportSize()!.width !== width) await page.setViewportSize({ width, height });
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

const copies = new WeakMap<Browser, Promise<Page>>();

/** The same HTML at the same address, in a page beside it, where axe can run and nothing else does. */
async function copyWithoutScripts(page: Page): Promise<Page> {
	const html = await page.content();
	const browser = page.context().browser()!;
	if (!copies.has(browser)) copies.set(browser, emptyCopy(browser));
	const copy = await copies.get(browser)!;
	const { origin } = new URL(page.url());
	if (new URL(copy.url()).origin !== origin) await copy.goto(`${origin}/healthz`);
	await copy.evaluate((url) => history.replaceState(null, '', url), page.url());
	// Written rather than fetched through a route, which would take away the browser's cache.
	await copy.setContent(html.replace(/<script[\s\S]*?<\/script>/g, ''));
	return copy;
}

/** One for all pages of a browser; it ends with it. The project's own settings would be inherited. */
async function emptyCopy(browser: Browser): Promise<Page> {
	const viewport = { width: 1280, height: 800 };
	const context = await browser.newContext({ javaScriptEnabled: true, viewport, locale: 'sv-SE' });
	return context.newPage();
}
