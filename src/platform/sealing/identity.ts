import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';

/** A new secret identity; classic X25519, which every version of the `age` program knows. */
export const createIdentity = (): Promise<string> => generateX25519Identity();

/** The public recipient of a secret identity. @throws Error on what is no identity */
export const recipientOf = (secret: string): Promise<string> => identityToRecipient(secret);

const RECIPIENT = /^age1[02-9ac-hj-np-z]{58}$/;

/** Whether a text is a recipient that can be sealed to, its checksum included. */
export function isRecipient(text: string): boolean {
	if (!RECIPIENT.test(text)) return false;
	try {
		new Encrypter().addRecipient(text);
		return true;
	} catch {
		return false;
	}
}

/** The secret in a key file as `age-keygen` writes it, or as typed; null where there is none. */
export function readIdentity(text: string): string | null {
	return /AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}/.exec(text.toUpperCase())?.[0] ?? null;
}

/**
 * Sixteen bytes of SHA-256 over the recipient, as eight groups of four: short enough to read aloud or compare with a
 * printed notice.
 */
export async function fingerprint(recipient: string): Promise<string> {
	const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(recipient)));
	const hex = Array.from(hash.slice(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
	return hex.match(/.{4}/g)!.join(' ');
}
