// Keeps whole public pages for a moment, in front of everything else: answering from here costs a twentieth of
// making the page. See docs/mechanisms/speed.md.

/** Nothing that is shown may be older than this, whatever it was made from. */
const FRESH_MS = 5_000;
const MAX_BYTES = 20 * 1024 * 1024;
/** Said by the hooks: since when the oldest thing on the page has been remembered. For us only. */
const SINCE = 'x-remembered-since';

/**
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 * @typedef {(req: Request, res: Response) => void} Handler
 * @typedef {{ since: number, headers: import('node:http').OutgoingHttpHeaders, body: Uint8Array }} Entry
 */

/**
 * Answers visitors without any cookie from what was made for another such visitor at most five seconds ago.
 * Whoever has a cookie always gets a page of their own.
 * @param {Handler} make @returns {Handler}
 */
export function pageCache(make) {
	/** @type {Map<string, Entry>} */
	const entries = new Map();
	/** @type {Map<string, ((entry: Entry | null) => void)[]>} */
	const waiting = new Map();
	let bytes = 0;

	/** @param {string} key */
	function forget(key) {
		bytes -= entries.get(key)?.body.length ?? 0;
		entries.delete(key);
	}

	/** @param {string} key @param {Entry} entry */
	function keep(key, entry) {
		forget(key);
		entries.set(key, entry);
		bytes += entry.body.length;
		while (bytes > MAX_BYTES) forget(/** @type {string} */ (entries.keys().next().value));
	}

	/** @param {Request} req @param {Response} res @param {string} key */
	function fill(req, res, key) {
		waiting.set(key, []);
		capture(res, (entry) => {
			if (entry) keep(key, entry);
			const others = waiting.get(key) ?? [];
			waiting.delete(key);
			for (const other of others) other(entry);
		});
		make(req, res);
	}

	return (req, res) => {
		if (!isPlain(req)) return withoutMark(req, res, make);
		const key = /** @type {string} */ (req.url);
		const known = entries.get(key);
		if (known && Date.now() - known.since < FRESH_MS) return answer(req, res, known);
		if (known) forget(key);
		const others = waiting.get(key);
		if (!others) return fill(req, res, key);
		// Somebody is just getting this very page: theirs will do, unless it turns out to be only for them.
		others.push((entry) => (entry ? answer(req, res, entry) : withoutMark(req, res, make)));
	};
}

/** A page under a language, asked for as a page, by somebody of whom nothing is known. @param {Request} req */
function isPlain({ method, url, headers }) {
	return (
		method === 'GET' &&
		/^\/(sv|en)(?=[/?]|$)/.test(url ?? '') &&
		!headers.cookie &&
		!headers.authorization &&
		!headers.range &&
		!headers['if-none-match'] &&
		/text\/html|\*\/\*/.test(headers.accept ?? '*/*')
	);
}

/** @param {Request} req @param {Response} res @param {Entry} entry */
function answer(req, res, { since, headers, body }) {
	const age = String(Math.max(0, Math.trunc((Date.now() - since) / 1000)));
	res.writeHead(200, { ...headers, age });
	res.end(body);
}

/** @param {Request} req @param {Response} res @param {Handler} make */
function withoutMark(req, res, make) {
	beforeHead(res, () => res.removeHeader(SINCE));
	make(req, res);
}

/** @param {Response} res @param {() => void} look */
function beforeHead(res, look) {
	const writeHead = res.writeHead;
	res.writeHead = function (/** @type {any[]} */ ...words) {
		res.writeHead = writeHead;
		look();
		return writeHead.apply(res, /** @type {any} */ (words));
	};
}

/** Listens in on an answer while it is sent. @param {Response} res @param {(entry: Entry | null) => void} done */
function capture(res, done) {
	/** @type {Uint8Array[]} */
	const parts = [];
	let since = Date.now();
	let settled = false;
	beforeHead(res, () => {
		since = Number(res.getHeader(SINCE) ?? since);
		res.removeHeader(SINCE);
	});
	const { write, end } = res;
	/** @param {any} chunk */
	const hear = (chunk) => {
		if (chunk instanceof Uint8Array) parts.push(chunk);
		else if (typeof chunk === 'string') parts.push(Buffer.from(chunk));
	};
	/** @param {boolean} whole */
	const settle = (whole) => {
		if (settled) return;
		settled = true;
		done(whole && mayKeep(res) ? { since, headers: res.getHeaders(), body: joined(parts) } : null);
	};
	res.write = function (/** @type {any[]} */ ...words) {
		hear(words[0]);
		return write.apply(res, /** @type {any} */ (words));
	};
	res.end = function (/** @type {any[]} */ ...words) {
		hear(words[0]);
		const ended = end.apply(res, /** @type {any} */ (words));
		settle(true);
		return ended;
	};
	// The reader went away half-way: those who wait make the page themselves.
	res.once('close', () => settle(false));
}

/** Most pages come in one piece, which need not be copied. @param {Uint8Array[]} parts */
const joined = (parts) => (parts.length === 1 ? /** @type {Uint8Array} */ (parts[0]) : Buffer.concat(parts));

/** Pages with scripts carry a nonce, which must never be used twice. @param {Response} res */
function mayKeep(res) {
	const policy = String(res.getHeader('content-security-policy') ?? '');
	return (
		res.statusCode === 200 &&
		String(res.getHeader('content-type') ?? '').startsWith('text/html') &&
		!policy.includes("script-src 'self' 'nonce-") &&
		!res.hasHeader('set-cookie') &&
		!res.hasHeader('x-uncached')
	);
}
