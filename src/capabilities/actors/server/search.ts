import { sql, type RawBuilder } from 'kysely';
import type { DbOrTx } from '#platform/server/db/index.ts';
import type { Freshness } from '#platform/server/context.ts';
import { LONGEST, shortMemory } from '#platform/server/short-memory.ts';
import { parseOrgNumber } from '../org-number.ts';
import { facetNames, type DirectoryQuery, type Facet } from '../query.ts';
import { readySearch, type ReadySearch } from './words.ts';

/** A search as conditions on `organisation o`. */
export interface Prepared {
	/** Hidden ones are left out here, always. */
	where: RawBuilder<boolean>;
	/** Something was looked for. */
	searching: boolean;
	exact: string | null;
	match: string | null;
	guessed: ReadySearch['guessed'];
}

const listed = sql<boolean>`o.hidden_at is null`;
// New words are found without this list; it only widens.
const remembered = shortMemory<ReadySearch | null>(LONGEST, 500);

/** The search words as a condition. A whole organisation number finds that one, if it may be shown. */
export async function prepare(db: DbOrTx, q: string, asker?: Freshness): Promise<Prepared> {
	const all = { where: listed, searching: false, exact: null, match: null, guessed: [] };
	const number = /\d{6}/.test(q) ? parseOrgNumber(q) : null;
	if (number?.ok) {
		const where = sql<boolean>`${listed} and not o.sole_trader and o.org_number = ${number.value.number}`;
		return { ...all, where, searching: true };
	}
	const search = await remembered(q.toLowerCase(), () => readySearch(db, q), asker);
	if (!search) return all;
	const where = sql<boolean>`${listed} and o.search_vector @@ ${search.match}::tsquery`;
	return { where, searching: true, ...search };
}

const COLUMN: Record<Facet, RawBuilder<unknown>> = {
	sector: sql`o.sector`,
	county: sql`o.county`,
	theme: sql`o.themes`,
	target: sql`o.target_groups`
};

/** Search and all filters at once: within one facet any value will do, between facets all must. */
export function fitsAll(query: DirectoryQuery, search: Prepared): RawBuilder<boolean> {
	const chosen = facetNames.filter((name) => query[name].length > 0);
	return sql<boolean>`${sql.join([search.where, ...chosen.map((name) => fits(query, name))], sql` and `)}`;
}

function fits(query: DirectoryQuery, name: Facet): RawBuilder<boolean> {
	return name === 'theme' || name === 'target'
		? sql<boolean>`${COLUMN[name]} && ${query[name]}::text[]`
		: sql<boolean>`${COLUMN[name]} = any(${query[name]}::text[])`;
}
