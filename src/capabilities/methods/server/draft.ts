import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { AppError, notFound } from '#platform/errors/index.ts';
import type { Lang, MessageKey } from '#platform/i18n/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { keysOf, type Edited } from '../edit.ts';
import { knownIn } from '../facts.ts';
import { definitionSchema, type MethodDefinition, type MethodKind } from '../form.ts';
import { wordFaults, writeTexts, type WrittenTexts } from '../texts.ts';
import { accessMethod, type Method } from './access.ts';
import { methodVersion, methodVersionNumbered, type MethodVersion } from './versions.ts';

/** The one version of a method that is being worked on. */
export interface Draft {
	id: string;
	method: Method;
	definition: MethodDefinition;
	/** Rises with every change. */
	revision: number;
	/** Number of the version it was begun from; null for a method of its own. */
	basedOn: number | null;
	createdAt: Date;
}

/** A short mark of something seen, so that a form can say what it was made from. */
export function markOf(value: unknown): string {
	return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
}

/** The draft of a method, for those who edit methods. @throws AppError not-found when there is none */
export async function draftOf(ctx: Context, key: string): Promise<Draft> {
	const method = await accessMethod(ctx, key);
	const row = await ctx.db
		.selectFrom('method_version as v')
		.leftJoin('method_version as b', (join) =>
			join.onRef('b.id', '=', 'v.based_on').onRef('b.method_id', '=', 'v.method_id')
		)
		.select(['v.id', 'v.definition', 'v.revision', 'v.created_at as createdAt', 'b.number as basedOn'])
		.where('v.method_id', '=', method.id)
		.where('v.published_at', 'is', null)
		.executeTakeFirst();
	if (!row) throw notFound();
	return { ...row, method, definition: definitionSchema.parse(row.definition) };
}

/**
 * As draftOf, for a page that shows a refused form again. Where somebody has published or thrown away the draft
 * meanwhile, the newest version stands in, so that what was typed is not lost.
 */
export async function draftForPage(
	ctx: Context,
	key: string,
	request: { method: string }
): Promise<Draft & { gone: boolean }> {
	const method = await accessMethod(ctx, key);
	if (method.hasDraft || request.method !== 'POST' || method.current === null)
		return { ...(await draftOf(ctx, key)), gone: false };
	const row = await ctx.db
		.selectFrom('method_version')
		.select(['id', 'definition', 'revision', 'created_at as createdAt'])
		.where('method_id', '=', method.id)
		.where('number', '=', method.current)
		.executeTakeFirstOrThrow();
	return { ...row, method, definition: definitionSchema.parse(row.definition), basedOn: null, gone: true };
}

/**
 * The published version that a draft is to be compared with: the newest of its method, else the one it was
 * copied from; null for a method that came as a file.
 */
export async function sourceOfDraft(
	ctx: Context,
	draft: Draft
): Promise<{ version: MethodVersion; own: boolean } | null> {
	const { method } = draft;
	if (method.current !== null)
		return { version: await methodVersionNumbered(ctx.db, method.key, method.current), own: true };
	const row = await ctx.db
		.selectFrom('method_version')
		.select('based_on')
		.where('id', '=', draft.id)
		.executeTakeFirst();
	return row?.based_on ? { version: await methodVersion(ctx.db, row.based_on), own: false } : null;
}

/** Opens a draft of the next version; where one is open already, it is that one. */
export async function beginDraft(ctx: Context, key: string): Promise<void> {
	const method = await accessMethod(ctx, key);
	await ctx.db.transaction().execute(async (tx) => {
		await lockMethod(tx, method.id);
		const from = await tx
			.selectFrom('method_version')
			.select(['id', 'definition'])
			.where('method_id', '=', method.id)
			.where('published_at', 'is not', null)
			.orderBy('number', 'desc')
			.limit(1)
			.executeTakeFirst();
		if (!from) return;
		const id = await insertDraft(tx, ctx, method.id, from.definition, from.id);
		if (id)
			await audit(tx, ctx.actor, {
				chain: `method:${method.id}`,
				action: 'method.draft-begun',
				subject: `method_version:${id}`,
				data: { basedOn: from.id }
			});
	});
}

/** Null where the method has a draft already. */
export async function insertDraft(
	tx: Tx,
	ctx: Context,
	methodId: string,
	definition: unknown,
	basedOn: string | null
): Promise<string | null> {
	const row = await tx
		.insertInto('method_version')
		.values({
			method_id: methodId,
			number: 0,
			definition: json(definition),
			based_on: basedOn,
			created_by: ctx.actor.personId
		})
		.onConflict((c) => c.column('method_id').where('published_at', 'is', null).doNothing())
		.returning('id')
		.executeTakeFirst();
	return row?.id ?? null;
}

/** Whoever changes which versions there are holds this. */
export async function lockMethod(tx: Tx, id: string): Promise<void> {
	await tx.selectFrom('method').select('id').where('id', '=', id).forUpdate().execute();
}

/** The draft, locked until the transaction ends. @throws AppError conflict when somebody has closed it */
export async function lockDraft(tx: Tx, methodId: string) {
	const row = await tx
		.selectFrom('method_version')
		.select(['id', 'definition', 'revision'])
		.where('method_id', '=', methodId)
		.where('published_at', 'is', null)
		.forUpdate()
		.executeTakeFirst();
	if (!row) throw new AppError('conflict', 'methods.error.no-draft');
	return { ...row, definition: definitionSchema.parse(row.definition) };
}

/**
 * Changes how a draft is built. `edit` sees the draft as it is now, under lock: two who change different parts
 * both get theirs, two who change the same are told.
 * @throws AppError conflict with the reason that `edit` gives
 */
export async function changeDraft(
	ctx: Context,
	key: string,
	what: { action: `method.${string}`; data?: Record<string, unknown> },
	edit: (definition: MethodDefinition) => Edited
): Promise<void> {
	const method = await accessMethod(ctx, key);
	await ctx.db.transaction().execute(async (tx) => {
		const draft = await lockDraft(tx, method.id);
		const edited = edit(draft.definition);
		if ('reason' in edited) throw new AppError('conflict', edited.reason);
		await store(tx, draft.id, edited.definition);
		await audit(tx, ctx.actor, {
			chain: `method:${method.id}`,
			action: what.action,
			subject: `method_version:${draft.id}`,
			data: what.data
		});
	});
}

async function store(tx: Tx, id: string, definition: MethodDefinition): Promise<void> {
	await tx
		.updateTable('method_version')
		.set({ definition: json(definition), revision: sql`revision + 1` })
		.where('id', '=', id)
		.execute();
}

/** A change of build that comes with the texts of the same form; a reason against it is told at `field`. */
export interface AlsoChanged {
	field: string;
	edit: (definition: MethodDefinition) => Edited;
}

/**
 * Writes texts of the draft, in the context's language unless another is named. What nobody else has changed is
 * saved even when another text collides.
 * @throws AppError invalid for words that cannot be, conflict naming the fields that somebody else has changed
 */
export async function writeDraftTexts(
	ctx: Context,
	key: string,
	input: WrittenTexts,
	{ also, lang = ctx.lang }: { also?: AlsoChanged; lang?: Lang } = {}
): Promise<void> {
	const method = await accessMethod(ctx, key);
	const conflicts = await ctx.db.transaction().execute(async (tx) => {
		const draft = await lockDraft(tx, method.id);
		const faults = wordFaults(draft.definition, lang, input);
		if (Object.keys(faults).length > 0)
			throw new AppError('invalid', 'form.error.failed', { fields: faults });
		const merged = merge(draft.definition, lang, input, also);
		if (JSON.stringify(merged.definition) !== JSON.stringify(draft.definition)) {
			await store(tx, draft.id, merged.definition);
			await audit(tx, ctx.actor, {
				chain: `method:${method.id}`,
				action: 'method.texts-written',
				subject: `method_version:${draft.id}`,
				data: { lang, texts: Object.keys(input.texts) }
			});
		}
		return merged.conflicts;
	});
	if (Object.keys(conflicts).length > 0)
		throw new AppError('conflict', 'methods.error.conflict', { fields: conflicts });
}

function merge(definition: MethodDefinition, lang: Lang, input: WrittenTexts, also?: AlsoChanged) {
	const written = writeTexts(definition, lang, input);
	const conflicts: Record<string, MessageKey> = Object.fromEntries(
		written.conflicts.map((id): [string, MessageKey] => [id, 'methods.error.changed-by-other'])
	);
	const built = also?.edit(written.definition) ?? { definition: written.definition };
	if ('definition' in built) return { definition: built.definition, conflicts };
	return { definition: written.definition, conflicts: { ...conflicts, [also!.field]: built.reason } };
}

/** For forms: a kind that nobody could choose in them. @throws AppError invalid */
export function refuseUnknownKinds(kinds: readonly string[], of: MethodKind): void {
	if (kinds.every(knownIn(of).kind)) return;
	throw new AppError('invalid', 'form.error.failed', { fields: { kinds: 'form.error.pick-one' } });
}

/** Every key that any version of a method has used. */
export async function usedKeys(db: DbOrTx, methodId: string): Promise<Set<string>> {
	const rows = await db
		.selectFrom('method_version')
		.select('definition')
		.where('method_id', '=', methodId)
		.execute();
	return new Set(rows.flatMap((row) => keysOf(definitionSchema.parse(row.definition))));
}

/** Throws the draft away; a method that was never published goes with it. */
export async function discardDraft(
	ctx: Context,
	key: string,
	input: { revision: number }
): Promise<{ methodGone: boolean }> {
	const method = await accessMethod(ctx, key);
	return ctx.db.transaction().execute(async (tx) => {
		await lockMethod(tx, method.id);
		const draft = await lockDraft(tx, method.id);
		if (draft.revision !== input.revision) throw new AppError('conflict', 'methods.error.draft-changed');
		await tx.deleteFrom('method_version').where('id', '=', draft.id).execute();
		const left = await tx
			.selectFrom('method_version')
			.select('id')
			.where('method_id', '=', method.id)
			.limit(1)
			.executeTakeFirst();
		if (!left) await tx.deleteFrom('method').where('id', '=', method.id).execute();
		await audit(tx, ctx.actor, {
			chain: `method:${method.id}`,
			action: 'method.draft-discarded',
			subject: `method_version:${draft.id}`,
			data: { revision: draft.revision }
		});
		return { methodGone: !left };
	});
}
