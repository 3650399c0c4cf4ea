import type { Cookies } from '@sveltejs/kit';

interface AuthCookie {
	name: string;
	value: string;
	maxAge?: number;
	secure: boolean;
}

/** Sets what the sign-in library wants set; scripts never see it, other sites never send it along with a form. */
export function setAuthCookies(cookies: Cookies, list: readonly AuthCookie[]): void {
	for (const { name, value, maxAge, secure } of list) {
		cookies.set(name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge });
	}
}
