// node bin/test-on.ts FOLDER VITEST-WORDS…: runs tests on the PostgreSQL whose bin/ lies in FOLDER.
import { spawn } from 'node:child_process';
import { createTestCluster } from '#platform/server/postgres/index.ts';

const [programs, ...words] = process.argv.slice(2);
const cluster = await createTestCluster(programs);
const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...words], {
	stdio: 'inherit',
	env: { ...process.env, DATABASE_URL_TEST: cluster.url }
});
const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
await cluster.stop();
process.exit(code ?? 1);
