import { describe, expect, it } from 'vitest';
import { existing, FOOT_MENU, isWithin, MAIN_MENU } from './menu.ts';

describe('the menus', () => {
	it('show an entry only once its page exists', () => {
		expect(existing(MAIN_MENU, [])).toEqual([]);
		expect(existing(MAIN_MENU, ['/actors', '/elsewhere']).map((entry) => entry.path)).toEqual(['/actors']);
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
