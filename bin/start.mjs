// npm start: installs, builds, and starts everything. Options: --demo, --no-demo (see docs/operations.md).
import { fileURLToPath } from 'node:url';
import { bootstrap, fail } from './lib/bootstrap.mjs';

if (Number(process.versions.node.split('.')[0]) < 20) fail('Node 20 or later is needed.');
await bootstrap(fileURLToPath(import.meta.url));
const { start } = await import('./run.ts');
await start({ args: process.argv.slice(2), dev: false });
