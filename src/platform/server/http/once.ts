import type { Cookies } from '@sveltejs/kit';
import { config } from '../config.ts';
import { seal, unseal } from '../tokens.ts';

/** Hands a secret to the next page, which shows it once: sealed in a cookie, stored nowhere. */
export function setOnce(cookies: Cookies, name: string, value: string): void {
	const secure = config().PUBLIC_URL.startsWith('https:');
	cookies.set(name, seal(`once:${name}`, value), {
		path: '/',
		httpOnly: true,
		sameSite: 'strict',
		maxAge: 300,
		secure
	});
}

export function takeOnce(cookies: Cookies, name: string): string | null {
	const value = cookies.get(name);
	if (value === undefined) return null;
	cookies.delete(name, { path: '/' });
	return unseal(`once:${name}`, value);
}
