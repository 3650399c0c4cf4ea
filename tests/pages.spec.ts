import type { Page } from '@playwright/test';
import { expectBadInputIsAnswered } from './support/bad-input.ts';
import { expect, expectAccessible, signInAs, test } from './support/index.ts';

// Everybody's pages in the demo world: each kind of page that can be reached by links is opened once, answers,
// keeps what must hold everywhere (support/watch.ts), and is accessible at 320 and 1280 px.

/** Far above what there is; reaching it means that links lead on without end. */
const MOST = 150;

/** The same page with another id, slug or filter is the same kind of page. */
function kindOf(path: string): string {
	return path
		.split(/[?#]/)[0]!
		.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, ':id')
		.replace(/^\/(sv|en)\/(initiatives|actors|methods)\/(?!start|import|new)[^/]+/, '/$1/$2/:slug')
		.replace(/^\/(sv|en)(?=\/.*\/work\/|\/my\/|\/admin)/, '');
}

async function linksOf(page: Page, within: RegExp): Promise<string[]> {
	const hrefs = await page
		.locator('a[href]:not([download])')
		.evaluateAll((links) => links.map((link) => new URL(link.getAttribute('href')!, document.baseURI).href));
	const here = new URL(page.url()).origin;
	return hrefs
		.filter((href) => href.startsWith(here))
		.map((href) => href.slice(here.length))
		.filter(
			(path) =>
				within.test(path) &&
				!/\.(csv|json|atom|xml|ics|pdf|docx|xlsx|txt|png)(\?|$)/.test(path) &&
				!path.startsWith('/files/') &&
				// Links of mails work once, and may have been used.
				!/[?&]token=|\/invitation\//.test(path) &&
				!path.endsWith('/calendar')
		);
}

/** Where each person's own ways begin: opened for everybody, all others by the first who gets there. */
const HUB = /\/my$|\/work$/;

/** Opens each kind once and grows `known`; says how many kinds of page this person got to see. */
async function walk(
	page: Page,
	start: string,
	within: RegExp,
	{ known = new Set<string>(), widths = [320, 1280] } = {}
): Promise<number> {
	const queue = [start];
	const seen = new Set<string>();
	while (queue.length > 0) {
		expect(seen.size).toBeLessThan(MOST);
		const path = queue.shift()!;
		const kind = kindOf(path);
		if (seen.has(kind)) continue;
		seen.add(kind);
		if (known.has(kind) && !HUB.test(kind)) continue;
		const response = await page.goto(path);
		expect.soft(response!.status(), `${path} answers`).toBeLessThan(400);
		if (!response!.ok() || !response!.headers()['content-type']?.startsWith('text/html')) continue;
		queue.push(...(await linksOf(page, within)));
		if (known.has(kind)) continue;
		known.add(kind);
		await expectAccessible(page, widths);
		await expectBadInputIsAnswered(page);
	}
	return seen.size;
}

test.describe.configure({ mode: 'parallel', timeout: 600_000 });

test('every kind of public page, in Swedish with script and in English without', async ({
	page,
	javaScriptEnabled
}) => {
	const lang = javaScriptEnabled ? 'sv' : 'en';
	// The two walks share the widths: each kind of page is looked at in both.
	const kinds = await walk(page, `/${lang}`, new RegExp(`^/${lang}(/|$)`), {
		widths: [javaScriptEnabled ? 320 : 1280]
	});
	expect(kinds).toBeGreaterThan(12);
});

const WORK = /\/(initiatives\/[^/]+\/work|my|admin|methods|actors)(\/|$|\?)/;
const PEOPLE = ['maja', 'olof', 'frida', 'eva', 'ines', 'amina', 'karin', 'leo', 'ada', 'birgit', 'rut'];
test('every kind of page that each role works with', async ({ newPerson, javaScriptEnabled }) => {
	test.skip(!javaScriptEnabled, 'the public pages show that pages work without script');
	const known = new Set<string>();
	for (const [index, persona] of PEOPLE.entries()) {
		const page = await newPerson();
		await signInAs(page, persona);
		// Each page in one language; the messages themselves are complete in both.
		const kinds = await walk(page, index % 2 ? '/en/my' : '/sv/my', WORK, { known });
		expect(kinds, persona).toBeGreaterThan(3);
	}
});

test('a form that is too large is told of in words, with a way back', async ({ page, javaScriptEnabled }) => {
	const lang = javaScriptEnabled ? 'sv' : 'en';
	const words = {
		sv: ['För stort att ta emot', 'Öppna sidan på nytt'],
		en: ['Too large to take in', 'Open the page anew']
	} as const;
	const [title, again] = words[lang];
	await page.goto(`/${lang}/accessibility`);
	await page.locator('textarea').first().fill('Jag kommer inte vidare. '.repeat(60_000));
	await page.locator('main form').getByRole('button').last().click();
	await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
	await expectAccessible(page);
	await page.getByRole('link', { name: again }).click();
	await expect(page.locator('textarea').first()).toBeVisible();
});
