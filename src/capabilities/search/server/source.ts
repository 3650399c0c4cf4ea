import { sql, type RawBuilder } from 'kysely';
import type { FoundKind } from '../rules.ts';
import { uuids } from '#platform/server/db/lists.ts';

/**
 * A kind of row that can be found, ready to be asked for. Visibility is asked each time anew, so that nothing has
 * to be kept in step when something is published, withdrawn or hidden.
 */
export interface Source {
	name: string;
	kind: FoundKind;
	/** Selects kind, id, row_id, source, rank, draft, at of what fits and may be seen. */
	found: RawBuilder<unknown>;
	/** Selects initiative, row_id and source of what holds the tsquery and may be seen; null where it is part of none. */
	within: ((query: string) => RawBuilder<unknown>) | null;
	/** For `row_id = any(ids)`: row_id, title, body, path, owner, initiative (its title), themes, until. */
	texts(ids: string[]): RawBuilder<unknown>;
}

/** What is looked for, as tsquery. */
export interface Wanted {
	match: string;
	exact: string;
}

/** What a kind of row is made of, as SQL over `from`. */
export interface Shape {
	name: string;
	kind: FoundKind;
	/** Tables with their joins: `i` is the initiative, where it is part of one. */
	from: RawBuilder<unknown>;
	/** May the asker see it? */
	seen: RawBuilder<unknown>;
	/** Columns: what is found, the row that holds its texts, and the words of that row. */
	id: string;
	row: string;
	vector: string;
	draft: RawBuilder<unknown>;
	at: RawBuilder<unknown>;
	title: RawBuilder<unknown>;
	body: RawBuilder<unknown>;
	/** Below the initiative where it is part of one, else below the language. */
	path: RawBuilder<unknown>;
	until?: RawBuilder<unknown>;
	themes?: RawBuilder<unknown>;
	/** How well it fits, where that is not told by the words' weights. */
	rank?: RawBuilder<unknown>;
	/** False for what belongs to no initiative. */
	part?: boolean;
}

const rankOf = (vector: RawBuilder<unknown>, { match, exact }: Wanted) =>
	sql`(${vector} @@ ${exact}::tsquery)::int * 2 + ts_rank('{0.05,0.1,0.4,1}', ${vector}, ${match}::tsquery)`;

export function toSource(shape: Shape, wanted: Wanted): Source {
	const { name, kind, from, seen, part = true } = shape;
	const vector = sql.ref(shape.vector);
	return {
		name,
		kind,
		found: sql`select ${kind}::text as kind, ${sql.ref(shape.id)} as id, ${sql.ref(shape.row)} as row_id,
			${name}::text as source, (${shape.rank ?? rankOf(vector, wanted)})::float as rank, ${shape.draft} as draft, ${shape.at} as at
			from ${from} where ${vector} @@ ${wanted.match}::tsquery and ${seen}`,
		within: part
			? (query) => sql`select i.id as initiative, ${sql.ref(shape.row)} as row_id, ${name}::text as source
				from ${from} where ${vector} @@ ${query}::tsquery and ${seen}`
			: null,
		texts: (
			ids
		) => sql`select ${sql.ref(shape.row)} as row_id, ${shape.title} as title, ${shape.body} as body,
			${part ? sql`'/initiatives/' || i.slug || ${shape.path}` : shape.path} as path,
			${part ? sql`(select name from organisation owner where owner.id = i.organisation_id)` : sql`null::text`} as owner,
			${part ? sql`i.title` : sql`null::jsonb`} as initiative, ${shape.themes ?? sql`'{}'::text[]`} as themes,
			${shape.until ?? sql`null::timestamptz`} as until
			from ${from} where ${sql.ref(shape.row)} = any(${uuids(ids)})`
	};
}

/** The initiative of the part `x`. */
export const beside = sql`join initiative i on i.id = x.initiative_id`;
/** Of what is published anew, the newest is what is read; earlier ones are history. */
export const newestOf = (
	table: string,
	of: string,
	order: string
) => sql`not exists (select from ${sql.table(table)} later
	where later.${sql.ref(of)} = x.${sql.ref(of)} and later.published_at is not null and later.${sql.ref(order)} > x.${sql.ref(order)})`;
