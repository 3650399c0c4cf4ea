import { PAGES } from './pages.ts';

/** Pages for everybody that search engines should know; all others lead to forms, lists of one's own or administration. */
const FINDABLE = [
	'',
	'/initiatives',
	'/actors',
	'/workshops',
	'/calls',
	'/methods',
	'/knowledge',
	'/insights',
	'/about',
	'/accessibility',
	'/open-data'
];

export const findable = (): string[] => FINDABLE.filter((path) => path === '' || PAGES.includes(path));
