import type { Lang } from '#platform/i18n/index.ts';
import { messagesFor } from '#platform/server/messages.ts';
import { MY_MENU } from './menu.ts';

/** What a page of one's own needs when it runs in the browser: its own words, and those around it. */
export const clientMessages = (lang: Lang, own: string[]) =>
	messagesFor(lang, ['common.', 'design.', 'identity.', ...MY_MENU.map(({ key }) => key), ...own]);
