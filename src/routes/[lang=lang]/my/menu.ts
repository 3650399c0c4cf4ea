import type { MessageKey } from '#platform/i18n/index.ts';

interface MyMenuEntry {
	key: MessageKey;
	path: string;
	/** Only for those who may ask to be administrator. */
	admin?: boolean;
}

/** The menu of one's own pages, in its order. */
export const MY_MENU: readonly MyMenuEntry[] = [
	{ key: 'mywork.title', path: '/my' },
	{ key: 'notifications.news', path: '/my/news' },
	{ key: 'notifications.following', path: '/my/following' },
	{ key: 'rfi.mine.title', path: '/my/answers' },
	{ key: 'procurement.my.title', path: '/my/tenders' },
	{ key: 'partners.my.title', path: '/my/partners' },
	{ key: 'actors.lent.title', path: '/my/lent' },
	{ key: 'identity.my.account', path: '/my/account' },
	{ key: 'notifications.title', path: '/my/notifications' },
	{ key: 'identity.my.second-factor', path: '/my/second-factor' },
	{ key: 'identity.my.sessions', path: '/my/sessions' },
	{ key: 'mywork.data.title', path: '/my/data' },
	{ key: 'identity.admin.title', path: '/admin', admin: true }
];
