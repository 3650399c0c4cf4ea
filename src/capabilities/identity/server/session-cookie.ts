import { createHmac, timingSafeEqual } from 'node:crypto';
import { appSecret, config } from '#platform/server/config.ts';

/** Name of the session cookie as better-auth sets it. */
export function sessionCookieName(): string {
	return `${config().PUBLIC_URL.startsWith('https:') ? '__Secure-' : ''}motesplats.session_token`;
}

/**
 * The session's token from the request's cookies, null when there is none or its signature is not ours.
 * Checked here and not through better-auth: this runs on every request.
 */
export function sessionToken(headers: Headers): string | null {
	const signed = cookieValue(headers.get('cookie'), sessionCookieName());
	const dot = signed?.lastIndexOf('.') ?? -1;
	if (!signed || dot < 1) return null;
	const token = signed.slice(0, dot);
	const given = Buffer.from(signed.slice(dot + 1), 'base64');
	const wanted = createHmac('sha256', appSecret()).update(token).digest();
	return given.length === wanted.length && timingSafeEqual(given, wanted) ? token : null;
}

function cookieValue(header: string | null, name: string): string | null {
	const part = header?.split(';').find((pair) => pair.trim().startsWith(`${name}=`));
	if (!part) return null;
	try {
		return decodeURIComponent(part.trim().slice(name.length + 1));
	} catch {
		return null;
	}
}
