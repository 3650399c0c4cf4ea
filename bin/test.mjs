// npm test: everything, ending with "N passed, N failed, N skipped". Options: --only=static,unit,old,journeys
// Node 20 gets as far as installing the right one, and has no globSync to import by name.
import fs, { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bootstrap } from './lib/bootstrap.mjs';
import { BROWSER_MISSING, findOrInstallBrowser } from './lib/browser.mjs';
import { scratchInMemory } from './lib/scratch.mjs';
import { countPlaywright, countVitest, line, runStep, sum } from './lib/steps.mjs';

/** @typedef {import('./lib/steps.mjs').Count} Count */
/** @typedef {import('./lib/steps.mjs').Step} Step */

await bootstrap(fileURLToPath(import.meta.url));

const only = process.argv
	.find((word) => word.startsWith('--only='))
	?.slice('--only='.length)
	.split(',');
/** @param {string} part */
const wanted = (part) => !only || only.includes(part);
/** @param {string} path */
const inModules = (path) => `node_modules/${path}`;
const KIT = inModules('@sveltejs/kit/svelte-kit.js');

/** @type {Step[]} */
const STATIC = [
	{
		name: 'types',
		words: [
			inModules('svelte-check/bin/svelte-check'),
			'--tsconfig',
			'./tsconfig.json',
			'--fail-on-warnings',
			'--output',
			'human'
		]
	},
	{ name: 'lint', words: [inModules('eslint/bin/eslint.js'), '.'] },
	{ name: 'format', words: [inModules('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
	{
		name: 'import rules',
		words: [
			inModules('dependency-cruiser/bin/dependency-cruise.mjs'),
			'--config',
			'.dependency-cruiser.cjs',
			'src'
		]
	},
	{ name: 'messages', words: ['bin/check-messages.ts'] }
];
/** @param {string} name @param {string[]} words @returns {Step} */
const vitest = (name, words) => {
	const json = `test-results/${name}.json`;
	return {
		name,
		json,
		count: countVitest,
		words: [...words, '--reporter=default', '--reporter=json', `--outputFile.json=${json}`]
	};
};
const UNIT = vitest('unit', [inModules('vitest/vitest.mjs'), 'run']);
/** @type {Step} */
const JOURNEYS = {
	name: 'journeys',
	words: [inModules('@playwright/test/cli.js'), 'test'],
	json: 'test-results/journeys.json',
	count: countPlaywright
};

// Every step inherits it.
const scratch = scratchInMemory();
if (scratch) process.env.TMPDIR = scratch;

console.log('• Checking types, lint, import rules, texts, units, services and journeys …');
const counts = [await runStep({ name: 'generated types', words: [KIT, 'sync'] })];
// Two lanes, for two cores: the browser waits a lot, the checks do not.
const lanes = await Promise.all([browserLane(), checkLane()]);
const total = sum([...counts, ...lanes.flat()]);
console.log(line(total));
process.exit(total.failed > 0 ? 1 : 0);

async function browserLane() {
	if (!wanted('journeys')) return [];
	const build = await runStep({ name: 'build', words: ['bin/build.mjs'] });
	if (build.failed) return [build];
	const browser = findOrInstallBrowser();
	if (!browser) return [build, failure(BROWSER_MISSING)];
	return [build, await runStep({ ...JOURNEYS, env: { CHROMIUM_PATH: browser } })];
}

async function checkLane() {
	/** @type {Count[]} */
	const done = [];
	for (const step of wanted('static') ? STATIC : []) done.push(await runStep(step));
	if (wanted('unit')) done.push(await runStep(UNIT));
	if (wanted('old')) done.push(await onOldestServer());
	return done;
}

/** The service tests once more, on the oldest PostgreSQL that is promised, where it is installed. */
async function onOldestServer() {
	const places = [
		'/usr/lib/postgresql/15',
		'/usr/pgsql-15',
		'/opt/homebrew/opt/postgresql@15',
		'/usr/local/opt/postgresql@15'
	];
	const programs = places.find((path) => existsSync(`${path}/bin/initdb`));
	if (!programs) {
		console.log('– services on PostgreSQL 15: skipped, it is not installed');
		return { passed: 0, failed: 0, skipped: 1 };
	}
	// What waits for deadlines or goes by tens of thousands takes long, and asks nothing else of the server.
	const long = /import\/large|directory-speed|calls\/deadline/;
	const files = fs
		.globSync('{src,demo}/**/*.test.ts')
		.filter(
			(file) => readFileSync(file, 'utf8').includes('testDb(') && !long.test(file.replaceAll('\\', '/'))
		);
	return runStep(vitest('services-on-15', ['bin/test-on.ts', programs, ...files]));
}

/** @param {string} reason */
function failure(reason) {
	console.log(`✗ ${reason}`);
	return { passed: 0, failed: 1, skipped: 0 };
}
