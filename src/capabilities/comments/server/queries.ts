import { sql } from 'kysely';
import { definePersonalData } from '#platform/server/privacy/index.ts';
import type { Lang } from '#platform/i18n/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { EDIT_MINUTES, HIDDEN, WAITING } from './service.ts';

export interface CommentView {
	id: string;
	/** Null where the author has been erased. */
	author: string | null;
	body: string;
	lang: Lang;
	at: Date;
	edited: boolean;
	mine: boolean;
	mayEdit: boolean;
	/** Only its author sees it so far. */
	waiting: boolean;
	/** Hidden by a moderator: the words are gone, the place stays. */
	hidden: boolean;
}

/** Comments on a subject, oldest first. What waits is shown to its author only; what is hidden has no words. */
export async function commentsOn(ctx: Context, kind: string, id: string): Promise<CommentView[]> {
	const me = ctx.actor.personId;
	const { rows } = await sql<CommentView>`
		select c.id, p.name as author, case when ${HIDDEN} then '' else c.body end as body, c.lang, c.created_at as at,
			c.edited_at is not null as edited, coalesce(c.author_id = ${me}::uuid, false) as mine,
			coalesce(c.author_id = ${me}::uuid and c.created_at > now() - make_interval(mins => ${EDIT_MINUTES}), false) as "mayEdit",
			${WAITING} as waiting, ${HIDDEN} as hidden
		from comment c left join person p on p.id = c.author_id and p.erased_at is null
		where c.subject_kind = ${kind} and c.subject_id = ${id}::uuid and c.deleted_at is null
			and (not ${WAITING} or c.author_id = ${me}::uuid)
		order by c.created_at limit 500`.execute(ctx.db);
	return rows;
}

export interface QueueRow {
	id: string;
	author: string | null;
	body: string;
	lang: Lang;
	at: Date;
	waiting: boolean;
	hidden: boolean;
	/** Why it was hidden. */
	hiddenReason: string | null;
	reports: string[];
}

/** The columns of a QueueRow, from `comment c` and `person p`. */
export const selectQueue = sql`c.id, p.name as author, c.body, c.lang, c.created_at as at, ${WAITING} as waiting, ${HIDDEN} as hidden,
	(select m.reason from comment_moderation m where m.comment_id = c.id and m.act = 'hide' order by m.at desc limit 1) as "hiddenReason",
	array(select r.reason from comment_report r where r.comment_id = c.id and r.handled_at is null order by r.created_at) as reports`;

/** What a moderator looks at: waiting and reported first, then the newest. The caller has decided on access. */
export async function moderationQueue(db: DbOrTx, initiativeId: string): Promise<QueueRow[]> {
	const { rows } = await sql<QueueRow>`
		select ${selectQueue}
		from comment c left join person p on p.id = c.author_id and p.erased_at is null
		where c.initiative_id = ${initiativeId}::uuid and c.deleted_at is null
		order by (${WAITING} and not ${HIDDEN}) desc,
			exists (select from comment_report r where r.comment_id = c.id and r.handled_at is null) desc, c.created_at desc
		limit 200`.execute(db);
	return rows;
}

definePersonalData('comments', {
	label: 'mywork.data.of.comments',
	show: (db, personId) =>
		db
			.selectFrom('comment')
			.select(['body', 'lang', 'created_at', 'edited_at', 'deleted_at'])
			.where('author_id', '=', personId)
			.execute(),
	async erase(tx, personId) {
		// The words go with the person; an empty place would say that somebody was here.
		await tx.deleteFrom('comment').where('author_id', '=', personId).execute();
		await tx
			.updateTable('comment_report')
			.set({ reporter_id: null })
			.where('reporter_id', '=', personId)
			.execute();
		await tx
			.updateTable('comment_moderation')
			.set({ by_person: null })
			.where('by_person', '=', personId)
			.execute();
	},
	kept: []
});
