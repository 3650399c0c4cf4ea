import { sql } from 'kysely';
import { requirePerson } from '#platform/access/index.ts';
import { notFound } from '#platform/errors/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import { deviceOf, type Device } from '../rules.ts';
import { isAlive } from './actor.ts';

export interface SessionRow extends Device {
	id: string;
	openedAt: Date;
	lastSeenAt: Date;
	/** The one that asks. */
	current: boolean;
}

/** The asker's open sessions, the present one first. */
export async function listSessions(ctx: Context): Promise<SessionRow[]> {
	const personId = requirePerson(ctx);
	const rows = await ctx.db
		.selectFrom('session')
		.select(['id', 'user_agent', 'created_at', 'last_seen_at'])
		.where('person_id', '=', personId)
		.where('expires_at', '>', sql<Date>`now()`)
		.where(isAlive('session'))
		.orderBy('last_seen_at', 'desc')
		.execute();
	const list = rows.map((row) => ({
		id: row.id,
		...deviceOf(row.user_agent),
		openedAt: row.created_at,
		lastSeenAt: row.last_seen_at,
		current: row.id === ctx.actor.sessionId
	}));
	return list.sort((a, b) => Number(b.current) - Number(a.current));
}

/** Ends one of the asker's sessions. @throws AppError not-found for anybody else's */
export async function endSession(ctx: Context, sessionId: string): Promise<void> {
	const personId = requirePerson(ctx);
	await ctx.db.transaction().execute(async (tx) => {
		const ended = await tx
			.deleteFrom('session')
			.where('id', '=', sessionId)
			.where('person_id', '=', personId)
			.returning('id')
			.executeTakeFirst();
		if (!ended) throw notFound();
		await audit(tx, ctx.actor, {
			chain: `person:${personId}`,
			action: 'session.ended',
			subject: `person:${personId}`
		});
	});
}

/** Ends all the asker's sessions but the present one. Returns how many. */
export async function endOtherSessions(ctx: Context): Promise<number> {
	const personId = requirePerson(ctx);
	return ctx.db.transaction().execute(async (tx) => {
		const ended = await tx
			.deleteFrom('session')
			.where('person_id', '=', personId)
			.where('id', '!=', ctx.actor.sessionId!)
			.returning('id')
			.execute();
		const data = { count: ended.length };
		await audit(tx, ctx.actor, {
			chain: `person:${personId}`,
			action: 'sessions.ended',
			subject: `person:${personId}`,
			data
		});
		return ended.length;
	});
}
