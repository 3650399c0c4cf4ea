import type { Handle } from '@sveltejs/kit/hooks';

interface Entry {
	at: number;
	status: number;
	headers: [string, string][];
	body: string;
}

const FRESH_MS = 3000;
const MAX_ENTRIES = 500;
const entries = new Map<string, Entry>();
const pending = new Map<string, Promise<Entry | null>>();

/**
 * Keeps a public page for three seconds, for visitors without any cookie. Whatever a person does is seen by
 * everybody at once after that; whoever has a cookie always gets a page of their own.
 */
export const pageCache: Handle = async ({ event, resolve }) => {
	const { request, url } = event;
	const plain = request.method === 'GET' && !request.headers.has('cookie') && isPage(url, request);
	if (!plain) return resolve(event);
	const key = url.pathname + url.search;
	const known = entries.get(key);
	if (known && Date.now() - known.at < FRESH_MS) return answer(known);
	const running = pending.get(key);
	if (running) {
		const shared = await running;
		if (shared) return answer(shared);
	}
	return fill(key, () => resolve(event));
};

/** Under a language, wanted as a page; data, streams and files go past. */
function isPage(url: URL, request: Request): boolean {
	return (
		/^\/(sv|en)(\/|$)/.test(url.pathname) && /text\/html|\*\/\*/.test(request.headers.get('accept') ?? '*/*')
	);
}

async function fill(key: string, make: () => Response | Promise<Response>): Promise<Response> {
	let done: (entry: Entry | null) => void = () => {};
	pending.set(key, new Promise((resolve) => (done = resolve)));
	let entry: Entry | null = null;
	try {
		const response = await make();
		if (!mayKeep(response)) return response;
		const body = await response.text();
		entry = { at: Date.now(), status: response.status, headers: [...response.headers], body };
		remember(key, entry);
		return answer(entry);
	} finally {
		pending.delete(key);
		done(entry);
	}
}

/** Pages with scripts carry a nonce, which must never be used twice. */
function mayKeep(response: Response): boolean {
	const html = response.headers.get('content-type')?.startsWith('text/html');
	const nonce = response.headers.get('content-security-policy')?.includes("script-src 'self' 'nonce-");
	return (
		response.status === 200 &&
		!!html &&
		!nonce &&
		!response.headers.has('set-cookie') &&
		!response.headers.has('x-uncached')
	);
}

function remember(key: string, entry: Entry): void {
	entries.delete(key);
	entries.set(key, entry);
	if (entries.size > MAX_ENTRIES) entries.delete(entries.keys().next().value!);
}

function answer(entry: Entry): Response {
	return new Response(entry.body, { status: entry.status, headers: entry.headers });
}
