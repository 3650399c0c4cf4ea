import { sql } from 'kysely';
import type { DbOrTx } from '#platform/server/db/index.ts';

const AT_ONCE = 500;

/**
 * Learns the words of texts written since the last search. Any process may do it at any time; two at once take
 * different texts, and both write words in the same order.
 */
export async function learnWords(db: DbOrTx): Promise<void> {
	await sql`
		with texts as (
			delete from search_unlearned where id in (
				select id from search_unlearned order by id limit ${AT_ONCE} for update skip locked) returning words)
		insert into search_word (word)
		select distinct part.found from texts, regexp_split_to_table(lower(texts.words), '[^[:alnum:]åäöéüæø]+') as part(found)
		where length(part.found) between 3 and 40 and part.found !~ '[0-9]{4}'
			and not exists (select from search_word known where known.word = part.found)
		order by part.found on conflict do nothing`.execute(db);
}

/** Is there anything to learn? Costs a look at an index. */
export async function unlearned(db: DbOrTx): Promise<boolean> {
	const { rows } = await sql<{ any: boolean }>`select exists (select from search_unlearned) as any`.execute(
		db
	);
	return rows[0]!.any;
}
