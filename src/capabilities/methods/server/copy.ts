import { AppError } from '#platform/errors/index.ts';
import { newText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import { freeKey } from '../edit.ts';
import type { MethodDefinition } from '../form.ts';
import { accessMethod } from './access.ts';
import { insertDraft } from './draft.ts';
import { methodVersionNumbered } from './versions.ts';

/**
 * A method of its own, begun from the newest version of another: a draft that nobody else sees until it is
 * published. Its address comes from its name.
 */
export async function copyMethod(
	ctx: Context,
	key: string,
	input: { name: string }
): Promise<{ key: string }> {
	const method = await accessMethod(ctx, key);
	if (method.current === null) throw new AppError('conflict', 'methods.error.never-published');
	const from = await methodVersionNumbered(ctx.db, key, method.current);
	const definition: MethodDefinition = { ...from.definition, name: newText(ctx.lang, input.name) };
	return ctx.db.transaction().execute(async (tx) => {
		for (const tried = new Set<string>(); ;) {
			const free = freeKey(input.name, 'metod', tried);
			const row = await tx
				.insertInto('method')
				.values({ key: free, kind: method.kind, copied_from: from.id })
				.onConflict((c) => c.column('key').doNothing())
				.returning('id')
				.executeTakeFirst();
			if (!row) {
				tried.add(free);
				continue;
			}
			const draft = await insertDraft(tx, ctx, row.id, definition, from.id);
			await audit(tx, ctx.actor, {
				chain: `method:${row.id}`,
				action: 'method.copied',
				subject: `method_version:${draft}`,
				data: { from: from.id }
			});
			return { key: free };
		}
	});
}
