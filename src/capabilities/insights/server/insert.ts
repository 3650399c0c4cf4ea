import { sql } from 'kysely';
import type { Tx } from '#platform/server/db/index.ts';
import type { Post } from '../form.ts';
import type { Session } from './sessions.ts';

export interface NewInsight extends Post {
	source: 'phone' | 'web' | 'paper' | 'import';
	device: string | null;
	participantId: string | null;
	personId: string | null;
}

export interface Inserted {
	id: string;
	key: string;
	number: number;
	/** Was there before: the same key had come in already. */
	known: boolean;
}

/**
 * Takes insights into a session that the caller has locked: numbers them, shows them at once where that is
 * switched on, and notes each in the session's chain. A key that is there already is answered, not repeated.
 */
export async function insertInsights(tx: Tx, session: Session, posts: NewInsight[]): Promise<Inserted[]> {
	const before = await knownKeys(tx, session.id, posts);
	const fresh = new Map<string, NewInsight>();
	for (const post of posts) if (!before.has(post.key)) fresh.set(post.key, post);
	const added =
		fresh.size > 0 ? await insertNew(tx, session, [...fresh.values()]) : new Map<string, Inserted>();
	return posts.map((post) => before.get(post.key) ?? added.get(post.key)!);
}

async function knownKeys(tx: Tx, sessionId: string, posts: NewInsight[]): Promise<Map<string, Inserted>> {
	const rows = await tx
		.selectFrom('insight')
		.select(['id', 'key', 'number'])
		.where('session_id', '=', sessionId)
		.where(sql<boolean>`key = any(${posts.map((post) => post.key)}::uuid[])`)
		.execute();
	return new Map(rows.map((row) => [row.key, { ...row, number: row.number ?? 0, known: true }]));
}

async function insertNew(tx: Tx, session: Session, posts: NewInsight[]): Promise<Map<string, Inserted>> {
	const rows = posts.map((post, index) => ({ ...post, number: session.posts + index + 1 }));
	const inserted = await sql<{ id: string; key: string; number: number }>`
		insert into insight (initiative_id, session_id, workshop_id, key, number, source, table_number, kind, scope,
			lang, words, device, participant_id, person_id, released_at)
		select ${session.initiativeId}, ${session.id}, ${session.workshopId}, p.key, p.number, p.source, p."table",
			p.kind, p.scope, p.lang, p.words, p.device, p."participantId", p."personId",
			case when ${session.automatic} then clock_timestamp() end
		from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(key uuid, number bigint, source text,
			"table" integer, kind text, scope text, lang text, words text, device text, "participantId" uuid, "personId" uuid)
		returning id, key, number`.execute(tx);
	await countUp(tx, session, inserted.rows);
	await sql`select audit_append(${`call:${session.id}`}, 'insight.posted', p.person, 'insight:' || p.id, '{"number":' || p.number || '}')
		from (select i.id, i.number, i.person_id as person from insight i
			where i.session_id = ${session.id} and i.number > ${session.posts - rows.length} order by i.number) as p`.execute(
		tx
	);
	return new Map(inserted.rows.map((row) => [row.key, { ...row, known: false }]));
}

/** The session's counters; under the caller's lock they never repeat and never skip. */
async function countUp(tx: Tx, session: Session, rows: { id: string; number: number }[]): Promise<void> {
	const shown = session.automatic ? rows.length : 0;
	if (shown > 0) {
		const ordered = [...rows].sort((a, b) => a.number - b.number);
		await tx
			.insertInto('insight_wall')
			.values(
				ordered.map((row, index) => ({
					session_id: session.id,
					seq: session.wall + index + 1,
					insight_id: row.id,
					act: 'show'
				}))
			)
			.execute();
	}
	session.posts += rows.length;
	session.wall += shown;
	await tx
		.updateTable('insight_session')
		.set({ posts: session.posts, wall: session.wall })
		.where('id', '=', session.id)
		.execute();
}
