import type { Handle } from '@sveltejs/kit/hooks';
import { config } from '../config.ts';

/** Headers that every answer carries; the content security policy comes from the framework, with its nonce. */
export const secureHeaders: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	const { headers } = response;
	headers.set('x-content-type-options', 'nosniff');
	headers.set('referrer-policy', 'same-origin');
	headers.set('x-frame-options', 'DENY');
	headers.set('cross-origin-opener-policy', 'same-origin');
	headers.set('cross-origin-resource-policy', 'same-origin');
	headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=(), browsing-topics=()');
	if (config().PUBLIC_URL.startsWith('https:')) {
		headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
	}
	if (!headers.has('cache-control')) headers.set('cache-control', 'private, no-cache');
	return response;
};
