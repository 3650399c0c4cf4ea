// The pictures of the README, of a demo world that runs: node bin/pictures.mjs http://127.0.0.1:3000
import { fileURLToPath } from 'node:url';
import { bootstrap } from './lib/bootstrap.mjs';

await bootstrap(fileURLToPath(import.meta.url));
await import('./lib/pictures.ts');
