import type { Cookies } from '@sveltejs/kit';
import { readIdentity } from '#platform/sealing/index.ts';
import { config } from '#platform/server/config.ts';

// Without a script the draft's key stays in the browser as a cookie: the server has it only while it answers.

const name = (tenderId: string) => `draft-${tenderId}`;
const HALF_A_YEAR = 60 * 60 * 24 * 180;

export function keptDraftKey(cookies: Cookies, tenderId: string): string | null {
	return readIdentity(cookies.get(name(tenderId)) ?? '');
}

export function keepDraftKey(cookies: Cookies, tenderId: string, secret: string): void {
	cookies.set(name(tenderId), secret, {
		path: '/',
		httpOnly: true,
		sameSite: 'strict',
		secure: config().PUBLIC_URL.startsWith('https:'),
		maxAge: HALF_A_YEAR
	});
}
