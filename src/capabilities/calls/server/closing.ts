import { sql } from 'kysely';
import { z } from 'zod';
import { addToDossier } from '#capabilities/initiatives/index.ts';
import { toText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import { systemContext, type Context } from '#platform/server/context.ts';
import type { Db, Tx } from '#platform/server/db/index.ts';
import { defineJob } from '#platform/server/jobs/index.ts';
import { announce } from '#platform/server/news/index.ts';
import { messageText } from '../words.ts';
import { lockRfi } from './lock.ts';

/** Wakes at the deadline. Where it was extended meanwhile, a later one does the work. */
export const closeJob = defineJob({
	name: 'rfi.close',
	queue: 'work',
	schema: z.object({ rfiId: z.uuid() }),
	run: async ({ rfiId }, db) => {
		await closeIfDue(db, rfiId);
	}
});

/**
 * Closes a call whose deadline has passed: alone with its row, so after everybody who was sending. May be
 * called at any time and twice. @returns whether the call is closed
 */
export async function closeIfDue(db: Db, id: string): Promise<boolean> {
	return db.transaction().execute(async (tx) => {
		const locked = await lockRfi(tx, id, 'update');
		if (locked.ended) return true;
		if (!locked.version || locked.takesAnswers) return false;
		const answers = await countAnswers(tx, id);
		await tx.insertInto('rfi_closing').values({ rfi_id: id, closed_as: 'deadline', answers }).execute();
		await tx
			.updateTable('activity')
			.set({ closed_at: sql`now()` })
			.where('id', '=', id)
			.execute();
		await tellOfClosing(tx, systemContext({ db }), id, answers);
		return true;
	});
}

async function tellOfClosing(tx: Tx, ctx: Context, id: string, answers: number): Promise<void> {
	const row = await tx
		.selectFrom('activity as a')
		.innerJoin('initiative as i', 'i.id', 'a.initiative_id')
		.select(['a.title', 'a.initiative_id', 'i.slug'])
		.where('a.id', '=', id)
		.executeTakeFirstOrThrow();
	const title = toText(row.title)!;
	const common = { initiativeId: row.initiative_id, activityId: id };
	await announce(tx, ctx.actor, {
		...common,
		kind: 'deadline',
		key: 'rfi.news.closed',
		params: { title, answers },
		path: `/initiatives/${row.slug}/work/rfi/${id}/answers`,
		audience: 'team'
	});
	await addToDossier(tx, ctx, {
		...common,
		kind: 'note',
		title: messageText('rfi.dossier.closed', { title, answers }),
		audience: 'public',
		source: { kind: 'rfi-closing', id }
	});
	const entry = {
		chain: `call:${id}`,
		action: 'rfi.closed',
		subject: `rfi:${id}`,
		data: { answers }
	} as const;
	await audit(tx, ctx.actor, entry);
}

async function countAnswers(tx: Tx, id: string): Promise<number> {
	const row = await tx
		.selectFrom('rfi_submission as s')
		.innerJoin('rfi_answer as a', 'a.id', 's.answer_id')
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.where('a.rfi_id', '=', id)
		.where('s.ended_at', 'is', null)
		.executeTakeFirstOrThrow();
	return row.count;
}
