import { chacha20poly1305 as interpreted } from '@noble/ciphers/chacha.js';
import { expect, test } from 'vitest';
import { chacha20poly1305, compiled } from './compiled.ts';

const key = crypto.getRandomValues(new Uint8Array(32));
const nonce = crypto.getRandomValues(new Uint8Array(12));

test('the compiled cipher writes the same bytes as the one in JavaScript, and each opens the other', async () => {
	expect(await compiled).toBe(true);
	for (const size of [0, 1, 63, 64, 65, 65_536]) {
		const plain = crypto.getRandomValues(new Uint8Array(size));
		const sealed = chacha20poly1305(key, nonce).encrypt(plain);
		expect(sealed).toEqual(interpreted(key, nonce).encrypt(plain));
		expect(chacha20poly1305(key, nonce).decrypt(sealed)).toEqual(plain);
	}
});

test('a changed bit is refused', async () => {
	await compiled;
	const sealed = chacha20poly1305(key, nonce).encrypt(new Uint8Array(100));
	sealed[50]! ^= 1;
	expect(() => chacha20poly1305(key, nonce).decrypt(sealed)).toThrow();
});
