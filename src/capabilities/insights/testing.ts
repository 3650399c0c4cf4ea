import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { makeInitiative, visitor, type MadeInitiative } from '#capabilities/initiatives/testing.ts';
import { createWorkshop, publishWorkshop } from '#capabilities/workshops/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Db } from '#platform/server/db/index.ts';
import type { Post } from './form.ts';
import { deviceKey, openSession, postInsights, type Session } from './index.ts';

// A workshop whose collection is open, for tests. Only tests import this file.

export interface MadeRoom {
	run: MadeInitiative;
	/** Of whoever facilitates. */
	ctx: Context;
	workshop: string;
	session: Session;
	phone(n?: number): { device: string };
	/** Posts from the phone with this number. */
	send(posts: Post[], n?: number): ReturnType<typeof postInsights>;
	/** Insights of the session, in the order in which they came. */
	ids(): Promise<string[]>;
}

export async function makeRoom(db: Db): Promise<MadeRoom> {
	const run = await makeInitiative(db, { published: true, municipality: '1270' });
	const { ctx } = run.coordinator;
	const { id: workshop } = await createWorkshop(ctx, run.slug, {
		textLang: 'sv',
		title: 'Verkstad',
		form: 'on-site',
		startsAt: '2040-05-01T09:00',
		endsAt: '2040-05-01T12:00',
		placeName: 'Biblioteket',
		langs: ['sv'],
		afterwards: false
	});
	await publishWorkshop(ctx, run.slug, workshop);
	const session = await openSession(ctx, run.slug, workshop, { textLang: 'sv', tables: 6 });
	await sql`delete from rate_limit`.execute(db);
	const phone = (n = 1) => ({ device: deviceKey(`${session.id}-${n}`) });
	const send = (posts: Post[], n = 1) => postInsights(visitor(db), session, phone(n), posts);
	return { run, ctx, workshop, session, phone, send, ids: () => idsOf(db, session) };
}

async function idsOf(db: Db, session: Session): Promise<string[]> {
	const rows = await db
		.selectFrom('insight')
		.select('id')
		.where('session_id', '=', session.id)
		.orderBy('number')
		.execute();
	return rows.map((row) => row.id);
}

export const post = (words: string, changes: Partial<Post> = {}): Post => ({
	key: randomUUID(),
	kind: 'need',
	scope: 'local',
	lang: 'sv',
	words,
	...changes
});
