import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

// Kit's route announcer carries one inline style; its hash is allowed instead of 'unsafe-inline'.
const ROUTE_ANNOUNCER_STYLE = 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo=';

// In the worker that locks large files, age's payload is encrypted by compiled code.
const compiledCipher = (): Plugin => ({
	name: 'compiled-cipher',
	enforce: 'pre',
	resolveId: (source, importer) =>
		source === '@noble/ciphers/chacha.js' && importer?.includes('age-encryption')
			? fileURLToPath(new URL('src/platform/sealing/compiled.ts', import.meta.url))
			: null
});

export default defineConfig({
	worker: { format: 'es', plugins: () => [compiledCipher()] },
	plugins: [
		sveltekit({
			adapter: adapter({ out: 'build' }),
			csp: {
				mode: 'nonce',
				directives: {
					'default-src': ['self'],
					'script-src': ['self'],
					'worker-src': ['self'],
					'style-src': ['self'],
					'style-src-attr': ['unsafe-hashes', ROUTE_ANNOUNCER_STYLE],
					'img-src': ['self', 'data:'],
					'object-src': ['none'],
					'base-uri': ['none'],
					'frame-ancestors': ['none'],
					'form-action': ['self']
				}
			}
		})
	]
});
