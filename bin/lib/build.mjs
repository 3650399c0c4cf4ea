import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ROOT, run } from './bootstrap.mjs';

const STAMP = join(ROOT, 'build', '.sources');
const SOURCES = [
	'src',
	'static',
	'messages',
	'vite.config.ts',
	'tsconfig.json',
	'package.json',
	'package-lock.json'
];

/** Builds the web part unless the last finished build was made from exactly these sources. */
export async function buildIfChanged() {
	const hash = sourceHash();
	if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return;
	console.log('• Building …');
	// Gone first and written last: a build that was cut short is never taken for a whole one.
	rmSync(STAMP, { force: true });
	const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
	let output = '';
	const code = await run(
		process.execPath,
		[vite, 'build', '--logLevel', 'warn'],
		(chunk) => (output += chunk)
	);
	if (code !== 0) fail(`The build failed.\n${output}`);
	writeFileSync(STAMP, hash);
}

// Contents, not times: a fresh checkout of the same version needs no new build.
function sourceHash() {
	const hash = createHash('sha256').update(process.version);
	for (const file of SOURCES.flatMap((path) => filesBelow(join(ROOT, path)))) {
		hash.update(file).update('\0').update(readFileSync(file)).update('\0');
	}
	return hash.digest('hex');
}

/** @param {string} path @returns {string[]} */
function filesBelow(path) {
	if (!existsSync(path) || path.endsWith('.test.ts')) return [];
	if (!statSync(path).isDirectory()) return [path];
	return readdirSync(path)
		.sort()
		.flatMap((name) => filesBelow(join(path, name)));
}
