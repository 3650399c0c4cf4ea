import { defineConfig } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from './bin/lib/browser.mjs';

export default defineConfig({
	testDir: 'tests',
	testMatch: '**/*.spec.ts',
	outputDir: 'test-results/journeys',
	globalSetup: './tests/support/global-setup.ts',
	workers: 2,
	timeout: 120_000,
	expect: { timeout: 15_000 },
	forbidOnly: !!process.env.CI,
	reporter: [['line'], ['json', { outputFile: 'test-results/journeys.json' }]],
	use: {
		locale: 'sv-SE',
		timezoneId: 'Europe/Stockholm',
		viewport: { width: 1280, height: 800 },
		screenshot: 'only-on-failure',
		actionTimeout: 30_000,
		launchOptions: { executablePath: findBrowser(), args: BROWSER_FLAGS }
	},
	projects: [
		{ name: 'js', testIgnore: 'processes/**', use: { javaScriptEnabled: true } },
		{ name: 'nojs', testIgnore: 'processes/**', use: { javaScriptEnabled: false } },
		// Last, since they are many and short: a long journey at the end would leave the other worker without work.
		{ name: 'processes', testMatch: 'processes/**/*.spec.ts' }
	]
});
