import { fork, type ChildProcess } from 'node:child_process';
import cluster from 'node:cluster';

/** How long a child may take to finish what it has begun. */
const PATIENCE = 15_000;

export interface Child {
	name: string;
	pid: number;
	/** Settles when the child says that it works, or ends before it does. */
	ready: Promise<void>;
	ended: Promise<void>;
	stop(): Promise<void>;
}

/** Runs a script of bin/ as a process that sends 'ready' and obeys 'stop'. */
export function startChild(name: string, script: string, env: NodeJS.ProcessEnv): Child {
	return watched(name, fork(script, [], { env: { ...process.env, ...env } }));
}

/**
 * What a page is made of lives for seconds, so V8 takes it for lasting and lets the heap grow to several times what
 * is in use before it looks. Told to look earlier, it finds most of it gone; see docs/mechanisms/speed.md.
 */
const LEAN = ['--heap-growing-percent=40', '--max-semi-space-size=8'];

/** Runs the web process, or several that share its address: this process takes connections and deals them out. */
export function startWeb(script: string, env: NodeJS.ProcessEnv, count: number): Child[] {
	const execArgv = [...process.execArgv, ...LEAN];
	if (count === 1) return [watched('web', fork(script, [], { execArgv, env: { ...process.env, ...env } }))];
	cluster.setupPrimary({ exec: script, args: [], execArgv });
	return Array.from({ length: count }, () => watched('web', cluster.fork(env).process));
}

function watched(name: string, child: ChildProcess): Child {
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const ready = new Promise<void>((resolve, reject) => {
		child.on('message', (message) => message === 'ready' && resolve());
		child.once('error', reject);
		child.once('exit', (code) => reject(new Error(`${name} ended before it was ready (exit code ${code})`)));
	});
	ready.catch(() => {});
	return { name, pid: child.pid!, ready, ended, stop: () => stop(child, ended) };
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	// A message rather than a signal, which would end it abruptly on Windows.
	if (child.connected) child.send('stop');
	else child.kill('SIGTERM');
	const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
	await ended;
	clearTimeout(timer);
}

/** Runs a script to its end. @throws Error when it fails */
export function runChild(
	script: string,
	env: NodeJS.ProcessEnv
): { done: Promise<void>; stop(): Promise<void> } {
	const child = fork(script, [], { env: { ...process.env, ...env } });
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const done = new Promise<void>((resolve, reject) => {
		child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${script} failed`))));
	});
	return { done, stop: () => stop(child, ended) };
}
