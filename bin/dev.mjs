// npm run dev: like npm start, but the web part is served by Vite and follows every change.
import { fileURLToPath } from 'node:url';
import { bootstrap } from './lib/bootstrap.mjs';

await bootstrap(fileURLToPath(import.meta.url));
const { start } = await import('./run.ts');
await start({ args: process.argv.slice(2), dev: true });
