import { sql } from 'kysely';
import { accessRfi, manageCalls } from '#capabilities/calls/index.ts';
import { procureForInitiative } from '#capabilities/initiatives/index.ts';
import { accessProcurement } from '#capabilities/procurements/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { audit, type ChainKind } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { NoticeInput } from '../form.ts';
import type { Notice } from '../facts.ts';
import { loadNotices } from './load.ts';

/** Where a notice belongs: a request for information or a procurement, as in the URL. */
export interface NoticeRef {
	kind: 'rfi' | 'procurement';
	slug: string;
	id: string;
}

interface Owner {
	id: string;
	chain: `${ChainKind}:${string}`;
	subject: string;
}

/** Those who may record notices: whoever manages the call or the procurement. */
async function access(ctx: Context, { kind, slug, id }: NoticeRef): Promise<Owner> {
	if (kind === 'rfi') {
		await accessRfi(ctx, slug, id, manageCalls);
		return { id, chain: `call:${id}`, subject: `rfi:${id}` };
	}
	const { run } = await accessProcurement(ctx, { slug, id }, procureForInitiative);
	return { id, chain: `initiative:${run.id}`, subject: `procurement:${id}` };
}

/** Asks the door only. */
export const mayRecordNotices = async (ctx: Context, ref: NoticeRef): Promise<void> => {
	await access(ctx, ref);
};

/** Notices of an activity, oldest first; the caller has decided on access. */
export const noticesOf = (ctx: Context, activityId: string): Promise<Notice[]> =>
	loadNotices(ctx.db, activityId);

/** Records the number that a notice got in a notice database. Shown to everybody once the activity is. */
export async function recordNotice(ctx: Context, ref: NoticeRef, input: NoticeInput): Promise<void> {
	const owner = await access(ctx, ref);
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.insertInto('external_notice')
			.values({ ...input, activity_id: owner.id, recorded_by: ctx.actor.personId })
			.onConflict((c) =>
				c.columns(['activity_id', 'source', 'number']).where('removed_at', 'is', null).doNothing()
			)
			.returning('id')
			.executeTakeFirst();
		if (!row)
			throw new AppError('conflict', 'ocds.notice.known', { fields: { number: 'ocds.notice.known' } });
		const { chain, subject } = owner;
		await audit(tx, ctx.actor, { chain, action: 'notice.recorded', subject, data: { ...input } });
	});
}

/** Takes a wrong number away. What open data has told of it stays told. */
export async function removeNotice(ctx: Context, ref: NoticeRef, noticeId: string): Promise<void> {
	const owner = await access(ctx, ref);
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.updateTable('external_notice')
			.set({ removed_at: sql`now()` })
			.where('id', '=', noticeId)
			.where('activity_id', '=', owner.id)
			.where('removed_at', 'is', null)
			.returning(['source', 'number'])
			.executeTakeFirst();
		if (!row) throw notFound();
		const { chain, subject } = owner;
		await audit(tx, ctx.actor, { chain, action: 'notice.removed', subject, data: row });
	});
}
