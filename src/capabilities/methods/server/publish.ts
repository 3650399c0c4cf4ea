import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import { newText, toText, type LocalText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { checkDefinition } from '../check.ts';
import { differencesBetween } from '../diff.ts';
import { knownIn } from '../facts.ts';
import { definitionSchema, type MethodDefinition } from '../form.ts';
import { accessMethod, type Method } from './access.ts';
import { lockDraft, lockMethod } from './draft.ts';

/**
 * Publishes the draft as the next version. `revision` is that of the draft whose difference one has read.
 * @throws AppError conflict when it was changed since, when something keeps it back, or nothing differs
 */
export async function publishDraft(
	ctx: Context,
	key: string,
	input: { revision: number; note: string }
): Promise<{ number: number }> {
	const method = await accessMethod(ctx, key);
	return ctx.db.transaction().execute(async (tx) => {
		await lockMethod(tx, method.id);
		const draft = await lockDraft(tx, method.id);
		if (draft.revision !== input.revision) throw new AppError('conflict', 'methods.error.draft-changed');
		await refuseUnfit(tx, method, draft.definition);
		const number = await nextNumber(tx, method.id);
		await tx
			.updateTable('method_version')
			.set({
				number,
				note: json(newText(ctx.lang, input.note)),
				published_at: sql`now()`,
				published_by: ctx.actor.personId
			})
			.where('id', '=', draft.id)
			.execute();
		await audit(tx, ctx.actor, {
			chain: `method:${method.id}`,
			action: 'method.published',
			subject: `method_version:${draft.id}`,
			data: { number }
		});
		return { number };
	});
}

async function refuseUnfit(tx: Tx, method: Method, definition: MethodDefinition): Promise<void> {
	const [first] = checkDefinition(definition, knownIn(method.kind));
	if (first) throw new AppError('conflict', first.key, { params: first.params });
	const last = await newestDefinition(tx, method.id);
	if (last && differencesBetween(last, definition).length === 0)
		throw new AppError('conflict', 'methods.error.nothing-new');
}

async function newestDefinition(db: DbOrTx, methodId: string): Promise<MethodDefinition | null> {
	const row = await db
		.selectFrom('method_version')
		.select('definition')
		.where('method_id', '=', methodId)
		.where('published_at', 'is not', null)
		.orderBy('number', 'desc')
		.limit(1)
		.executeTakeFirst();
	return row ? definitionSchema.parse(row.definition) : null;
}

/** The number of the version published next. The method's row must be locked. */
export async function nextNumber(tx: Tx, methodId: string): Promise<number> {
	const { next } = await tx
		.selectFrom('method_version')
		.select(sql<number>`coalesce(max(number), 0)::int + 1`.as('next'))
		.where('method_id', '=', methodId)
		.executeTakeFirstOrThrow();
	return next;
}

export interface PublishedVersion {
	id: string;
	number: number;
	publishedAt: Date;
	note: LocalText | null;
	definition: MethodDefinition;
}

/** Every published version, the newest first. */
export async function publishedVersions(db: DbOrTx, methodId: string): Promise<PublishedVersion[]> {
	const rows = await db
		.selectFrom('method_version')
		.select(['id', 'number', 'published_at', 'note', 'definition'])
		.where('method_id', '=', methodId)
		.where('published_at', 'is not', null)
		.orderBy('number', 'desc')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		number: row.number,
		publishedAt: row.published_at!,
		note: toText(row.note),
		definition: definitionSchema.parse(row.definition)
	}));
}

/** Stops offering a method to new initiatives; those under way go on. Undone with `retired: false`. */
export async function setRetired(ctx: Context, key: string, input: { retired: boolean }): Promise<void> {
	const method = await accessMethod(ctx, key);
	if (method.current === null) throw new AppError('conflict', 'methods.error.never-published');
	await ctx.db.transaction().execute(async (tx) => {
		const changed = await tx
			.updateTable('method')
			.set({
				retired_at: input.retired ? sql`now()` : null,
				retired_by: input.retired ? ctx.actor.personId : null
			})
			.where('id', '=', method.id)
			.where('retired_at', input.retired ? 'is' : 'is not', null)
			.returning('id')
			.executeTakeFirst();
		// Somebody else was first, and it is as one wanted.
		if (!changed) return;
		await audit(tx, ctx.actor, {
			chain: `method:${method.id}`,
			action: input.retired ? 'method.retired' : 'method.offered-again',
			subject: `method:${method.id}`
		});
	});
}
