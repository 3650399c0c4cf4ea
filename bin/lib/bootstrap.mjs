// Only node: modules here: this runs before anything is installed, on any Node from 20.
import { spawn } from 'node:child_process';
import module from 'node:module';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LOCK = join(ROOT, 'package-lock.json');
const INSTALLED = join(ROOT, 'node_modules', '.package-lock.json');
const NEEDED_MAJOR = 24;

/**
 * Installs what the lock file says when that is not what lies there, then makes sure that this script
 * runs under the Node that came with it; otherwise runs it again there and never returns.
 * @param {string} script file of the calling script
 */
export async function bootstrap(script) {
	process.chdir(ROOT);
	endWithNpm();
	if (!isInstalled()) await install();
	const node = bundledNode();
	if (node && realpathSync(node) !== realpathSync(process.execPath)) process.exit(await rerun(node, script));
	if (Number(process.versions.node.split('.')[0]) < NEEDED_MAJOR) {
		fail(
			`Node ${NEEDED_MAJOR} is needed here, since npm has no build of it for ${process.platform} ${process.arch}.`
		);
	}
	keepCompiled();
}

/** Ends the process with one line. @type {(line: string) => never} */
export const fail = (line) => {
	console.error(`✗ ${line}`);
	process.exit(1);
};

/** Keeps what Node made of the sources for the next start; older Nodes do without. */
function keepCompiled() {
	process.env.NODE_COMPILE_CACHE ??= join(ROOT, 'node_modules', '.cache', 'node');
	module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
}

/** npm passes a signal to the shell between us, which does not pass it on: its end is the only sign. */
function endWithNpm() {
	if (!process.env.npm_lifecycle_event) return;
	const parent = process.ppid;
	const look = () => process.ppid !== parent && process.kill(process.pid, 'SIGTERM');
	setInterval(look, 250).unref();
}

/** Compares contents, not times: a checkout touches the lock file without changing what it says. */
function isInstalled() {
	if (!existsSync(INSTALLED)) return false;
	const installed = packagesOf(INSTALLED);
	return Object.entries(packagesOf(LOCK)).every(([path, { version, ...entry }]) => {
		if (path === '' || (!installed[path] && !isForThisMachine(entry))) return true;
		return installed[path]?.version === version;
	});
}

/** @typedef {{ version?: string, optional?: boolean, os?: string | string[], cpu?: string | string[], libc?: string[] }} Entry */

/** @param {string} file @returns {Record<string, Entry>} */
const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/** @param {Entry} entry */
function isForThisMachine({ optional, os, cpu, libc }) {
	if (!optional) return true;
	if (!os || !cpu || libc) return false;
	return [os].flat().includes(process.platform) && [cpu].flat().includes(process.arch);
}

async function install() {
	console.log('• Installing packages as locked (a minute or two the first time) …');
	const words = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
	const npm = process.env.npm_execpath;
	const code = npm?.endsWith('.js') ? await run(process.execPath, [npm, ...words]) : await run('npm', words);
	if (code !== 0) fail('npm could not install the packages; its own message is above.');
}

function bundledNode() {
	const platform = process.platform === 'win32' ? 'win' : process.platform;
	const names = [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`];
	const file = process.platform === 'win32' ? 'node.exe' : 'node';
	return names.map((name) => join(ROOT, 'node_modules', name, 'bin', file)).find((path) => existsSync(path));
}

/** @param {string} node @param {string} script */
function rerun(node, script) {
	return run(node, [script, ...process.argv.slice(2)], [0, 1, 2, 'ipc']);
}

/**
 * Runs a command to its end; signals are passed on meanwhile.
 * @param {string} command @param {string[]} args
 * @param {import('node:child_process').StdioOptions | ((chunk: string) => void)} [out] 'inherit', or what takes its output
 * @returns {Promise<number>} exit code
 */
export function run(command, args, out = 'inherit') {
	const stdio = typeof out === 'function' ? 'pipe' : out;
	const child = spawn(command, args, {
		stdio,
		cwd: ROOT,
		shell: process.platform === 'win32' && command === 'npm'
	});
	if (typeof out === 'function')
		for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', out);
	/** @param {NodeJS.Signals} signal */
	const pass = (signal) => child.kill(signal);
	process.on('SIGINT', pass).on('SIGTERM', pass).on('SIGHUP', pass);
	return new Promise((resolve) => {
		child.once('error', (error) => {
			console.error(`✗ ${command}: ${error.message}`);
			resolve(1);
		});
		child.once('close', (code) => {
			process.off('SIGINT', pass).off('SIGTERM', pass).off('SIGHUP', pass);
			resolve(code ?? 1);
		});
	});
}
