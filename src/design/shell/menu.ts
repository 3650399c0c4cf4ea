import type { MessageKey } from '#platform/i18n/index.ts';

/** An entry of a menu: its words, and the page's path below the language. */
export interface MenuEntry {
	key: MessageKey;
	path: string;
}

/** The main menu in its order. */
export const MAIN_MENU: readonly MenuEntry[] = [
	{ key: 'common.menu.challenges', path: '/initiatives' },
	{ key: 'common.menu.actors', path: '/actors' },
	{ key: 'common.menu.meetings', path: '/meetings' },
	{ key: 'common.menu.methods', path: '/methods' },
	{ key: 'common.menu.insights', path: '/insights' }
];

export const FOOT_MENU: readonly MenuEntry[] = [
	{ key: 'common.footer.about', path: '/about' },
	{ key: 'common.footer.calls', path: '/calls' },
	{ key: 'common.footer.accessibility', path: '/accessibility' },
	{ key: 'common.footer.open-data', path: '/open-data' }
];

/** Is the page at `path` inside the part that the entry opens? */
export function isWithin(entry: MenuEntry, path: string): boolean {
	return path === entry.path || path.startsWith(`${entry.path}/`);
}
