import { betterAuth } from 'better-auth';
import { parseSetCookieHeader } from 'better-auth/cookies';
import { db, type Db } from '#platform/server/db/index.ts';
import { authOptions } from './auth-options.ts';

const create = () => betterAuth(authOptions());

const instances = new WeakMap<Db, ReturnType<typeof create>>();

/** better-auth on the process's shared pool, made at first use so that the settings are read first. */
export function auth(): ReturnType<typeof create> {
	const pool = db();
	const instance = instances.get(pool) ?? create();
	instances.set(pool, instance);
	return instance;
}

/** A cookie that the web layer must set. */
export interface AuthCookie {
	name: string;
	value: string;
	/** Seconds; 0 removes the cookie, absent means until the browser closes. */
	maxAge?: number;
	secure: boolean;
}

/** Reads the cookies that a better-auth call wants set. */
export function cookiesOf(headers: Headers): AuthCookie[] {
	return headers.getSetCookie().flatMap((line) =>
		[...parseSetCookieHeader(line)].map(([name, attributes]) => ({
			name,
			value: attributes.value,
			maxAge: attributes['max-age'],
			secure: attributes.secure ?? false
		}))
	);
}

/** Opens a session for a person whose identity has been shown. */
export async function openSession(
	personId: string,
	headers: Headers,
	secondFactor = false
): Promise<{ sessionId: string; cookies: AuthCookie[] }> {
	const { headers: set, response } = await auth().api.signInPerson({
		body: { personId, secondFactor },
		headers,
		returnHeaders: true
	});
	return { sessionId: response.sessionId, cookies: cookiesOf(set) };
}

/** Ends the session of these headers and forgets its cookie. Harmless without a session. */
export async function signOut(headers: Headers): Promise<AuthCookie[]> {
	const { headers: set } = await auth().api.signOut({ headers, returnHeaders: true });
	return cookiesOf(set);
}
