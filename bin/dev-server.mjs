// The web process of `npm run dev`: Vite on HOST and PORT.
import { createServer } from 'vite';
import { obey } from './lib/obey.mjs';

const server = await createServer({
	server: { host: process.env.HOST, port: Number(process.env.PORT), strictPort: true },
	clearScreen: false
});
await server.listen();
obey(() => {
	/** @type {NodeJS.EventEmitter} */ (process).emit('motesplats:shutdown');
	// Vite waits for open streams; a developer does not.
	return Promise.race([server.close(), new Promise((resolve) => setTimeout(resolve, 2_000))]);
});
