// npm run bench: fills a database of its own, starts the real thing and measures it (docs/mechanisms/speed.md).
// Options: --quick, --only=start,list,initiative,initiative-signed-in,initiative-evenly,initiative-signed-in-evenly,my-work,directory,post,ocds
import { fileURLToPath } from 'node:url';
import { bootstrap } from './lib/bootstrap.mjs';

await bootstrap(fileURLToPath(import.meta.url));
await import('../bench/run.ts');
