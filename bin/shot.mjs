// A picture of a page: node bin/shot.mjs URL OUT.png [--width 390|1280] [--height N] [--as PERSONA]
//   [--nojs] [--dark] [--full] [--print]
import { fileURLToPath } from 'node:url';
import { bootstrap } from './lib/bootstrap.mjs';

await bootstrap(fileURLToPath(import.meta.url));
await import('./lib/shot.ts');
