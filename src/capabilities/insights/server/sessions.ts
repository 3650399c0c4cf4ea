import { randomInt } from 'node:crypto';
import type { InsertObject } from 'kysely';
import { AppError, notFound, refuse } from '#platform/errors/index.ts';
import { newText, toText, type LocalText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DB, DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { poke } from '#platform/server/live/index.ts';
import { facilitateWorkshop } from '#capabilities/workshops/index.ts';
import { makeCode } from '../rules.ts';
import { ensureCollection } from './collection.ts';

export interface Session {
	id: string;
	initiativeId: string;
	workshopId: string | null;
	channel: 'code' | 'web';
	code: string | null;
	openTo: 'participants' | 'anyone';
	question: LocalText | null;
	tables: number | null;
	automatic: boolean;
	posts: number;
	wall: number;
	openedAt: Date;
	closedAt: Date | null;
}

export function selectSessions(db: DbOrTx) {
	return db.selectFrom('insight_session').selectAll();
}

type Row = Awaited<ReturnType<ReturnType<typeof selectSessions>['execute']>>[number];

export function toSession(row: Row): Session {
	return {
		id: row.id,
		initiativeId: row.initiative_id,
		workshopId: row.workshop_id,
		channel: row.channel as Session['channel'],
		code: row.code,
		openTo: row.open_to as Session['openTo'],
		question: toText(row.question),
		tables: row.tables,
		automatic: row.auto_release_at !== null,
		posts: row.posts,
		wall: row.wall,
		openedAt: row.opened_at,
		closedAt: row.closed_at
	};
}

/** Who watches a session (its numbers) and its wall (what was released). */
export const sessionTopic = (id: string) => `session:${id}`;
export const wallTopic = (id: string) => `wall:${id}`;

/** Opens a collection in the room, with a code that phones type in. */
export async function openSession(
	ctx: Context,
	slug: string,
	workshopId: string,
	input: { textLang: 'sv' | 'en'; question?: string; tables?: number }
): Promise<Session> {
	const { initiative, workshop } = await facilitateWorkshop(ctx, slug, workshopId);
	refuse(workshop.cancelledAt ? 'workshops.refuse.cancelled' : null);
	return ctx.db.transaction().execute(async (tx) => {
		await ensureCollection(tx, ctx, initiative.id);
		const row = await insertWithCode(tx, {
			initiative_id: initiative.id,
			workshop_id: workshopId,
			channel: 'code',
			question: input.question ? json(newText(input.textLang, input.question)) : null,
			tables: input.tables ?? null,
			opened_by: ctx.actor.personId
		});
		await note(tx, ctx, initiative.id, row.id, 'insight-session.opened');
		return toSession(row);
	});
}

/** Two sessions may draw the same code once in ten million; then another is drawn. */
async function insertWithCode(
	tx: Tx,
	values: Omit<InsertObject<DB, 'insight_session'>, 'code'>
): Promise<Row> {
	for (let attempt = 0; attempt < 5; attempt++) {
		const row = await tx
			.insertInto('insight_session')
			.values({ ...values, code: makeCode(randomInt) })
			.onConflict((conflict) => conflict.doNothing())
			.returningAll()
			.executeTakeFirst();
		if (row) return row;
	}
	throw new AppError('unavailable', 'error.unavailable');
}

/** Opens the web form of a workshop: for those who were there, or for anyone. What comes in is read first. */
export async function openWebForm(
	ctx: Context,
	slug: string,
	workshopId: string,
	input: { textLang: 'sv' | 'en'; question?: string; openTo: 'participants' | 'anyone' }
): Promise<Session> {
	const { initiative, workshop } = await facilitateWorkshop(ctx, slug, workshopId);
	refuse(workshop.publishedAt ? null : 'insights.refuse.unpublished');
	return ctx.db.transaction().execute(async (tx) => {
		await ensureCollection(tx, ctx, initiative.id);
		const row = await tx
			.insertInto('insight_session')
			.values({
				initiative_id: initiative.id,
				workshop_id: workshopId,
				channel: 'web',
				open_to: input.openTo,
				question: input.question ? json(newText(input.textLang, input.question)) : null,
				opened_by: ctx.actor.personId
			})
			.onConflict((conflict) => conflict.doNothing())
			.returningAll()
			.executeTakeFirst();
		refuse(row ? null : 'insights.refuse.form-open');
		await note(tx, ctx, initiative.id, row!.id, 'insight-session.form-opened');
		return toSession(row!);
	});
}

/** Nothing more is taken in. What waits on a phone stays there, and its owner is told. */
export async function closeSession(
	ctx: Context,
	slug: string,
	workshopId: string,
	sessionId: string
): Promise<void> {
	const { initiative } = await facilitateWorkshop(ctx, slug, workshopId);
	await ctx.db.transaction().execute(async (tx) => {
		const session = await lockSession(tx, sessionId, workshopId);
		refuse(session.closedAt ? 'insights.refuse.closed' : null);
		await tx
			.updateTable('insight_session')
			.set({ closed_at: new Date(), closed_by: ctx.actor.personId })
			.where('id', '=', sessionId)
			.execute();
		await note(tx, ctx, initiative.id, sessionId, 'insight-session.closed');
	});
	poke(sessionTopic(sessionId));
}

/** Shows everything at once, unread: a choice that is logged with who made it. */
export async function setAutomatic(
	ctx: Context,
	slug: string,
	workshopId: string,
	sessionId: string,
	automatic: boolean
): Promise<void> {
	const { initiative } = await facilitateWorkshop(ctx, slug, workshopId);
	await ctx.db.transaction().execute(async (tx) => {
		await lockSession(tx, sessionId, workshopId);
		await tx
			.updateTable('insight_session')
			.set({ auto_release_at: automatic ? new Date() : null })
			.where('id', '=', sessionId)
			.execute();
		await note(tx, ctx, initiative.id, sessionId, `insight-session.automatic-${automatic ? 'on' : 'off'}`);
	});
	poke(sessionTopic(sessionId));
}

/** Locks a session of a workshop: posts, releases and changes of it happen one at a time. */
export async function lockSession(tx: Tx, id: string, workshopId?: string): Promise<Session> {
	const row = await selectSessions(tx).where('id', '=', id).forUpdate().executeTakeFirst();
	if (!row || (workshopId && row.workshop_id !== workshopId)) throw notFound();
	return toSession(row);
}

async function note(
	tx: Tx,
	ctx: Context,
	initiativeId: string,
	sessionId: string,
	action: string
): Promise<void> {
	await audit(tx, ctx.actor, {
		chain: `initiative:${initiativeId}`,
		action,
		subject: `insight_session:${sessionId}`
	});
}
