import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export interface Issuer {
	/** As the application's OIDC_ISSUERS wants it. */
	setting: { id: string; name: string; issuer: string; clientId: string; clientSecret: string };
	stop: () => void;
}

/**
 * A real OpenID provider on loopback. Whoever writes an address as their login is that person; one that
 * begins with "unverified" has not been checked by the provider.
 */
export async function startIssuer(id: string, name: string, appUrl: () => string): Promise<Issuer> {
	const server = createServer();
	server.listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const setting = { id, name, issuer, clientId: 'motesplats', clientSecret: `secret-of-${id}` };
	let callback: ReturnType<Provider['callback']> | undefined;
	server.on('request', (request, response) => {
		// Made at the first request: the application's own address is known by then.
		callback ??= new Provider(issuer, configuration(setting, `${appUrl()}/auth/callback/${id}`)).callback();
		callback(request, response);
	});
	return { setting, stop: () => void (server.close(), server.closeAllConnections()) };
}

function configuration({ id, clientId, clientSecret }: Issuer['setting'], redirect: string): object {
	return {
		clients: [
			{
				client_id: clientId,
				client_secret: clientSecret,
				redirect_uris: [redirect],
				grant_types: ['authorization_code']
			}
		],
		claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
		scopes: ['openid', 'profile', 'email'],
		pkce: { required: () => true },
		// Two providers on one host would otherwise take each other's cookies.
		cookies: {
			keys: [`key-of-${id}`],
			names: { session: `${id}_s`, interaction: `${id}_i`, resume: `${id}_r` }
		},
		findAccount: (_ctx: unknown, login: string) => ({
			accountId: login,
			claims: () => ({
				sub: login,
				email: login,
				email_verified: !login.startsWith('unverified'),
				name: nameOf(login)
			})
		})
	};
}

function nameOf(login: string): string {
	const word = login.split('@')[0]!;
	return `${word[0]!.toUpperCase()}${word.slice(1)} Berg`;
}
