import { randomBytes } from 'node:crypto';
import type { Cookies } from '@sveltejs/kit';
import { config } from '#platform/server/config.ts';
import { deviceKey } from '#capabilities/insights/index.ts';

const COOKIE = 'device';

/**
 * The device's random number, made at its first visit to a collection: for limits, and so that people can see
 * what became of what they said. It lasts 30 days and is no use elsewhere.
 */
export function device(cookies: Cookies): string {
	let value = cookies.get(COOKIE);
	if (!value || !/^[\w-]{22}$/.test(value)) {
		value = randomBytes(16).toString('base64url');
		cookies.set(COOKIE, value, {
			path: '/',
			httpOnly: true,
			sameSite: 'lax',
			secure: config().PUBLIC_URL.startsWith('https:'),
			maxAge: 30 * 86_400
		});
	}
	return deviceKey(value);
}
