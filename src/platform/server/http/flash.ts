import type { Cookies } from '@sveltejs/kit';
import type { MessageParams } from '#platform/errors/index.ts';
import { translator, type Lang, type MessageKey } from '#platform/i18n/index.ts';

const COOKIE = 'flash';

export interface Flash {
	kind: 'success' | 'info' | 'warning';
	text: string;
}

/** Leaves one sentence for the next page to say. */
export function setFlash(
	cookies: Cookies,
	key: MessageKey,
	params: MessageParams = {},
	kind: Flash['kind'] = 'success'
): void {
	const value = JSON.stringify({ key, params, kind });
	cookies.set(COOKIE, value, { path: '/', httpOnly: true, sameSite: 'lax', maxAge: 60, secure: false });
}

/** Takes the sentence, if there is one; it is shown once. */
export function takeFlash(cookies: Cookies, lang: Lang): Flash | null {
	const value = cookies.get(COOKIE);
	if (!value) return null;
	cookies.delete(COOKIE, { path: '/' });
	try {
		const { key, params, kind } = JSON.parse(value) as {
			key: MessageKey;
			params: MessageParams;
			kind: Flash['kind'];
		};
		return { kind, text: translator(lang)(key, params) };
	} catch {
		return null;
	}
}
