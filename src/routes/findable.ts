import type { Findable } from '#capabilities/visitors/index.ts';
import { PAGES, ROUTES } from './pages.ts';

/** Pages for everybody that search engines should know; all others lead to forms, lists of one's own or administration. */
const FINDABLE = [
	'',
	'/initiatives',
	'/actors',
	'/meetings',
	'/calls',
	'/methods',
	'/insights',
	'/about',
	'/accessibility',
	'/open-data',
	'/keys',
	'/which-agreement'
];

export const findable = (): Findable => ({
	pages: FINDABLE.filter((path) => path === '' || PAGES.includes(path)),
	routes: ROUTES
});
