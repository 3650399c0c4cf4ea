import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface App {
	/** http://127.0.0.1:PORT, no slash at the end. */
	url: string;
	/** postgres:// address of its embedded database; undefined when DATABASE_URL was given. */
	databaseUrl: string | undefined;
	dataDir: string;
	child: ChildProcess;
	/** Everything it printed so far. */
	output(): string;
	/** Ends it like Ctrl-C and resolves with its exit code. */
	stop(): Promise<number | null>;
}

export interface AppOptions {
	args?: string[];
	env?: Record<string, string | undefined>;
	/** Kept afterwards when given; otherwise a temporary one is made and removed. */
	dataDir?: string;
	/** Milliseconds until it must be ready. */
	timeout?: number;
	/** What is run; `npm start` is the longer way to the same. */
	command?: string[];
}

/** Settings of the shell that started the tests must not leak in. */
const CLEAN = {
	DATABASE_URL: undefined,
	SMTP_URL: undefined,
	PUBLIC_URL: undefined,
	TRUST_PROXY: undefined,
	OIDC_ISSUERS: undefined,
	FORCE_COLOR: undefined
};

/** Runs `npm start`'s script as a child until it says that it is ready. @throws Error with its output otherwise */
export async function startApp(options: AppOptions = {}): Promise<App> {
	const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'motesplats-app-'));
	const { child, output, ended } = launchApp({ ...options, dataDir });
	const url = await readyAddress(child, output, options.timeout ?? 240_000);
	const urlFile = join(dataDir, 'postgres', 'url');
	const stop = async () => {
		child.kill('SIGINT');
		const code = await ended;
		if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
		return code;
	};
	return {
		url,
		dataDir,
		child,
		output,
		stop,
		databaseUrl: existsSync(urlFile) ? readFileSync(urlFile, 'utf8') : undefined
	};
}

const START = [process.execPath, 'bin/start.mjs'];

/** The same without waiting, for starts that are meant to fail. */
export function launchApp({ args = [], env = {}, dataDir, command = START }: AppOptions) {
	const child = spawn(command[0]!, [...command.slice(1), ...args], {
		env: {
			...process.env,
			...CLEAN,
			NODE_OPTIONS: '',
			LOG_LEVEL: 'warn',
			HOST: '127.0.0.1',
			PORT: '0',
			DATA_DIR: dataDir,
			...env
		},
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let text = '';
	child.stdout.on('data', (chunk) => (text += chunk));
	child.stderr.on('data', (chunk) => (text += chunk));
	const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
	return { child, output: () => text, ended };
}

function readyAddress(child: ChildProcess, output: () => string, timeout: number): Promise<string> {
	return new Promise((resolve, reject) => {
		const give = (why: string) => reject(new Error(`the application ${why}:\n${output()}`));
		const timer = setTimeout(() => {
			child.kill('SIGKILL');
			give('was not ready in time');
		}, timeout);
		child.stdout!.on('data', () => {
			const found = /is ready: (http:\S+)/.exec(output());
			if (found) clearTimeout(timer);
			if (found) resolve(found[1]!);
		});
		child.once('close', () => {
			clearTimeout(timer);
			give('ended before it was ready');
		});
	});
}
