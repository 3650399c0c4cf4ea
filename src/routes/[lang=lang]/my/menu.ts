import type { MessageKey } from '#platform/i18n/index.ts';

/** The menu of one's own pages, in its order. An entry shows once its page exists. */
export const MY_MENU: readonly { key: MessageKey; path: string }[] = [
	{ key: 'identity.my.account', path: '/my/account' },
	{ key: 'identity.my.second-factor', path: '/my/second-factor' },
	{ key: 'identity.my.sessions', path: '/my/sessions' }
];
