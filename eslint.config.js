import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

export default ts.config(
	{
		ignores: [
			'build/',
			'.svelte-kit/',
			'data/',
			'node_modules/',
			'test-results/',
			'src/platform/server/db/schema.ts',
			'src/design/theme/'
		]
	},
	js.configs.recommended,
	...ts.configs.recommended,
	...svelte.configs.recommended,
	{ languageOptions: { globals: { ...globals.node, ...globals.browser } } },
	{
		rules: {
			// TypeScript resolves names; the rule only knows plain JavaScript.
			'no-undef': 'off',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			// Links carry the language first and are built by path helpers, so Kit's resolve() adds nothing.
			'svelte/no-navigation-without-resolve': 'off',
			// User text reaches {@html} only through the sanitising Markdown component; Rendered shows what our own
			// components made.
			'svelte/no-at-html-tags': 'error',
			'max-lines': ['warn', { max: 260, skipBlankLines: true, skipComments: true }]
		}
	},
	// A table of cases and a schema are read from top to bottom; cutting them up helps nobody.
	{ files: ['**/*.test.ts', 'migrations/*.ts'], rules: { 'max-lines': 'off' } },
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] } }
	},
	// Verbs must be callable outside the web process: only routes and hooks may know SvelteKit.
	{
		files: ['src/capabilities/**/*.ts'],
		ignores: ['src/capabilities/**/*.svelte.ts'],
		rules: {
			'no-restricted-imports': ['error', { patterns: ['@sveltejs/kit', '@sveltejs/kit/*', '$app/*'] }]
		}
	}
);
