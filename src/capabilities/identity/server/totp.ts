import { createHmac, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { appSecret } from '#platform/server/config.ts';

export const RECOVERY_CODES = 10;

/** A new secret for an authenticator app, in base32. */
export function newSecret(): string {
	return new Secret({ size: 20 }).base32;
}

/** The address that the QR code carries. */
export function otpauthUri(secret: string, email: string): string {
	return totp(secret, email).toString();
}

/**
 * The time step that a code belongs to, or null when it is wrong. One step early or late is accepted, for
 * clocks that go wrong; the caller must refuse a step that was used before.
 */
export function stepOf(secret: string, code: string, now = Date.now()): number | null {
	const delta = totp(secret).validate({ token: code, window: 1, timestamp: now });
	return delta === null ? null : Math.floor(now / 30_000) + delta;
}

/** The code that an app would show; for the demo world and tests. */
export function codeAt(secret: string, now = Date.now()): string {
	return totp(secret).generate({ timestamp: now });
}

function totp(secret: string, label = ''): TOTP {
	return new TOTP({ issuer: 'Mötesplats', label, secret: Secret.fromBase32(secret), digits: 6, period: 30 });
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

/** Ten letters without look-alikes, 50 bits: guessing is hopeless under the limit on tries. */
export function newRecoveryCode(): string {
	return Array.from(randomBytes(10), (byte) => LETTERS[byte % 32]).join('');
}

/** Keyed, since 50 bits could be tried out against a stolen table. */
export function hashRecoveryCode(personId: string, code: string): string {
	return createHmac('sha256', appSecret()).update(`recovery:${personId}:${code}`).digest('base64url');
}
