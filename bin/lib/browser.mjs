// Finds a Chromium or Chrome; downloads none. Only node: modules.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canInstall, install } from './debian.mjs';

// The shell is the same engine without the windows and menus around it, and opens a page in a third of the time.
const NAMES = [
	'chromium-headless-shell',
	'chrome-headless-shell',
	'chromium',
	'chromium-browser',
	'google-chrome',
	'google-chrome-stable',
	'chrome'
];
const { env } = process;
const PLACES = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	...[env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].map(
		(base) => base && join(base, 'Google', 'Chrome', 'Application', 'chrome.exe')
	)
];

// Playwright's own list, which this one replaces, and last the menus under the address field: without anybody to
// see them they are still started for each page, at half its cost.
const OFF = [
	'AvoidUnnecessaryBeforeUnloadCheckSync',
	'DestroyProfileOnBrowserClose',
	'HttpsUpgrades',
	'HttpsFirstBalancedModeAutoEnable',
	'LensOverlay',
	'MediaRouter',
	'PaintHolding',
	'ThirdPartyStoragePartitioning',
	'AvoidCorsURLLoaderRestartOnRedirect',
	'OptimizationHints',
	'NetworkTimeServiceQuerying',
	'AimEnabled',
	'PreconnectToSearch',
	'WebUIOmniboxPopup',
	'WebUIOmniboxAimPopup'
];

/** What keeps a browser quiet, offline and able to run as root. */
export const BROWSER_FLAGS = [
	`--disable-features=${OFF.join()}`,
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	// Pages are all our own and may share a process: each new one costs more than most pages.
	'--renderer-process-limit=1',
	'--disable-site-isolation-trials',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync'
];

/** Path of an installed browser, CHROMIUM_PATH first. @returns {string | undefined} */
export function findBrowser() {
	const onPath = NAMES.flatMap((name) => (env.PATH ?? '').split(delimiter).map((dir) => join(dir, name)));
	return [env.CHROMIUM_PATH, ...onPath, ...PLACES].find((path) => !!path && existsSync(path));
}

/** An installed browser; root on Debian gets one installed. @returns {string | undefined} */
export function findOrInstallBrowser() {
	const found = findBrowser();
	if (found || !canInstall()) return found;
	install('chromium', 'chromium-headless-shell');
	return findBrowser();
}

export const BROWSER_MISSING =
	'No browser found: install Chromium or Chrome (Debian: apt install chromium), or set CHROMIUM_PATH.';
