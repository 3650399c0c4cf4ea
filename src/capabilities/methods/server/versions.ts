import { notFound } from '#platform/errors/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { definitionSchema, type MethodDefinition, type MethodKind } from '../form.ts';

/** A published version of a method. */
export interface MethodVersion {
	id: string;
	methodId: string;
	methodKey: string;
	/** What the method is for. */
	kind: MethodKind;
	number: number;
	definition: MethodDefinition;
	publishedAt: Date;
}

// Published versions never change, so a process may keep them: lists then need no query for them.
const kept = new Map<string, MethodVersion>();

/** @throws AppError not-found for an id that is no published version */
export async function methodVersion(db: DbOrTx, id: string): Promise<MethodVersion> {
	const found = (await methodVersions(db, [id])).get(id);
	if (!found) throw notFound();
	return found;
}

/** Published versions by id: those not yet known to this process are read in one query. */
export async function methodVersions(
	db: DbOrTx,
	ids: readonly string[]
): Promise<Map<string, MethodVersion>> {
	const unknown = [...new Set(ids)].filter((id) => !kept.has(id));
	if (unknown.length > 0) {
		const rows = await published(db).where('v.id', 'in', unknown).execute();
		for (const row of rows) kept.set(row.id, toVersion(row));
	}
	return new Map(ids.flatMap((id) => (kept.has(id) ? [[id, kept.get(id)!]] : [])));
}

/** The newest published version of a method that is still offered. @throws AppError not-found */
export async function currentVersion(
	db: DbOrTx,
	methodKey: string,
	kind: MethodKind = 'innovation-model'
): Promise<MethodVersion> {
	const row = await published(db)
		.where('m.key', '=', methodKey)
		.where('m.kind', '=', kind)
		.where('m.retired_at', 'is', null)
		.orderBy('v.number', 'desc')
		.limit(1)
		.executeTakeFirst();
	if (!row) throw notFound();
	return toVersion(row);
}

/** One published version, also of a method that is no longer offered. @throws AppError not-found */
export async function methodVersionNumbered(
	db: DbOrTx,
	methodKey: string,
	number: number
): Promise<MethodVersion> {
	const row = await published(db)
		.where('m.key', '=', methodKey)
		.where('v.number', '=', number)
		.executeTakeFirst();
	if (!row) throw notFound();
	return toVersion(row);
}

/** A method that is offered, in its newest published version. */
export interface OfferedMethod {
	key: string;
	kind: MethodKind;
	number: number;
	name: LocalText;
	summary: LocalText;
}

/** Methods that something new may start with, oldest first. @param kind those of one kind only */
export async function offeredMethods(db: DbOrTx, kind?: MethodKind): Promise<OfferedMethod[]> {
	const rows = await published(db)
		.where('m.retired_at', 'is', null)
		.$if(kind !== undefined, (query) => query.where('m.kind', '=', kind!))
		.distinctOn('m.id')
		.orderBy('m.id')
		.orderBy('v.number', 'desc')
		.execute();
	return rows
		.sort((a, b) => a.created.getTime() - b.created.getTime())
		.map(toVersion)
		.map(({ methodKey, kind, number, definition }) => ({
			key: methodKey,
			kind,
			number,
			name: definition.name as LocalText,
			summary: definition.summary as LocalText
		}));
}

/** Methods that an initiative may start with. */
export const startableMethods = (db: DbOrTx) => offeredMethods(db, 'innovation-model');

function published(db: DbOrTx) {
	return db
		.selectFrom('method_version as v')
		.innerJoin('method as m', 'm.id', 'v.method_id')
		.select([
			'v.id',
			'v.method_id',
			'v.number',
			'v.definition',
			'v.published_at',
			'm.key',
			'm.kind',
			'm.created_at as created'
		])
		.where('v.published_at', 'is not', null);
}

function toVersion(row: {
	id: string;
	method_id: string;
	number: number;
	definition: unknown;
	published_at: Date | null;
	key: string;
	kind: string;
}): MethodVersion {
	return {
		id: row.id,
		methodId: row.method_id,
		methodKey: row.key,
		kind: row.kind as MethodKind,
		number: row.number,
		definition: definitionSchema.parse(row.definition),
		publishedAt: row.published_at!
	};
}
