import { createHash } from 'node:crypto';

/** How long browsers and proxies may keep what anybody may read, in seconds. A cache may never be older. */
const FRESH = 5;

/**
 * An answer that is the same for everybody: with an ETag, and 304 without a body where the asker has it already.
 * @param type e.g. `application/atom+xml`; utf-8 is added
 */
export function plainAnswer(
	request: Request,
	body: string,
	type: string,
	headers: Record<string, string> = {}
): Response {
	const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
	const all = {
		etag,
		'cache-control': `public, max-age=${FRESH}`,
		'content-type': `${type}; charset=utf-8`,
		...headers
	};
	const known = (request.headers.get('if-none-match') ?? '')
		.split(',')
		.map((tag) => tag.trim().replace(/^W\//, ''));
	if (known.includes(etag) || known.includes('*')) return new Response(null, { status: 304, headers: all });
	return new Response(body, { headers: all });
}

/** Pages of any site may read it: for open data only, which is the same for everybody. */
export const OPEN_TO_ALL = {
	'access-control-allow-origin': '*',
	'access-control-allow-methods': 'GET, HEAD, OPTIONS',
	'access-control-allow-headers': 'if-none-match, accept',
	'access-control-expose-headers': 'etag'
};
