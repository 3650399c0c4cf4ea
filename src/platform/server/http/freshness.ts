import type { Handle } from '@sveltejs/kit/hooks';
import { config } from '../config.ts';
import { LONGEST } from '../short-memory.ts';

const COOKIE = 'just-wrote';

/**
 * Whoever sends a form sees what came of it at once, whichever process answers next: for as long as anything is
 * remembered, a cookie says that they want nothing that was. Tells the page cache how old the page's parts are.
 */
export const freshness: Handle = async ({ event, resolve }) => {
	const { cookies, locals, request } = event;
	const reads = request.method === 'GET' || request.method === 'HEAD';
	const state = { wanted: !reads || cookies.get(COOKIE) !== undefined || !config().CACHE, since: Infinity };
	locals.ctx = { ...locals.ctx, freshness: state };
	const response = await resolve(event);
	if (!reads) response.headers.append('set-cookie', mark());
	if (state.since !== Infinity) response.headers.set('x-remembered-since', String(state.since));
	return response;
};

function mark(): string {
	const secure = config().PUBLIC_URL.startsWith('https:') ? '; Secure' : '';
	return `${COOKIE}=1; Path=/; Max-Age=${LONGEST + 1}; HttpOnly; SameSite=Lax${secure}`;
}
