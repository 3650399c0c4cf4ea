// The web process around the built handler. HOST, PORT (0: any free one), TRUST_PROXY, PUBLIC_URL.
import { createServer } from 'node:http';
import { inTurn } from './lib/in-turn.mjs';
import { obey } from './lib/obey.mjs';
import { pageCache } from './lib/page-cache.mjs';

const trustProxy = /^(1|true|yes|on|y|enabled)$/i.test(process.env.TRUST_PROXY ?? '');
const ownScheme = process.env.PUBLIC_URL?.startsWith('https:') ? 'https' : 'http';

// The handler reads these while it is imported.
process.env.PROTOCOL_HEADER = 'x-forwarded-proto';
process.env.BODY_SIZE_LIMIT ??= '32M';
if (trustProxy)
	Object.assign(process.env, { ADDRESS_HEADER: 'x-forwarded-for', HOST_HEADER: 'x-forwarded-host' });
const built = new URL('../build/handler.js', import.meta.url).href;
/** @type {{ handler: (req: import('node:http').IncomingMessage, res: import('node:http').ServerResponse, next: () => void) => void }} */
const { handler } = await import(built);

/**
 * A page comes beside its response, as bytes (src/platform/server/http/page-bytes.ts).
 * @param {import('node:http').IncomingMessage & { page?: Uint8Array }} req @param {import('node:http').ServerResponse} res
 */
function render(req, res) {
	const { end } = res;
	res.end = function (/** @type {any[]} */ ...words) {
		if (req.page && res.statusCode !== 304) words = [req.page];
		return end.apply(res, /** @type {any} */ (words));
	};
	handler(req, res, () => res.writeHead(404).end());
}
// A little more than the connections to the database: some only wait, for a form's body or for files.
const make = inTurn(render, Number(process.env.DB_POOL ?? 20) + 12);
const remembering = !/^(0|false|no|off|n|disabled)$/i.test(process.env.CACHE ?? '');
const answer = remembering ? pageCache(make) : make;
const server = createServer((req, res) => {
	setForwarded(req);
	answer(req, res);
});
// Longer than the usual idle time of a load balancer, which must not reuse a connection that we just closed.
server.keepAliveTimeout = 75_000;
server.listen(Number(process.env.PORT ?? 3000), process.env.HOST ?? '127.0.0.1', () => {
	const { address, port } = /** @type {import('node:net').AddressInfo} */ (server.address());
	if (!process.send)
		console.log(`listening on http://${address.includes(':') ? `[${address}]` : address}:${port}`);
	obey(shutDown);
});
server.once('error', (error) => {
	console.error(`✗ ${error.message}`);
	process.exit(1);
});

/** Nobody but a trusted proxy may say how the visitor came here. @param {import('node:http').IncomingMessage} req */
function setForwarded(req) {
	const { headers, socket } = req;
	if (!trustProxy) headers['x-forwarded-proto'] = ownScheme;
	headers['x-forwarded-proto'] ??= ownScheme;
	if (!trustProxy) return;
	headers['x-forwarded-for'] ??= socket.remoteAddress;
	headers['x-forwarded-host'] ??= headers.host;
}

/** Requests under way are finished; live streams hear the event and end themselves. */
function shutDown() {
	/** @type {NodeJS.EventEmitter} */ (process).emit('motesplats:shutdown');
	return new Promise((resolve) => {
		server.close(resolve);
		// A connection whose stream has just ended stays open for its reader's next request, which must not come here.
		setInterval(() => server.closeIdleConnections(), 50).unref();
		setTimeout(() => server.closeAllConnections(), 5_000).unref();
	});
}
