import { chacha20poly1305 as interpreted } from '@noble/ciphers/chacha.js';
import sodium from 'libsodium-wrappers';

// The cipher of age's payload, in WebAssembly: three times as fast as in JavaScript. vite.config.ts gives it to
// age-encryption in the worker that locks large files; nowhere else is it needed. A browser that allows no WebAssembly
// (Lockdown Mode on iPhones) goes on with the other.

let ready = false;

/** Wait for this before the first block; until then, and without WebAssembly, JavaScript does the work. */
export const compiled: Promise<boolean> = sodium.ready.then(
	() => (ready = true),
	() => false
);
/** As in @noble/ciphers, without additional data. */
export function chacha20poly1305(key: Uint8Array, nonce: Uint8Array) {
	if (!ready) return interpreted(key, nonce);
	return {
		encrypt: (plain: Uint8Array) =>
			sodium.crypto_aead_chacha20poly1305_ietf_encrypt(plain, null, null, nonce, key),
		decrypt: (sealed: Uint8Array) =>
			sodium.crypto_aead_chacha20poly1305_ietf_decrypt(null, sealed, null, nonce, key)
	};
}
