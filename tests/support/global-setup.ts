import { mkdirSync, writeFileSync } from 'node:fs';
import { startApp } from './app.ts';

/** One server with the demo world for all journeys; APP_URL names a running one instead. */
export default async function setUp(): Promise<(() => Promise<void>) | void> {
	if (process.env.APP_URL) return;
	const app = await startApp();
	// Workers inherit the environment.
	process.env.APP_URL = app.url;
	process.env.APP_DATABASE_URL = app.databaseUrl;
	process.env.APP_DATA_DIR = app.dataDir;
	return async () => {
		const output = app.output();
		const code = await app.stop();
		// What the server said of its own faults explains what a journey only saw as a page that failed.
		mkdirSync('test-results', { recursive: true });
		writeFileSync('test-results/app.log', output);
		if (code !== 0) throw new Error(`the application did not stop cleanly (${code}):\n${output}`);
	};
}
