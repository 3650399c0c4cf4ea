// @ts-check
// Only for the phone page: opens it again without network. What is sent and waits is the page's own business.
const KEPT = 'motesplats-capture-1';
const worker = /** @type {any} */ (self);

worker.addEventListener('install', () => worker.skipWaiting());
worker.addEventListener('activate', (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('fetch', (/** @type {any} */ event) => {
	const { request } = event;
	if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return;
	event.respondWith(answer(request));
});

/** The network first, so that nobody sees an old page while there is one. @param {Request} request */
async function answer(request) {
	const kept = await caches.open(KEPT);
	try {
		const response = await fetch(request);
		if (response.ok && isOurs(request)) await kept.put(request, response.clone());
		return response;
	} catch (error) {
		const known = await kept.match(request, { ignoreVary: true });
		if (known) return known;
		throw error;
	}
}

/** The page, and what it is dressed in. @param {Request} request */
function isOurs(request) {
	const { pathname } = new URL(request.url);
	return /^\/(sv|en)\/c\/[^/]+$/.test(pathname)
		? !pathname.endsWith('/mine')
		: /^\/(_app|js)\//.test(pathname);
}
