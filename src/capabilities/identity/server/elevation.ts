import { sql } from 'kysely';
import {
	definePermission,
	authorize,
	hasPlatformRole,
	requirePerson,
	requireSecondFactor
} from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';

/** An administrator is one for this long at a time. */
export const ELEVATION_MINUTES = 30;

/** May see the page of administration and ask for elevation. */
export const mayElevate = definePermission<null>('platform.elevate', (actor) =>
	actor.mayElevate ? null : 'error.forbidden'
);

/** Has been given an administrator's rights for a while. */
export const administer = definePermission<null>('platform.administer', (actor) =>
	hasPlatformRole(actor, 'administrator') ? null : 'identity.admin.elevate-first'
);

/**
 * Gives the asker an administrator's rights in this session for half an hour; the reason is logged.
 * @throws AppError forbidden unless they are an administrator who has shown the second factor
 */
export async function elevate(ctx: Context, reason: string): Promise<void> {
	const personId = requirePerson(ctx);
	authorize(ctx, mayElevate, null);
	requireSecondFactor(ctx);
	const sessionId = ctx.actor.sessionId;
	if (!sessionId) throw new AppError('forbidden', 'error.forbidden');
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.updateTable('elevation')
			.set({ ends_at: sql`now()` })
			.where('session_id', '=', sessionId)
			.where('ends_at', '>', sql<Date>`now()`)
			.execute();
		const { id } = await tx
			.insertInto('elevation')
			.values({
				person_id: personId,
				session_id: sessionId,
				reason,
				ends_at: sql`now() + make_interval(mins => ${ELEVATION_MINUTES})`
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		// The words stay in the table, where they can be erased; the chain holds that it happened.
		await audit(tx, ctx.actor, {
			chain: 'platform:elevation',
			action: 'elevation.started',
			subject: `elevation:${id}`
		});
	});
}

/** Ends the elevation of this session. Harmless without one. */
export async function endElevation(ctx: Context): Promise<void> {
	requirePerson(ctx);
	authorize(ctx, mayElevate, null);
	await ctx.db.transaction().execute(async (tx) => {
		const ended = await tx
			.updateTable('elevation')
			.set({ ends_at: sql`now()` })
			.where('session_id', '=', ctx.actor.sessionId)
			.where('ends_at', '>', sql<Date>`now()`)
			.returning('id')
			.executeTakeFirst();
		if (ended)
			await audit(tx, ctx.actor, {
				chain: 'platform:elevation',
				action: 'elevation.ended',
				subject: `elevation:${ended.id}`
			});
	});
}

/** When the elevation of this session ends; null when there is none. Asks nothing for everybody else. */
export async function elevatedUntil(ctx: Context): Promise<Date | null> {
	if (!hasPlatformRole(ctx.actor, 'administrator')) return null;
	const row = await ctx.db
		.selectFrom('elevation')
		.select('ends_at')
		.where('session_id', '=', ctx.actor.sessionId)
		.where('ends_at', '>', sql<Date>`now()`)
		.executeTakeFirst();
	return row?.ends_at ?? null;
}
