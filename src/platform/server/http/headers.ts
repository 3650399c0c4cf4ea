import type { Handle } from '@sveltejs/kit/hooks';
import { config, type OidcIssuer } from '../config.ts';

/** Headers that every answer carries; the content security policy comes from the framework, with its nonce. */
export const secureHeaders: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	const { headers } = response;
	if (/^\/(sv|en)\/sign-in$/.test(event.url.pathname)) allowIssuers(headers, config().OIDC_ISSUERS);
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

/** Browsers hold `form-action` against every address that a posted form is led on to. */
function allowIssuers(headers: Headers, issuers: readonly OidcIssuer[]): void {
	const policy = headers.get('content-security-policy');
	if (!policy || issuers.length === 0) return;
	const origins = issuers.flatMap(({ issuer, origins }) =>
		[issuer, ...origins].map((url) => new URL(url).origin)
	);
	const allowed = ["form-action 'self'", ...new Set(origins)].join(' ');
	headers.set('content-security-policy', policy.replace("form-action 'self'", allowed));
}
