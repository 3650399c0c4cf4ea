import { sveltekit } from '@sveltejs/kit/vite';
import { configDefaults, defineConfig } from 'vitest/config';

/** Files that fill the registries with pretended kinds, which nobody else may meet. */
const ALONE = [
	'src/capabilities/initiatives/gates.test.ts',
	'src/capabilities/initiatives/moving.test.ts',
	'src/platform/server/privacy/privacy.test.ts'
];

export default defineConfig({
	plugins: [sveltekit()],
	test: {
		globalSetup: './src/platform/server/testing/global-setup.ts',
		maxWorkers: 2,
		projects: [
			// Loading the capabilities costs more than most files' tests, so a process takes one file after another.
			project('together', { isolate: false, exclude: [...configDefaults.exclude, ...ALONE] }),
			project('alone', { include: ALONE })
		]
	}
});

function project(name: string, options: { isolate?: boolean; include?: string[]; exclude?: string[] }) {
	return {
		extends: true as const,
		test: {
			name,
			include: ['src/**/*.test.ts', 'bin/**/*.test.ts', 'demo/**/*.test.ts', 'tests/**/*.test.ts'],
			environment: 'node',
			setupFiles: './src/platform/server/testing/set-up.ts',
			pool: 'forks' as const,
			testTimeout: 60_000,
			hookTimeout: 120_000,
			...options
		}
	};
}
