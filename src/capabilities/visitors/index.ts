/** What everybody may read, gathered across the other capabilities. Reads only; nothing here decides or changes. */
export { pathOf, type InitiativeCard, type OpenAction } from './server/cards.ts';
export { publicNews, type NewsFilter, type PublicNews } from './server/news.ts';
export { startPage, type StartPage } from './server/start.ts';
export { initiativeFeed, siteFeed, themeFeed } from './server/feed.ts';
export { sitemap, type Findable } from './server/sitemap.ts';
export { openNow, partsTaken, takesPart } from './server/organisation.ts';
