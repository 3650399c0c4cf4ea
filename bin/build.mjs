// Builds the web part when its sources have changed.
import { fileURLToPath } from 'node:url';
import { bootstrap } from './lib/bootstrap.mjs';
import { buildIfChanged } from './lib/build.mjs';

await bootstrap(fileURLToPath(import.meta.url));
await buildIfChanged();
