import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { signInAs } from '../../tests/support/sign-in.ts';
import { BROWSER_FLAGS, BROWSER_MISSING, findBrowser } from './browser.mjs';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		width: { type: 'string', default: '1280' },
		height: { type: 'string' },
		as: { type: 'string' },
		nojs: { type: 'boolean' },
		dark: { type: 'boolean' },
		full: { type: 'boolean' },
		print: { type: 'boolean' }
	}
});
const [url, file] = positionals;
if (!url || !file) {
	console.error(
		'usage: node bin/shot.mjs URL OUT.png [--width N] [--as PERSONA] [--nojs] [--dark] [--full] [--print]'
	);
	process.exit(2);
}
const executablePath = findBrowser();
if (!executablePath) {
	console.error(BROWSER_MISSING);
	process.exit(1);
}
const browser = await chromium.launch({ executablePath, args: BROWSER_FLAGS });
const width = Number(values.width);
const context = await browser.newContext({
	baseURL: new URL(url).origin,
	viewport: { width, height: Number(values.height ?? (width < 600 ? 844 : 800)) },
	deviceScaleFactor: width < 600 ? 2 : 1,
	javaScriptEnabled: !values.nojs,
	colorScheme: values.dark ? 'dark' : 'light',
	locale: 'sv-SE',
	timezoneId: 'Europe/Stockholm'
});
const page = await context.newPage();
page.on('console', (message) => message.type() === 'error' && console.error(`console: ${message.text()}`));
page.on('pageerror', (error) => console.error(`page error: ${error.message}`));
if (values.as) await signInAs(page, values.as);
if (values.print) await page.emulateMedia({ media: 'print' });
const answer = await page.goto(url);
// A live stream keeps the network busy for ever.
await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => {});
await page.screenshot({ path: file, fullPage: values.full });
// The page may scroll sideways on a narrow screen only by mistake.
const wide = values.nojs
	? 0
	: await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
console.log(`${answer?.status()} ${page.url()} → ${file}${wide > 0 ? ` (${wide} px too wide)` : ''}`);
await browser.close();
