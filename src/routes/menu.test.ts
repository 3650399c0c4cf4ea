import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FOOT_MENU, isWithin, MAIN_MENU } from '#design/shell/menu.ts';
import { MY_MENU } from './[lang=lang]/my/menu.ts';

describe('the menus', () => {
	it.each([...MAIN_MENU, ...FOOT_MENU, ...MY_MENU].map(({ path }) => path))('%s is a page', (path) => {
		expect(existsSync(`src/routes/[lang=lang]${path}/+page.svelte`)).toBe(true);
	});

	it('name each page once', () => {
		const paths = [...MAIN_MENU, ...FOOT_MENU].map((entry) => entry.path);
		expect(new Set(paths).size).toBe(paths.length);
	});

	it.each([
		['/actors', true],
		['/actors/123', true],
		['/actors-of-old', false],
		['/', false]
	])('%s is within /actors: %s', (path, within) => {
		expect(isWithin({ key: 'common.menu.actors', path: '/actors' }, path)).toBe(within);
	});
});
