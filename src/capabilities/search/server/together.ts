import { sql, type RawBuilder } from 'kysely';
import type { Actor } from '#platform/access/index.ts';
import { LANGS, translator } from '#platform/i18n/index.ts';
import { loadMessages } from '#platform/server/messages.ts';
import type { ReadySearch } from '#platform/server/search/words.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { THEMES, themeKey, type Theme } from '#platform/themes/index.ts';
import { isHit, wordsOf } from '../rules.ts';
import type { Source } from './source.ts';
import { aboutInitiative, seenInitiative } from './sources.ts';

type Part = ReadySearch['parts'][number];

/** Less than anything that holds the words in one text. */
const LAST = sql`0.001`;

/**
 * Initiatives of which the words stand in one or several parts, or in the name of a theme. One that holds them all in
 * its own text is found by that, and better.
 */
export function together(actor: Actor, { parts }: ReadySearch, all: readonly Source[]): Source {
	const seen = seenInitiative(actor);
	const every = sql.join(
		parts.map((part) => sql`(${having(part, seen, all)})`),
		sql` intersect `
	);
	const { draft, at } = aboutInitiative;
	return {
		name: 'together',
		kind: 'initiative',
		found: sql`select 'initiative'::text as kind, i.id, i.id as row_id, 'together'::text as source, ${LAST}::float as rank,
			${draft} as draft, ${at} as at from initiative i
			where i.id in (${every}) and i.parent_activity_id is null and ${seen}`,
		within: null,
		texts: all.find((source) => source.name === 'initiative')!.texts
	};
}

/** Ids of initiatives of which a text, or the name of a theme, holds the word. */
function having(part: Part, seen: RawBuilder<unknown>, all: readonly Source[]): RawBuilder<unknown> {
	const themed = sql`select i.id from initiative i where i.themes && ${themesCalled(part.shapes)}::text[] and ${seen}`;
	return sql`select initiative from (${withinAll(all, part.match)}) as said union ${themed}`;
}

const withinAll = (all: readonly Source[], query: string) =>
	sql.join(
		all.flatMap(({ within }) => (within ? [within(query)] : [])),
		sql` union all `
	);

/** Themes with one of the words in their name, in any language. */
export function themesCalled(shapes: readonly string[]): Theme[] {
	loadMessages();
	return THEMES.filter((theme) =>
		LANGS.some((lang) => wordsOf(translator(lang)(themeKey(theme))).some((word) => isHit(word, shapes)))
	);
}

/** Where a word of the search stands. */
export interface WordStands {
	initiative: string;
	row_id: string;
	source: string;
	/** Which word, counted from 0. */
	word: number;
}

/** For initiatives found together: for each word one text that holds it, the initiative's own before its parts'. */
export async function whereEachStands(
	db: DbOrTx,
	{ parts }: ReadySearch,
	all: readonly Source[],
	ids: readonly string[]
): Promise<WordStands[]> {
	if (ids.length === 0) return [];
	const order = all.map((source) => source.name);
	const words = parts.map(
		({ match }, word) => sql`select ${word}::int as word, said.* from (${withinAll(all, match)}) as said
			where said.initiative = any(${uuids(ids)})`
	);
	const { rows } = await sql<WordStands>`
		select distinct on (initiative, word) initiative, row_id, source, word from (${sql.join(words, sql` union all `)}) as stands
		order by initiative, word, array_position(${order}::text[], source), row_id`.execute(db);
	return rows;
}
