import { sql } from 'kysely';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { poke, type LiveEvent } from '#platform/server/live/index.ts';
import { accessWorkshop, facilitateWorkshop } from '#capabilities/workshops/index.ts';
import { workInInitiative } from '#capabilities/initiatives/index.ts';
import { notFound } from '#platform/errors/index.ts';
import type { InsightKind, Scope } from '../rules.ts';
import { lockSession, selectSessions, sessionTopic, toSession, wallTopic, type Session } from './sessions.ts';

type Act = 'show' | 'change' | 'hide';

/** Shows some insights, or all that are not shown yet, on the wall: in the order in which they came. */
export async function releaseInsights(
	ctx: Context,
	slug: string,
	workshopId: string,
	input: { session: string; insight: string[]; all: boolean }
): Promise<{ released: number }> {
	await facilitateWorkshop(ctx, slug, workshopId);
	const released = await ctx.db.transaction().execute(async (tx) => {
		const session = await lockSession(tx, input.session, workshopId);
		const rows = await tx
			.updateTable('insight')
			.set({ released_at: sql<Date>`clock_timestamp()` })
			.where('session_id', '=', session.id)
			.where('released_at', 'is', null)
			.where('hidden_at', 'is', null)
			.where('merged_into', 'is', null)
			.$if(!input.all, (query) => query.where(sql<boolean>`id = any(${uuids(input.insight)})`))
			.returning(['id', 'number'])
			.execute();
		const ids = rows.sort((a, b) => (a.number ?? 0) - (b.number ?? 0)).map((row) => row.id);
		await addWallEvents(tx, session, ids, 'show');
		if (ids.length > 0)
			await audit(tx, ctx.actor, {
				chain: `call:${session.id}`,
				action: 'insight.released',
				subject: `insight_session:${session.id}`,
				data: { ids }
			});
		return ids.length;
	});
	poke(wallTopic(input.session));
	poke(sessionTopic(input.session));
	return { released };
}

/** Appends to what the wall was told. The session is locked, so numbers follow the order of commits. */
async function addWallEvents(tx: Tx, session: Session, ids: string[], act: Act): Promise<void> {
	if (ids.length === 0) return;
	await tx
		.insertInto('insight_wall')
		.values(
			ids.map((insight_id, index) => ({
				session_id: session.id,
				seq: session.wall + index + 1,
				insight_id,
				act
			}))
		)
		.execute();
	session.wall += ids.length;
	await tx.updateTable('insight_session').set({ wall: session.wall }).where('id', '=', session.id).execute();
}

/** Locks the sessions of some insights before they change, in the order everybody locks them in. */
export async function lockSessionsOf(tx: Tx, insightIds: string[]): Promise<Session[]> {
	const rows = await selectSessions(tx)
		.where(
			'id',
			'in',
			(eb) =>
				eb
					.selectFrom('insight')
					.select('session_id')
					.where(sql<boolean>`insight.id = any(${uuids(insightIds)})`)
					.where('session_id', 'is not', null) as never
		)
		.orderBy('id')
		.forUpdate()
		.execute();
	return rows.map(toSession);
}

/** Tells the walls that some shown insights changed or are gone. Call `poke` for the topics after the commit. */
export async function tellWalls(
	tx: Tx,
	sessions: Session[],
	insightIds: string[],
	act: Act
): Promise<string[]> {
	const shown = await tx
		.selectFrom('insight')
		.select(['id', 'session_id'])
		.where(sql<boolean>`id = any(${uuids(insightIds)})`)
		.where('released_at', 'is not', null)
		.execute();
	for (const session of sessions)
		await addWallEvents(
			tx,
			session,
			shown.filter((row) => row.session_id === session.id).map((row) => row.id),
			act
		);
	return sessions.map((session) => wallTopic(session.id));
}

export interface WallNote {
	id: string;
	words: string;
	lang: string;
	kind: InsightKind;
	scope: Scope;
	table: number | null;
}

export interface Wall {
	session: Session;
	notes: WallNote[];
	/** Number of the last event that `notes` include; the stream goes on after it. */
	seq: number;
}

/** What the wall shows now, newest first; the same for the page without script. */
export async function readWall(ctx: Context, slug: string, workshopId: string): Promise<Wall | null> {
	await accessWorkshop(ctx, slug, workshopId, workInInitiative);
	const session = await latestSession(ctx.db, workshopId);
	if (!session) return null;
	// The counter is read first: whatever comes after it is sent by the stream as well, never lost.
	const rows = await ctx.db
		.selectFrom('insight')
		.select(['id', 'words', 'lang', 'kind', 'scope', 'table_number'])
		.where('session_id', '=', session.id)
		.where('released_at', 'is not', null)
		.where('hidden_at', 'is', null)
		.where('merged_into', 'is', null)
		.orderBy('released_at', 'desc')
		.orderBy('number', 'desc')
		.limit(60)
		.execute();
	return { session, notes: rows.map(toNote), seq: session.wall };
}

/** The session that the room works in: the newest with a code. */
export async function latestSession(db: DbOrTx, workshopId: string): Promise<Session | null> {
	const row = await selectSessions(db)
		.where('workshop_id', '=', workshopId)
		.where('code', 'is not', null)
		.orderBy('opened_at', 'desc')
		.limit(1)
		.executeTakeFirst();
	return row ? toSession(row) : null;
}

type NoteRow = Pick<Row, 'id' | 'words' | 'lang' | 'kind' | 'scope' | 'table_number'>;
interface Row {
	id: string;
	words: string;
	lang: string;
	kind: string;
	scope: string;
	table_number: number | null;
	seq: number;
	act: string;
	gone: boolean;
}

function toNote(row: NoteRow): WallNote {
	const { id, words, lang, table_number: table } = row;
	return { id, words, lang, kind: row.kind as InsightKind, scope: row.scope as Scope, table };
}

/** The door to a wall's stream. @returns the session whose events may be read */
export async function accessWall(ctx: Context, slug: string, workshopId: string): Promise<Session> {
	await accessWorkshop(ctx, slug, workshopId, workInInitiative);
	const session = await latestSession(ctx.db, workshopId);
	if (!session) throw notFound();
	return session;
}

/** Events after a number, each with the words as they are now: a hidden one is never sent again. */
export async function readWallEvents(db: DbOrTx, sessionId: string, after: number): Promise<LiveEvent[]> {
	const rows = await db
		.selectFrom('insight_wall as w')
		.innerJoin('insight as i', 'i.id', 'w.insight_id')
		.select(['w.seq', 'w.act', 'i.id', 'i.words', 'i.lang', 'i.kind', 'i.scope', 'i.table_number'])
		.select(sql<boolean>`i.hidden_at is not null or i.merged_into is not null`.as('gone'))
		.where('w.session_id', '=', sessionId)
		.where('w.seq', '>', after)
		.orderBy('w.seq')
		.limit(200)
		.execute();
	return rows.map((row) =>
		row.gone || row.act === 'hide'
			? { id: row.seq, event: 'hide', data: { id: row.id } }
			: { id: row.seq, event: row.act, data: toNote(row) }
	);
}

/** For the facilitator's page: how many there are, numbered by their count so that a gap cannot matter. */
export async function readSessionEvents(db: DbOrTx, sessionId: string, after: number): Promise<LiveEvent[]> {
	const row = await db
		.selectFrom('insight_session')
		.select(['posts', 'wall', 'closed_at'])
		.where('id', '=', sessionId)
		.executeTakeFirst();
	if (!row) return [];
	// Posts and wall events together only rise, and closing adds one.
	const id = row.posts + row.wall + (row.closed_at ? 1 : 0);
	return id > after ? [{ id, event: 'count', data: { posts: row.posts } }] : [];
}
