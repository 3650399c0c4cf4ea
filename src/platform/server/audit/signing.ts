import {
	createPrivateKey,
	createPublicKey,
	generateKeyPairSync,
	sign,
	verify,
	type KeyObject
} from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { config } from '../config.ts';

// The key lies outside the database: whoever can rewrite the chains cannot sign them.
function privateKey(): KeyObject {
	const file = join(config().DATA_DIR, 'audit-key.pem');
	if (!existsSync(file)) {
		mkdirSync(config().DATA_DIR, { recursive: true, mode: 0o700 });
		const { privateKey: fresh } = generateKeyPairSync('ed25519');
		try {
			writeFileSync(file, fresh.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
	}
	return createPrivateKey(readFileSync(file));
}

/** Ed25519 over the exact text, base64. */
export function signText(text: string): string {
	return sign(null, Buffer.from(text), privateKey()).toString('base64');
}

export function verifyText(
	text: string,
	signature: string,
	key: KeyObject = createPublicKey(privateKey())
): boolean {
	return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
}

/** PEM of the public key, for publishing. */
export function publicKeyPem(): string {
	return createPublicKey(privateKey()).export({ type: 'spki', format: 'pem' }).toString();
}
