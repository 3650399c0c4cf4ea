import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
	plugins: [sveltekit()],
	test: {
		include: ['src/**/*.test.ts', 'bin/**/*.test.ts', 'demo/**/*.test.ts', 'tests/**/*.test.ts'],
		environment: 'node',
		globalSetup: './src/platform/server/testing/global-setup.ts',
		setupFiles: './src/platform/server/testing/set-up.ts',
		// One process per file: settings and the shared pool live in module state.
		pool: 'forks',
		maxWorkers: 2,
		testTimeout: 60_000,
		hookTimeout: 120_000
	}
});
