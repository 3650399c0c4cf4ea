// Runs one part of `npm test` at a time and counts what it says. Only node: modules.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { ROOT } from './bootstrap.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */
/** @typedef {{ name: string, words: string[], json?: string, count?: (report: any) => Count, env?: Record<string, string> }} Step */

const LIMIT = 40 * 60_000;
// Settings of the shell must not decide what the tests see.
const LEAKS = [
	'DATABASE_URL',
	'DATA_DIR',
	'HOST',
	'PORT',
	'SMTP_URL',
	'PUBLIC_URL',
	'TRUST_PROXY',
	'OIDC_ISSUERS',
	'NODE_ENV',
	'FORCE_COLOR'
];

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
	process.on(signal, () => {
		for (const child of running) child.kill(signal);
		process.exit(1);
	});
}

/** Runs a step under this Node and shows its output when it is over. @param {Step} step @returns {Promise<Count>} */
export async function runStep(step) {
	if (step.json) rmSync(step.json, { force: true });
	const begun = Date.now();
	const { code, output } = await execute(step);
	const count = countOf(step, code);
	const seconds = ((Date.now() - begun) / 1000).toFixed(1);
	console.log(
		`${count.failed ? '✗' : '✓'} ${step.name} (${seconds} s)${step.json ? `: ${line(count)}` : ''}`
	);
	if (count.failed) console.log(output);
	return count;
}

/** @param {Step} step @returns {Promise<{ code: number | null, output: string }>} */
function execute({ words, env }) {
	const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !LEAKS.includes(name)));
	const child = spawn(process.execPath, words, {
		cwd: ROOT,
		env: { ...clean, NO_COLOR: '1', ...env },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	running.add(child);
	let output = '';
	child.stdout.on('data', (chunk) => (output += chunk));
	child.stderr.on('data', (chunk) => (output += chunk));
	const timer = setTimeout(() => {
		output += '\nstopped: it took too long';
		child.kill('SIGTERM');
	}, LIMIT);
	return new Promise((resolve) => {
		child.once('close', (code) => {
			clearTimeout(timer);
			running.delete(child);
			resolve({ code, output });
		});
	});
}

/** A runner that crashed counts as one failure, whatever its report says. @param {Step} step @param {number | null} code @returns {Count} */
function countOf({ json, count }, code) {
	const crashed = { passed: 0, failed: 1, skipped: 0 };
	if (!json || !count) return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : crashed;
	if (!existsSync(json)) return crashed;
	const counted = count(JSON.parse(readFileSync(json, 'utf8')));
	return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

/** @param {any} report vitest's JSON @returns {Count} */
export function countVitest(report) {
	// A file that could not even be loaded has no tests to count.
	const broken = report.testResults.filter(
		(/** @type {any} */ file) => file.status === 'failed' && !file.assertionResults.length
	);
	return {
		passed: report.numPassedTests,
		failed: report.numFailedTests + broken.length,
		skipped: report.numPendingTests + (report.numTodoTests ?? 0)
	};
}

/** @param {any} report Playwright's JSON @returns {Count} */
export function countPlaywright({ stats, errors }) {
	return {
		passed: stats.expected,
		failed: stats.unexpected + stats.flaky + (errors?.length ?? 0),
		skipped: stats.skipped
	};
}

/** @param {Count[]} counts @returns {Count} */
export function sum(counts) {
	const total = { passed: 0, failed: 0, skipped: 0 };
	for (const count of counts) {
		total.passed += count.passed;
		total.failed += count.failed;
		total.skipped += count.skipped;
	}
	return total;
}

/** @param {Count} count */
export const line = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;
