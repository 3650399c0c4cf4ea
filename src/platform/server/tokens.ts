import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { appSecret } from './config.ts';

/** A secret for a link: 256 bits, safe in an address. Store `hashToken` of it, never itself. */
export function newToken(): string {
	return randomBytes(32).toString('base64url');
}

export function hashToken(token: string): string {
	return createHash('sha256').update(token).digest('base64url');
}

/** Encrypts a short text under a key that is kept outside the database. `purpose` parts the keys. */
export function seal(purpose: string, text: string): string {
	const nonce = randomBytes(12);
	const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), nonce);
	const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
	return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Opens what `seal` made for the same purpose; null when it was changed or made under another key. */
export function unseal(purpose: string, sealed: string): string | null {
	try {
		const bytes = Buffer.from(sealed, 'base64url');
		const decipher = createDecipheriv('aes-256-gcm', keyFor(purpose), bytes.subarray(0, 12));
		decipher.setAuthTag(bytes.subarray(12, 28));
		return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
	} catch {
		return null;
	}
}

function keyFor(purpose: string): Buffer {
	return Buffer.from(hkdfSync('sha256', appSecret(), '', `motesplats:${purpose}`, 32));
}
