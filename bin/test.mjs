// npm test: everything, ending with "N passed, N failed, N skipped". Options: --only=static,unit,old,journeys
// Node 20 gets as far as installing the right one, and has no globSync to import by name.
import fs, { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bootstrap } from './lib/bootstrap.mjs';
import { BROWSER_MISSING, findOrInstallBrowser } from './lib/browser.mjs';
import { canInstall, install, onPath } from './lib/debian.mjs';
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

/** Where systems put PostgreSQL 15. */
const OLDEST = [
	'/usr/lib/postgresql/15',
	'/usr/pgsql-15',
	'/opt/homebrew/opt/postgresql@15',
	'/usr/local/opt/postgresql@15'
];
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

// What tenderers may seal with, and what sets a process's clock; without them a few tests are left out, saying so.
const missing = ['age', 'faketime'].filter((name) => !onPath(name));
if (missing.length > 0 && canInstall()) install(...missing);

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
	return [...done, ...(await unitsAndServices())];
}

/**
 * Each test once: the services on the oldest PostgreSQL that is promised, where it is installed, since the journeys
 * take everything through the one that comes along; all others, and everything where it is not, on the latter.
 */
async function unitsAndServices() {
	const programs = OLDEST.find((path) => existsSync(`${path}/bin/initdb`));
	if (!wanted('old') || !programs) {
		if (wanted('old')) console.log('– services on PostgreSQL 15: skipped, it is not installed');
		const skipped = { passed: 0, failed: 0, skipped: wanted('old') ? 1 : 0 };
		return wanted('unit') ? [skipped, await runStep(UNIT)] : [skipped];
	}
	const files = fs.globSync('{src,demo,bin,tests}/**/*.test.ts');
	const services = files.filter(asksTheServer);
	const others = files.filter((file) => !services.includes(file));
	const old = vitest('services-on-15', ['bin/test-on.ts', programs, ...services]);
	if (!wanted('unit')) return [await runStep(old)];
	return [await runStep({ ...UNIT, words: [...UNIT.words, ...others] }), await runStep(old)];
}

/** @param {string} file */
function asksTheServer(file) {
	// What waits for deadlines or goes by tens of thousands, and what looks at plans, belongs to the newer server.
	const others = /import\/large|directory-speed|calls\/deadline/;
	return readFileSync(file, 'utf8').includes('testDb(') && !others.test(file.replaceAll('\\', '/'));
}

/** @param {string} reason */
function failure(reason) {
	console.log(`✗ ${reason}`);
	return { passed: 0, failed: 1, skipped: 0 };
}
