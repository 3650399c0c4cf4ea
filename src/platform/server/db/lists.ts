import { sql, type RawBuilder } from 'kysely';

type List = readonly (string | null | undefined)[];

/**
 * A list of ids for `any(…)` or `unnest(…)`. How long it is stays hidden from the planner, so that the server keeps
 * one plan for all lengths: where it knows, it plans anew each time, which takes longer than most answers.
 */
export const uuids = (ids: List): RawBuilder<string[]> => sql`(select ${ids}::uuid[])::uuid[]`;

/** The same for words. Not for what is searched by: there the best plan depends on the word. */
export const texts = (words: List): RawBuilder<string[]> => sql`(select ${words}::text[])::text[]`;
