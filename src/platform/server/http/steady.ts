import type { RequestEvent } from '@sveltejs/kit';
import type { Handle } from '@sveltejs/kit/hooks';

/**
 * Tells `static/js/steady.js` where a form led instead of leading there: the browser would follow by itself, and the
 * sentence that waits for the next page would be spent before anybody saw it.
 */
export const steady: Handle = ({ event, resolve }) =>
	event.request.headers.has('x-steady') ? toldWhere(event, resolve) : resolve(event);

async function toldWhere(event: RequestEvent, resolve: Parameters<Handle>[0]['resolve']): Promise<Response> {
	const response = await resolve(event);
	const location = response.headers.get('location');
	if (!location || response.status !== 303) return response;
	const headers = new Headers(response.headers);
	headers.delete('location');
	headers.set('x-steady-to', location);
	return new Response(null, { status: 204, headers });
}
