import {
	authorize,
	can,
	definePermission,
	hasPlatformRole,
	type Permission
} from '#platform/access/index.ts';
import { notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { MethodKind } from '../form.ts';

/** Methods belong to those who lead processes, of whichever node: they are shared by all. */
export const editMethods = definePermission<null>('method.edit', (actor) =>
	hasPlatformRole(actor, 'process-leader') || hasPlatformRole(actor, 'administrator')
		? null
		: 'methods.error.who'
);

/** A method as its address finds it. */
export interface Method {
	id: string;
	key: string;
	kind: MethodKind;
	retiredAt: Date | null;
	/** Number of the newest published version; null while it has only a draft. */
	current: number | null;
	hasDraft: boolean;
}

/**
 * The only way from an address to what one does with a method. What has never been published is known to those
 * who edit methods, and to nobody else.
 */
export async function accessMethod(
	ctx: Context,
	key: string,
	permission: Permission<null> = editMethods
): Promise<Method> {
	ctx.access.decided = true;
	const method = await findMethod(ctx, key);
	if (!method || (method.current === null && !can(ctx.actor, editMethods, null))) throw notFound();
	authorize(ctx, permission, null);
	return method;
}

/** A published method with what is known of it, for everybody. @throws AppError not-found */
export async function openMethod(ctx: Context, key: string): Promise<Method & { current: number }> {
	ctx.access.decided = true;
	const method = await findMethod(ctx, key);
	if (!method || method.current === null) throw notFound();
	return { ...method, current: method.current };
}

async function findMethod(ctx: Context, key: string): Promise<Method | null> {
	const row = await ctx.db
		.selectFrom('method as m')
		.leftJoin('method_version as v', 'v.method_id', 'm.id')
		.select((eb) => [
			'm.id',
			'm.key',
			'm.kind',
			'm.retired_at as retiredAt',
			eb.fn.max('v.number').filterWhere('v.published_at', 'is not', null).as('current'),
			eb.fn.count<number>('v.id').filterWhere('v.published_at', 'is', null).as('drafts')
		])
		.where('m.key', '=', key)
		.groupBy('m.id')
		.executeTakeFirst();
	// A left join without versions counts none.
	return (
		(row && {
			id: row.id,
			key: row.key,
			kind: row.kind as MethodKind,
			retiredAt: row.retiredAt,
			current: row.current,
			hasDraft: Number(row.drafts) > 0
		}) ??
		null
	);
}
