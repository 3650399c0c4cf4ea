import type { BetterAuthOptions } from 'better-auth';
import { genericOAuth } from 'better-auth/plugins/generic-oauth';
import { appSecret, config, type OidcIssuer } from '#platform/server/config.ts';
import { db } from '#platform/server/db/index.ts';
import { log } from '#platform/server/log.ts';
import { signInPersonPlugin } from './sign-in-person.ts';

export const AUTH_PATH = '/auth';

/** How long the cookie may live at most; the session itself ends when it was not used for a while (actor.ts). */
const COOKIE_SECONDS = 365 * 24 * 3600;

/** better-auth on our own tables. Loads in plain Node: nothing here knows SvelteKit. */
export function authOptions() {
	return {
		appName: 'Mötesplats',
		baseURL: config().PUBLIC_URL,
		basePath: AUTH_PATH,
		secret: appSecret(),
		database: { db: db(), type: 'postgres' },
		telemetry: { enabled: false },
		// Limits are ours, in the database, so that every process shares them.
		rateLimit: { enabled: false },
		advanced: {
			cookiePrefix: 'motesplats',
			database: { generateId: 'uuid' },
			// The address is personal data that nothing here needs.
			ipAddress: { disableIpTracking: true }
		},
		// What it logs beside the message may hold addresses and tokens.
		logger: { level: 'warn', log: (level, message) => log[level]({ part: 'sign-in' }, message) },
		onAPIError: { errorURL: `${config().PUBLIC_URL}/sv/sign-in/error` },
		...TABLES,
		session: { ...TABLES.session, expiresIn: COOKIE_SECONDS, disableSessionRefresh: true },
		account: { ...TABLES.account, accountLinking: { enabled: false }, encryptOAuthTokens: true },
		plugins: [signInPersonPlugin(), genericOAuth({ config: config().OIDC_ISSUERS.map(provider) })]
	} satisfies BetterAuthOptions;
}

const TABLES = {
	user: {
		modelName: 'person',
		fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
		validateUserInfo: ({ user }) => (user.emailVerified ? undefined : { error: 'email_not_verified' })
	},
	session: {
		fields: {
			userId: 'person_id',
			expiresAt: 'expires_at',
			createdAt: 'created_at',
			updatedAt: 'updated_at',
			ipAddress: 'ip_address',
			userAgent: 'user_agent'
		},
		additionalFields: {
			secondFactorAt: { type: 'date', fieldName: 'second_factor_at', required: false, input: false }
		}
	},
	account: {
		fields: {
			userId: 'person_id',
			accountId: 'account_id',
			providerId: 'provider_id',
			accessToken: 'access_token',
			refreshToken: 'refresh_token',
			idToken: 'id_token',
			accessTokenExpiresAt: 'access_token_expires_at',
			refreshTokenExpiresAt: 'refresh_token_expires_at',
			createdAt: 'created_at',
			updatedAt: 'updated_at'
		}
	},
	verification: { fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' } }
} satisfies Partial<BetterAuthOptions>;

function provider(issuer: OidcIssuer) {
	return {
		providerId: issuer.id,
		name: issuer.name,
		discoveryUrl: `${issuer.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
		clientId: issuer.clientId,
		clientSecret: issuer.clientSecret,
		scopes: ['openid', 'profile', 'email'],
		pkce: true,
		requireIdTokenVerification: true,
		mapProfileToUser: (profile: Record<string, unknown>) => ({ name: nameFrom(profile) })
	};
}

function nameFrom(profile: Record<string, unknown>): string {
	const parts = [profile.given_name, profile.family_name].filter((part) => typeof part === 'string');
	return String(profile.name || parts.join(' ') || String(profile.email ?? '').split('@')[0]);
}
