import type { Handle } from '@sveltejs/kit/hooks';

const PLAIN_LIMIT = 1024 * 1024;

/** Only forms that carry files may be large; the server's own limit then applies. */
export const bodyLimit: Handle = async ({ event, resolve }) => {
	const length = Number(event.request.headers.get('content-length') ?? 0);
	const multipart = event.request.headers.get('content-type')?.startsWith('multipart/form-data');
	if (!multipart && length > PLAIN_LIMIT) return new Response('too large', { status: 413 });
	return resolve(event);
};
