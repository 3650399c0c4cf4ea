/** Search over everything that is published, and over the asker's own drafts. Reads only. */
export { PAGE_SIZE, searchSite, type Found, type SearchResult } from './server/search.ts';
