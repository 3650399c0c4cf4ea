import type { DbOrTx } from '#platform/server/db/index.ts';
import { readySearch as ready, type ReadySearch } from '#platform/server/search/words.ts';

export type { ReadySearch } from '#platform/server/search/words.ts';

/** A search widened with the directory's own words. Null where there is nothing to look for. */
export function readySearch(db: DbOrTx, q: string): Promise<ReadySearch | null> {
	return ready(db, q, { tables: ['organisation_word'], stems: ['swedish'] });
}
