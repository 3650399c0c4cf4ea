import { AppError } from '#platform/errors/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import { consume } from '#platform/server/limits/index.ts';
import { localPath } from '../rules.ts';
import { auth, cookiesOf, type AuthCookie } from './auth.ts';
import { AUTH_PATH } from './auth-options.ts';

const PER_CLIENT = { name: 'sign-in-issuer', points: 60, seconds: 900 };

/** The sign-in services of this installation, as buttons. */
export function listIssuers(): { id: string; name: string }[] {
	return config().OIDC_ISSUERS.map(({ id, name }) => ({ id, name }));
}

/**
 * Begins signing in at an issuer: the address to send the browser to, and the cookie that binds the answer
 * to this browser. @throws AppError not-found for an unknown issuer, unavailable when it does not answer
 */
export async function startIssuerSignIn(
	ctx: Context,
	input: { issuer: string; next?: string },
	headers: Headers
): Promise<{ url: string; cookies: AuthCookie[] }> {
	ctx.access.decided = true;
	if (!config().OIDC_ISSUERS.some(({ id }) => id === input.issuer))
		throw new AppError('not-found', 'error.not-found');
	await consume(ctx.db, PER_CLIENT, ctx.client);
	const base = `${config().PUBLIC_URL}/${ctx.lang}/sign-in`;
	const next = localPath(input.next, ctx.lang);
	const body = {
		provider: input.issuer,
		callbackURL: `${base}/done?next=${encodeURIComponent(next)}`,
		errorCallbackURL: `${base}/error`,
		disableRedirect: true
	};
	const started = await auth()
		.api.signInSocial({ body, headers, returnHeaders: true })
		.catch(() => null);
	const url = started?.response.url;
	if (!url) throw new AppError('unavailable', 'identity.issuer.unavailable');
	return { url, cookies: cookiesOf(started.headers) };
}

/** The library's own address for answers from issuers; every other address of it is closed. */
export function isOpenAuthPath(rest: string): boolean {
	const issuer = /^callback\/([a-z0-9-]+)$/.exec(rest)?.[1];
	return issuer !== undefined && config().OIDC_ISSUERS.some(({ id }) => id === issuer);
}

/** Passes an issuer's answer to the library. @param rest path below /auth, checked by `isOpenAuthPath` */
export function answerIssuer(request: Request, rest: string): Promise<Response> {
	// The library compares with its own base address, which differs from the one seen behind a proxy.
	const url = new URL(`${config().PUBLIC_URL}${AUTH_PATH}/${rest}`);
	url.search = new URL(request.url).search;
	return auth().handler(new Request(url, { headers: request.headers }));
}
