import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import { appSecret } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import { batched } from '#platform/server/db/batch.ts';
import { db as sharedDb, type Tx } from '#platform/server/db/index.ts';
import { askedTogether } from '#platform/server/db/together.ts';
import { consume } from '#platform/server/limits/index.ts';
import { poke } from '#platform/server/live/index.ts';
import type { Post } from '../form.ts';
import { readCode } from '../rules.ts';
import { insertInsights, type Arrival } from './insert.ts';
import { selectSessions, sessionTopic, toSession, wallTopic, type Session } from './sessions.ts';

/** Each device in each room: a person types, a script floods. */
const PER_DEVICE = { points: 120, minutes: 10 };
/** A whole room shares an address; so does a municipality. */
const PER_ADDRESS = { points: 6000, minutes: 10 };
const WRONG_CODES = { name: 'capture-code', points: 60, seconds: 600 };

export interface Poster {
	/** The device's random cookie, hashed by `deviceKey`. */
	device: string;
	/** By a personal link. */
	participantId?: string;
}

export type PostAnswer = 'taken' | 'closed' | 'limited';

interface Waiting {
	sessionId: string;
	post: Post;
	poster: Poster;
	client: string;
	personId: string | null;
}

/** A keyed hash of the device's cookie: tells devices apart, and is erased after 30 days. */
export function deviceKey(cookie: string): string {
	return createHmac('sha256', appSecret()).update(`device:${cookie}`).digest('base64url').slice(0, 22);
}

/** The session behind a code, open or closed; wrong guesses are counted. @throws AppError not-found */
export async function sessionByCode(ctx: Context, typed: string): Promise<Session> {
	ctx.access.decided = true;
	const code = readCode(typed);
	const session = code ? await byCode(ctx.db, code) : undefined;
	if (session) return session;
	await consume(ctx.db, WRONG_CODES, ctx.client);
	throw new AppError('not-found', 'insights.refuse.no-code');
}

/** A room asks at the same moment. */
const byCode = askedTogether<Session>(async (db, codes) => {
	const rows = await selectSessions(db)
		.where(sql<boolean>`code = any(${codes})`)
		.execute();
	return new Map(rows.map((row) => [row.code!, toSession(row)]));
});

/**
 * Takes in insights and answers, one answer per insight, after they are committed. Many phones' insights share
 * a commit; see docs/mechanisms/capture.md.
 */
export async function postInsights(
	ctx: Context,
	session: Session,
	poster: Poster,
	posts: Post[]
): Promise<PostAnswer[]> {
	const { client } = ctx;
	const personId = ctx.actor.personId;
	return Promise.all(posts.map((post) => write({ sessionId: session.id, post, poster, client, personId })));
}

const write = batched<Waiting, PostAnswer>((items) =>
	sharedDb()
		.transaction()
		.execute((tx) => writeAll(tx, items))
		.then((written) => {
			for (const topic of written.topics) poke(topic);
			return written.answers;
		})
);

async function writeAll(tx: Tx, items: Waiting[]): Promise<{ answers: PostAnswer[]; topics: string[] }> {
	const answers = new Map<Waiting, PostAnswer>();
	const topics: string[] = [];
	const sessions = await lockSessions(tx, [...new Set(items.map((item) => item.sessionId))]);
	const allowed = await withinLimits(
		tx,
		items.filter((item) => sessions.get(item.sessionId)?.closedAt === null)
	);
	const arrivals: Arrival[] = [];
	for (const session of sessions.values()) {
		const mine = items.filter((item) => item.sessionId === session.id);
		for (const item of mine) answers.set(item, session.closedAt ? 'closed' : 'limited');
		const taken = session.closedAt ? [] : mine.filter((item) => allowed.has(item));
		if (taken.length === 0) continue;
		arrivals.push({ session, posts: taken.map(toNew(session)) });
		for (const item of taken) answers.set(item, 'taken');
		topics.push(sessionTopic(session.id), ...(session.automatic ? [wallTopic(session.id)] : []));
	}
	await insertInsights(tx, arrivals);
	return { answers: items.map((item) => answers.get(item) ?? 'closed'), topics };
}

async function lockSessions(tx: Tx, ids: string[]): Promise<Map<string, Session>> {
	const rows = await selectSessions(tx).where('id', 'in', ids).orderBy('id').forUpdate().execute();
	return new Map(rows.map((row) => [row.id, toSession(row)]));
}

function toNew(session: Session) {
	return ({ post, poster, personId }: Waiting) => ({
		...post,
		source: session.channel === 'web' ? ('web' as const) : ('phone' as const),
		device: poster.device,
		participantId: poster.participantId ?? null,
		personId
	});
}

/** Counts the batch against its devices and addresses in one statement; the first ones within a limit pass. */
async function withinLimits(tx: Tx, items: Waiting[]): Promise<Set<Waiting>> {
	const groups = new Map<string, { items: Waiting[]; points: number; ms: number }>();
	const put = (key: string, item: Waiting, limit: typeof PER_DEVICE) => {
		const group = groups.get(key) ?? { items: [], points: limit.points, ms: limit.minutes * 60_000 };
		group.items.push(item);
		groups.set(key, group);
	};
	for (const item of items) {
		put(`capture:${item.sessionId}:${item.poster.device}`, item, PER_DEVICE);
		put(`capture-address:${item.client}`, item, PER_ADDRESS);
	}
	const refused = new Set<Waiting>();
	const used = await countUses(tx, groups);
	for (const [key, group] of groups) {
		const before = (used.get(key) ?? group.items.length) - group.items.length;
		for (const item of group.items.slice(Math.max(0, group.points - before))) refused.add(item);
	}
	return new Set(items.filter((item) => !refused.has(item)));
}

async function countUses(
	tx: Tx,
	groups: Map<string, { items: Waiting[]; ms: number }>
): Promise<Map<string, number>> {
	if (groups.size === 0) return new Map();
	// In order, so that two processes lock the same keys in the same order.
	const keys = [...groups.keys()].sort();
	const { rows } = await sql<{ key: string; points: number }>`
		with now as (select (extract(epoch from clock_timestamp()) * 1000)::bigint as ms)
		insert into rate_limit as r (key, points, expire)
		select k.key, k.n, now.ms + k.ms from now, unnest(${keys}::text[], ${keys.map((key) => groups.get(key)!.items.length)}::int[],
			${keys.map((key) => groups.get(key)!.ms)}::bigint[]) with ordinality as k(key, n, ms, ord) order by k.ord
		on conflict (key) do update set
			points = case when r.expire <= (select ms from now) then excluded.points else r.points + excluded.points end,
			expire = case when r.expire <= (select ms from now) then excluded.expire else r.expire end
		returning key, points`.execute(tx);
	return new Map(rows.map((row) => [row.key, row.points]));
}
