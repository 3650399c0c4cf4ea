import { sql, type RawBuilder } from 'kysely';
import { Registry } from '#platform/registry.ts';

/** Whose register, and from when until when (not included). */
export interface RegisterScope {
	organisationId: string;
	from: RawBuilder<Date>;
	until: RawBuilder<Date>;
}

/**
 * Lines of an authority's register that one capability knows of, as one SELECT with the columns of `lineSql` and
 * only rows whose `at` lies within the scope. Nothing that the authority may not know of yet may be among them.
 */
export type RegisterLines = (scope: RegisterScope) => RawBuilder<unknown>;

const sources = new Registry<RegisterLines>('register');

/** A capability says what of its records came in to an authority or was drawn up by it. */
export function defineRegisterLines(name: string, lines: RegisterLines): void {
	sources.add(name, lines);
}

/** Every source, as one SELECT. */
export function allRegisterLines(scope: RegisterScope): RawBuilder<unknown> {
	return sql.join(
		sources.values().map((lines) => lines(scope)),
		sql` union all `
	);
}

/** `in`: came in; `out`: was sent or published; `made`: was drawn up. */
export type Direction = 'in' | 'out' | 'made';

export interface LineColumns {
	/** When it counts: receipt, sending, signing. */
	at: RawBuilder<unknown>;
	kind: string;
	direction: Direction;
	/** Of the call, procurement, agreement, as LocalText. */
	title: RawBuilder<unknown>;
	/** From whom or to whom; left out where it is everybody or may not be told. */
	party?: RawBuilder<unknown>;
	diary?: RawBuilder<unknown>;
	/** Path below the initiative's. */
	path: RawBuilder<unknown>;
	/** When it was handed in, where that is another time than when it counts as received. */
	handedIn?: RawBuilder<unknown>;
	/** 'absolute' or 'wish', or nothing. */
	secrecy?: RawBuilder<unknown>;
}

/** One SELECT of register lines. @param from what stands after FROM; must give `i`, the initiative */
export function lineSql(
	scope: RegisterScope,
	columns: LineColumns,
	from: RawBuilder<unknown>
): RawBuilder<unknown> {
	const { at, kind, direction, title, path } = columns;
	const none = sql`null`;
	return sql`select ${at} as at, ${kind}::text as kind, ${direction}::text as direction, i.id as initiative_id, i.slug,
		${title}::jsonb as title, (${columns.party ?? none})::text as party, (${columns.diary ?? none})::text as diary,
		${path}::text as path, (${columns.handedIn ?? none})::timestamptz as handed_in,
		(${columns.secrecy ?? none})::text as secrecy
		from ${from} and i.organisation_id = ${scope.organisationId} and ${at} >= ${scope.from} and ${at} < ${scope.until}`;
}
