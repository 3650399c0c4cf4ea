import { sql } from 'kysely';
import { requirePerson } from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { consume } from '#platform/server/limits/index.ts';
import { announce } from '#platform/server/news/index.ts';
import type { ModerationAct } from '../form.ts';
import { findSubject, type CommentSubject } from './subjects.ts';

const WRITE = { name: 'comment', points: 10, seconds: 600 };
const REPORT = { name: 'comment-report', points: 5, seconds: 3600 };
/** Minutes in which one may still change one's words. */
export const EDIT_MINUTES = 10;

/** The newest act of a moderator holds; null where none has acted. */
export const HIDDEN = sql<boolean>`coalesce((select m.act = 'hide' from comment_moderation m
	where m.comment_id = c.id and m.act in ('hide','restore') order by m.at desc limit 1), false)`;
export const WAITING = sql<boolean>`(c.held_at is not null and c.released_at is null)`;

/** Adds a comment. The first one of a new account waits until somebody has looked at it. */
export async function addComment(
	ctx: Context,
	subject: { kind: string; id: string },
	body: string
): Promise<{ id: string; held: boolean }> {
	const personId = requirePerson(ctx);
	const found = await findSubject(ctx, subject.kind, subject.id);
	await consume(ctx.db, WRITE, personId);
	return ctx.db.transaction().execute(async (tx) => {
		const held = !found.mayModerate && !(await isKnown(tx, personId));
		const row = await tx
			.insertInto('comment')
			.values({
				subject_kind: subject.kind,
				subject_id: subject.id,
				initiative_id: found.initiativeId,
				author_id: personId,
				body,
				lang: ctx.lang,
				held_at: held ? sql`now()` : null
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await tellTeam(tx, ctx, found, held);
		await log(tx, ctx, found, row.id, 'comment.added');
		return { id: row.id, held };
	});
}

/** Known once a comment of theirs has been let through and not hidden since. */
async function isKnown(db: DbOrTx, personId: string): Promise<boolean> {
	const { rows } = await sql`select 1 from comment c where c.author_id = ${personId}::uuid
		and not ${WAITING} and not ${HIDDEN} limit 1`.execute(db);
	return rows.length > 0;
}

async function tellTeam(tx: Tx, ctx: Context, found: CommentSubject, held: boolean): Promise<void> {
	if (!found.initiativeId) return;
	await announce(tx, ctx.actor, {
		initiativeId: found.initiativeId,
		kind: 'comment',
		key: held ? 'comments.news.held' : 'comments.news.added',
		params: { title: found.title },
		path: held ? `${found.path.replace(/\/challenge$/, '')}/work/comments` : `${found.path}#comments`,
		audience: 'team'
	});
}

async function log(tx: Tx, ctx: Context, found: CommentSubject, id: string, action: string): Promise<void> {
	const chain = found.initiativeId
		? (`initiative:${found.initiativeId}` as const)
		: ('platform:comments' as const);
	await audit(tx, ctx.actor, { chain, action, subject: `comment:${id}` });
}

/** Rewrites one's own comment within ten minutes, by the database's clock. */
export async function editComment(ctx: Context, input: { commentId: string; body: string }): Promise<void> {
	const { found } = await own(ctx, input.commentId);
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.updateTable('comment')
			.set({ body: input.body, edited_at: sql`now()` })
			.where('id', '=', input.commentId)
			.where(sql<boolean>`created_at > now() - make_interval(mins => ${EDIT_MINUTES})`)
			.returning('id')
			.executeTakeFirst();
		if (!row) throw new AppError('conflict', 'comments.error.too-late');
		await log(tx, ctx, found, row.id, 'comment.edited');
	});
}

/** Takes away one's own comment, words and all. */
export async function deleteComment(ctx: Context, commentId: string): Promise<void> {
	const { found } = await own(ctx, commentId);
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.updateTable('comment')
			.set({ body: '', deleted_at: sql`now()` })
			.where('id', '=', commentId)
			.execute();
		await log(tx, ctx, found, commentId, 'comment.deleted');
	});
}

async function own(ctx: Context, commentId: string) {
	const personId = requirePerson(ctx);
	const row = await commentById(ctx, commentId);
	const found = await findSubject(ctx, row.subject_kind, row.subject_id);
	if (row.author_id !== personId) throw new AppError('forbidden', 'comments.error.not-yours');
	return { row, found };
}

async function commentById(ctx: Context, id: string) {
	const row = await ctx.db
		.selectFrom('comment')
		.select(['id', 'subject_kind', 'subject_id', 'author_id', 'body'])
		.where('id', '=', id)
		.where('deleted_at', 'is', null)
		.executeTakeFirst();
	if (!row) {
		ctx.access.decided = true;
		throw notFound();
	}
	return row;
}

/** Anybody who can read a comment may report it, with a reason; signed in or not. */
export async function reportComment(
	ctx: Context,
	commentId: string,
	reason: string
): Promise<{ path: string }> {
	const { found } = await reportable(ctx, commentId);
	await consume(ctx.db, REPORT, ctx.client);
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.insertInto('comment_report')
			.values({ comment_id: commentId, reason, reporter_id: ctx.actor.personId })
			.execute();
		if (found.initiativeId) {
			await announce(tx, ctx.actor, {
				initiativeId: found.initiativeId,
				kind: 'comment',
				key: 'comments.news.reported',
				params: { title: found.title },
				path: `${found.path.replace(/\/challenge$/, '')}/work/comments`,
				audience: 'team'
			});
		}
		await log(tx, ctx, found, commentId, 'comment.reported');
	});
	return { path: found.path };
}

/** The comment that somebody is about to report: only one that they can see. */
export async function reportable(
	ctx: Context,
	commentId: string
): Promise<{ body: string; found: CommentSubject }> {
	const row = await commentById(ctx, commentId);
	const found = await findSubject(ctx, row.subject_kind, row.subject_id);
	const { rows } = await sql<{ seen: boolean }>`
		select not ${WAITING} and not ${HIDDEN} as seen from comment c where c.id = ${commentId}::uuid`.execute(
		ctx.db
	);
	if (!rows[0]?.seen) throw notFound();
	return { body: row.body, found };
}

/** Releases, hides or restores; hiding needs a reason. Open reports on it are settled. */
export async function moderateComment(
	ctx: Context,
	input: { commentId: string; act: ModerationAct; reason?: string }
): Promise<void> {
	const row = await commentById(ctx, input.commentId);
	const found = await findSubject(ctx, row.subject_kind, row.subject_id);
	if (!found.mayModerate) throw new AppError('forbidden', 'error.forbidden');
	if (input.act === 'hide' && !input.reason)
		throw new AppError('invalid', 'form.error.failed', { fields: { reason: 'comments.error.reason' } });
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.insertInto('comment_moderation')
			.values({
				comment_id: row.id,
				act: input.act,
				reason: input.reason ?? null,
				by_person: ctx.actor.personId
			})
			.execute();
		if (input.act !== 'hide') {
			await tx
				.updateTable('comment')
				.set({ released_at: sql`coalesce(released_at, now())` })
				.where('id', '=', row.id)
				.execute();
		}
		await tx
			.updateTable('comment_report')
			.set({ handled_at: sql`now()`, handled_by: ctx.actor.personId })
			.where('comment_id', '=', row.id)
			.where('handled_at', 'is', null)
			.execute();
		await log(tx, ctx, found, row.id, `comment.${input.act}`);
	});
}
