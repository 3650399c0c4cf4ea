import { sql } from 'kysely';
import type { Tx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import type { Post } from '../form.ts';
import type { Session } from './sessions.ts';

export interface NewInsight extends Post {
	source: 'phone' | 'web' | 'paper' | 'import';
	device: string | null;
	participantId: string | null;
	personId: string | null;
}

/** What comes into one session at once. */
export interface Arrival {
	/** Locked by the caller; its counters are moved on. */
	session: Session;
	posts: readonly NewInsight[];
}

export interface Inserted {
	id: string;
	key: string;
	number: number;
	/** Was there before: the same key had come in already. */
	known: boolean;
}

/**
 * Takes insights into sessions that the caller has locked: numbers them, shows them at once where that is
 * switched on, and notes each in its session's chain. A key that is there already is answered, not repeated.
 * The number of statements is the same for one session and for forty.
 * @returns per arrival, its insights in the order given
 */
export async function insertInsights(tx: Tx, arrivals: readonly Arrival[]): Promise<Inserted[][]> {
	if (arrivals.length === 0) return [];
	const known = await knownKeys(tx, arrivals);
	const fresh = arrivals.flatMap(({ session, posts }) => {
		const once = new Map(posts.map((post) => [nameOf(session.id, post.key), post]));
		const unknown = [...once].filter(([name]) => !known.has(name));
		return unknown.map(([, post], index) => ({ session, post, number: session.posts + index + 1 }));
	});
	if (fresh.length > 0) for (const [name, row] of await insertNew(tx, fresh)) known.set(name, row);
	return arrivals.map(({ session, posts }) => posts.map((post) => known.get(nameOf(session.id, post.key))!));
}

/** A key is made on the phone: it is somebody's own only within a session. */
const nameOf = (session: string, key: string) => `${session} ${key.toLowerCase()}`;

interface Found {
	id: string;
	session_id: string;
	key: string;
	number: number | null;
}

async function knownKeys(tx: Tx, arrivals: readonly Arrival[]): Promise<Map<string, Inserted>> {
	const asked = arrivals.flatMap(({ session, posts }) =>
		posts.map(({ key }) => ({ session: session.id, key }))
	);
	const { rows } = await sql<Found>`
		select i.id, i.session_id, i.key, i.number
		from unnest(${uuids(asked.map((each) => each.session))}, ${uuids(asked.map((each) => each.key))}) as asked(session, key)
		join insight i on i.session_id = asked.session and i.key = asked.key`.execute(tx);
	return toInserted(rows, true);
}

const toInserted = (rows: readonly Found[], known: boolean): Map<string, Inserted> =>
	new Map(
		rows.map(({ id, session_id, key, number }) => [
			nameOf(session_id, key),
			{ id, key, number: number ?? 0, known }
		])
	);

interface Fresh {
	session: Session;
	post: NewInsight;
	number: number;
}

async function insertNew(tx: Tx, fresh: readonly Fresh[]): Promise<Map<string, Inserted>> {
	const rows = fresh.map(({ session, post, number }) => ({
		...post,
		number,
		session: session.id,
		initiative: session.initiativeId,
		workshop: session.workshopId,
		automatic: session.automatic
	}));
	const inserted = await sql<Found>`
		insert into insight (initiative_id, session_id, workshop_id, key, number, source, table_number, kind, scope,
			lang, words, device, participant_id, person_id, released_at)
		select p.initiative, p.session, p.workshop, p.key, p.number, p.source, p."table",
			p.kind, p.scope, p.lang, p.words, p.device, p."participantId", p."personId",
			case when p.automatic then clock_timestamp() end
		from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(initiative uuid, session uuid, workshop uuid,
			automatic boolean, key uuid, number bigint, source text, "table" integer, kind text, scope text, lang text,
			words text, device text, "participantId" uuid, "personId" uuid)
		returning id, session_id, key, number`.execute(tx);
	await countUp(tx, fresh, inserted.rows);
	await note(tx, inserted.rows);
	return toInserted(inserted.rows, false);
}

/** The sessions' counters; under the caller's locks they never repeat and never skip. */
async function countUp(tx: Tx, fresh: readonly Fresh[], rows: readonly Found[]): Promise<void> {
	const sessions = new Map(fresh.map(({ session }) => [session.id, session]));
	const ordered = rows.toSorted((a, b) => a.number! - b.number!);
	const shown = ordered.flatMap(({ id, session_id }) => {
		const session = sessions.get(session_id)!;
		session.posts++;
		return session.automatic ? [{ session_id, seq: ++session.wall, insight_id: id, act: 'show' }] : [];
	});
	if (shown.length > 0) await tx.insertInto('insight_wall').values(shown).execute();
	const counted = [...sessions.values()];
	await sql`
		update insight_session s set posts = c.posts, wall = c.wall
		from unnest(${uuids(counted.map(({ id }) => id))}, ${counted.map(({ posts }) => posts)}::bigint[],
			${counted.map(({ wall }) => wall)}::bigint[]) as c(id, posts, wall)
		where s.id = c.id`.execute(tx);
}

/** Session by session in the order in which they were locked, so that chains are locked in the same order too. */
async function note(tx: Tx, rows: readonly Found[]): Promise<void> {
	await sql`
		select audit_append('call:' || p.session_id, 'insight.posted', p.person_id, 'insight:' || p.id, '{"number":' || p.number || '}')
		from (select i.id, i.session_id, i.number, i.person_id from insight i
			where i.id = any(${uuids(rows.map(({ id }) => id))}) order by i.session_id, i.number) as p`.execute(tx);
}
