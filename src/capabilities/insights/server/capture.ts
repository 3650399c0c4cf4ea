import { sql } from 'kysely';
import { AppError, refuse } from '#platform/errors/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import { poke } from '#platform/server/live/index.ts';
import { accessWorkshop, facilitateWorkshop, openMyWorkshop } from '#capabilities/workshops/index.ts';
import { randomUUID } from 'node:crypto';
import QRCode from 'qrcode';
import type { Paper, Post } from '../form.ts';
import { looksPersonal, readPaper, whyNotPost, type InsightKind, type Scope } from '../rules.ts';
import { ensureCollection } from './collection.ts';
import { insertInsights } from './insert.ts';
import { postInsights, type PostAnswer, type Poster } from './post.ts';
import { lockSession, selectSessions, sessionTopic, toSession, type Session } from './sessions.ts';
import { latestSession } from './wall.ts';
import { audit } from '#platform/server/audit/index.ts';

export interface IncomingNote {
	id: string;
	number: number | null;
	words: string;
	lang: string;
	kind: InsightKind;
	scope: Scope;
	table: number | null;
	released: boolean;
	hidden: boolean;
	/** Looks as if it held personal data: read it before it is shown. */
	personal: boolean;
}

export interface CapturePage {
	session: Session | null;
	web: Session | null;
	notes: IncomingNote[];
	waiting: number;
	/** Address that the code and its picture lead to. */
	address: string | null;
	qr: { size: number; path: string } | null;
}

/** The facilitator's page during the workshop: the code, what has come in, what waits to be shown. */
export async function capturePage(ctx: Context, slug: string, workshopId: string): Promise<CapturePage> {
	await facilitateWorkshop(ctx, slug, workshopId);
	const session = await latestSession(ctx.db, workshopId);
	const web = await openWebSession(ctx, workshopId);
	const notes = session ? await incoming(ctx, session.id) : [];
	const address = session?.code ? `${config().PUBLIC_URL}/${ctx.lang}/c/${session.code}` : null;
	return {
		session,
		web,
		notes,
		waiting: notes.filter((note) => !note.released && !note.hidden).length,
		address,
		qr: address ? qrOf(address) : null
	};
}

async function incoming(ctx: Context, sessionId: string): Promise<IncomingNote[]> {
	const rows = await ctx.db
		.selectFrom('insight')
		.select(['id', 'number', 'words', 'lang', 'kind', 'scope', 'table_number'])
		.select(sql<boolean>`released_at is not null`.as('released'))
		.select(sql<boolean>`hidden_at is not null`.as('hidden'))
		.where('session_id', '=', sessionId)
		.orderBy(sql`released_at is not null`)
		.orderBy('number', 'desc')
		.limit(300)
		.execute();
	return rows.map(({ table_number: table, ...row }) => ({
		...row,
		kind: row.kind as InsightKind,
		scope: row.scope as Scope,
		table,
		personal: looksPersonal(row.words)
	}));
}

/** A QR code as one SVG path, a unit per module: no picture file, no inline style. */
export function qrOf(text: string): { size: number; path: string } {
	const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
	let path = '';
	for (let row = 0; row < modules.size; row++)
		for (let column = 0; column < modules.size; column++)
			if (modules.get(row, column)) path += `M${column} ${row}h1v1h-1z`;
	return { size: modules.size, path };
}

/** Notes from paper, typed in by the facilitator: one line is one insight. */
export async function typeInPaper(
	ctx: Context,
	slug: string,
	workshopId: string,
	input: Paper
): Promise<{ added: number }> {
	const { initiative } = await facilitateWorkshop(ctx, slug, workshopId);
	const lines = readPaper(input.lines, input.kind);
	if (lines.some((line) => line.words.length > 2000))
		throw new AppError('invalid', 'form.error.failed', { fields: { lines: 'insights.error.long-line' } });
	const session = await ctx.db.transaction().execute(async (tx) => {
		await ensureCollection(tx, ctx, initiative.id);
		const session = await lockSession(tx, await paperSession(ctx, initiative.id, workshopId), workshopId);
		const { scope, lang, table } = input;
		const posts = lines.map((line) => ({
			...line,
			key: randomUUID(),
			scope,
			lang,
			table,
			source: 'paper' as const,
			device: null,
			participantId: null,
			personId: null
		}));
		await insertInsights(tx, [{ session, posts }]);
		await audit(tx, ctx.actor, {
			chain: `initiative:${initiative.id}`,
			action: 'insight.typed-in',
			subject: `insight_session:${session.id}`,
			data: { lines: lines.length }
		});
		return session;
	});
	poke(sessionTopic(session.id));
	return { added: lines.length };
}

/** The room's own session, also when it is closed; a workshop run wholly on paper gets one without a code. */
async function paperSession(ctx: Context, initiativeId: string, workshopId: string): Promise<string> {
	const known = await selectSessions(ctx.db)
		.where('workshop_id', '=', workshopId)
		.where('channel', '=', 'code')
		.orderBy('opened_at', 'desc')
		.limit(1)
		.executeTakeFirst();
	if (known) return known.id;
	const row = await ctx.db
		.insertInto('insight_session')
		.values({
			initiative_id: initiativeId,
			workshop_id: workshopId,
			channel: 'code',
			opened_by: ctx.actor.personId,
			closed_at: new Date()
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return row.id;
}

async function openWebSession(ctx: Context, workshopId: string): Promise<Session | null> {
	const row = await selectSessions(ctx.db)
		.where('workshop_id', '=', workshopId)
		.where('channel', '=', 'web')
		.where('closed_at', 'is', null)
		.executeTakeFirst();
	return row ? toSession(row) : null;
}

/** The web form of a workshop's public page; null when it is closed or only for those who were there. */
export async function publicWebForm(ctx: Context, slug: string, workshopId: string): Promise<Session | null> {
	await accessWorkshop(ctx, slug, workshopId);
	const session = await openWebSession(ctx, workshopId);
	return session?.openTo === 'anyone' ? session : null;
}

/** The web form for the holder of a personal link. */
export async function linkedWebForm(ctx: Context, token: string): Promise<Session | null> {
	const { workshop, place } = await openMyWorkshop(ctx, token);
	return place && !place.withdrawn ? openWebSession(ctx, workshop.id) : null;
}

export async function postOnWorkshop(
	ctx: Context,
	slug: string,
	workshopId: string,
	poster: Poster,
	post: Post
): Promise<void> {
	const session = await publicWebForm(ctx, slug, workshopId);
	if (!session) throw new AppError('conflict', 'insights.refuse.closed');
	answered(await postInsights(ctx, session, poster, [post]));
}

export async function postByLink(ctx: Context, token: string, poster: Poster, post: Post): Promise<void> {
	const { place } = await openMyWorkshop(ctx, token);
	const session = await linkedWebForm(ctx, token);
	if (!session || !place) throw new AppError('conflict', 'insights.refuse.closed');
	answered(await postInsights(ctx, session, { ...poster, participantId: place.id }, [post]));
}

/** The plain form of the phone page. */
export async function postByCode(ctx: Context, session: Session, poster: Poster, post: Post): Promise<void> {
	refuse(whyNotPost(session));
	answered(await postInsights(ctx, session, poster, [post]));
}

function answered([answer]: PostAnswer[]): void {
	if (answer === 'closed') throw new AppError('conflict', 'insights.refuse.closed');
	if (answer === 'limited')
		throw new AppError('rate-limited', 'error.rate-limited', { params: { seconds: 600 } });
}
