import { sql, type RawBuilder } from 'kysely';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { parseOrgNumber } from '../org-number.ts';
import { facetNames, type DirectoryQuery, type Facet } from '../query.ts';
import { readySearch } from './words.ts';

/** A search as conditions on `organisation o`. */
export interface Prepared {
	/** Hidden ones are left out here, always. */
	where: RawBuilder<boolean>;
}

const listed = sql<boolean>`o.hidden_at is null`;

/** The search words as a condition. A whole organisation number finds that one, if it may be shown. */
export async function prepare(db: DbOrTx, q: string): Promise<Prepared> {
	const number = numberIn(q);
	if (number) return { where: hasNumber(number) };
	const search = await readySearch(db, q);
	if (!search) return { where: listed };
	return { where: sql<boolean>`${listed} and o.search_vector @@ ${search.match}::tsquery` };
}

/** The organisation number that was typed, as it is stored. */
export function numberIn(q: string): string | null {
	const number = /\d{6}/.test(q) ? parseOrgNumber(q) : null;
	return number?.ok ? number.value.number : null;
}

/** A sole trader's number is their own: nobody finds them by it. */
export const hasNumber = (number: string) =>
	sql<boolean>`${listed} and not o.sole_trader and o.org_number = ${number}`;

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
