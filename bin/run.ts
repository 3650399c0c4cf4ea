import { existsSync } from 'node:fs';
import type { Config } from '#platform/server/config.ts';
import { buildIfChanged } from './lib/build.mjs';
import { runChild, startChild, startWeb } from './lib/children.ts';
import { alone, bringUpToDate, embedded, emptyEmbedded, inspect, markPrepared } from './lib/database.ts';
import { preflight, StartError } from './lib/preflight.ts';

interface Options {
	/** --demo and --no-demo decide about an empty database; --only=web and --only=worker split the work. */
	args: string[];
	/** Served by Vite from the sources instead of from a build. */
	dev: boolean;
}

/** What must be undone at the end, in reverse order. */
const cleanUps: (() => Promise<void>)[] = [];
let stopping = false;

/** Starts database, web and jobs, and stays until a signal comes or one of them ends. */
export async function start(options: Options): Promise<void> {
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0));
	// The parent, which only chose the right Node, was killed.
	process.once('disconnect', () => stop(1));
	try {
		const config = await preflight(process.env);
		if (!options.dev) await buildIfChanged();
		const url = config.DATABASE_URL || (await ownDatabase(config.DATA_DIR));
		await alone(url, () => prepare(url, config, options));
		await startChildren(url, config, options);
	} catch (error) {
		await stop(1, error instanceof StartError ? error.message : (error as Error).stack);
	}
}

async function stop(code: number, line?: string): Promise<void> {
	if (stopping) return;
	stopping = true;
	if (line) console.error(`✗ ${line}`);
	else console.log('• Stopping …');
	for (const cleanUp of cleanUps.reverse()) await cleanUp().catch((error) => console.error(error));
	process.exit(code);
}

async function ownDatabase(dataDir: string): Promise<string> {
	console.log('• Starting PostgreSQL …');
	const server = await embedded(dataDir);
	cleanUps.push(server.stop);
	server.ended.then(() =>
		stop(1, 'PostgreSQL ended unexpectedly; see postgres/postgres.log in the data folder.')
	);
	return server.url;
}

/** Migrates, and fills an empty database with the demo world where that is wanted. */
async function prepare(url: string, config: Config, { args, dev }: Options): Promise<void> {
	let mark = await inspect(url);
	if (mark?.complete === false) {
		if (config.DATABASE_URL)
			throw new StartError('Loading the demo world was cut short: empty the database, then start again.');
		await emptyEmbedded(url);
		mark = undefined;
	}
	if (mark && !mark.demo && args.includes('--demo'))
		throw new StartError('--demo is only for an empty database.');
	const demo =
		mark?.demo ?? (args.includes('--demo') || (!config.DATABASE_URL && !args.includes('--no-demo')));
	if (!demo && !dev && !config.SMTP_URL) {
		throw new StartError('SMTP_URL is missing: outside a demo, people sign in and are told things by mail.');
	}
	await bringUpToDate(url, demo);
	if (!mark && demo) await loadDemo(url);
}

async function loadDemo(url: string): Promise<void> {
	if (existsSync('demo/load.ts')) {
		console.log('• Loading the demo world …');
		const { done, stop } = runChild('bin/load-demo.ts', { DATABASE_URL: url });
		cleanUps.push(stop);
		await done.catch(() => {
			throw new StartError(
				'The demo world could not be loaded; the reason is above. The next start tries again.'
			);
		});
	}
	await markPrepared(url);
}

async function startChildren(url: string, config: Config, { args, dev }: Options): Promise<void> {
	const only = args.find((arg) => arg.startsWith('--only='))?.slice('--only='.length);
	const env = { DATABASE_URL: url, PORT: String(config.PORT), HOST: config.HOST, DATA_DIR: config.DATA_DIR };
	const children = [
		...(only === 'worker'
			? []
			: startWeb(dev ? 'bin/dev-server.mjs' : 'bin/server.mjs', env, dev ? 1 : config.WEB_PROCESSES)),
		...(only === 'web' ? [] : [startChild('worker', 'bin/worker.ts', env)])
	];
	cleanUps.push(async () => void (await Promise.all(children.map((child) => child.stop()))));
	for (const child of children)
		child.ended.then(() => stop(1, `The ${child.name} process ended unexpectedly.`));
	await Promise.all(children.map((child) => child.ready));
	console.log(only === 'worker' ? '✓ Jobs are running' : `✓ Mötesplats is ready: ${config.PUBLIC_URL}`);
}
