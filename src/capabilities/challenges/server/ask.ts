import { sql } from 'kysely';
import { z } from 'zod';
import { AppError, notFound } from '#platform/errors/index.ts';
import { plainText, toText } from '#platform/i18n/text.ts';
import { translator } from '#platform/i18n/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { defineMail, personRecipient, sendMail } from '#platform/server/mail/index.ts';
import { accessInitiative, editInitiative, insertTask } from '#capabilities/initiatives/index.ts';
import type { Part } from '../form.ts';
import { accessPart, challengeOf } from './store.ts';

export interface PartRequest {
	id: string;
	part: Part;
	personId: string;
	name: string;
	askedAt: Date;
	endedAt: Date | null;
}

const requestMail = defineMail({
	name: 'challenge.part',
	schema: z.object({ requestId: z.uuid() }),
	recipient: async (db, { requestId }) => {
		const row = await db
			.selectFrom('challenge_request')
			.select('person_id')
			.where('id', '=', requestId)
			.where('ended_at', 'is', null)
			.executeTakeFirst();
		return row ? personRecipient(db, row.person_id) : null;
	},
	render: async ({ db, data, t, recipient }) => {
		const row = await db
			.selectFrom('challenge_request as r')
			.innerJoin('challenge as c', 'c.id', 'r.challenge_id')
			.innerJoin('initiative as i', 'i.id', 'c.initiative_id')
			.leftJoin('person as p', 'p.id', 'r.asked_by')
			.select(['r.part', 'r.message', 'i.slug', 'i.title', 'p.name as asker'])
			.where('r.id', '=', data.requestId)
			.executeTakeFirstOrThrow();
		const title = plainText(toText(row.title), recipient.lang);
		// keys: challenges.part.essential challenges.part.evidence challenges.part.perspective challenges.part.limits
		const part = t(`challenges.part.${row.part as Part}`);
		return {
			subject: t('challenges.mail.part.subject', { title }),
			body: [
				t('challenges.mail.part.text', { name: row.asker ?? '', part, title }),
				...(row.message ? [`”${row.message}”`] : []),
				{
					text: t('challenges.mail.part.link'),
					link: `${config().PUBLIC_URL}/${recipient.lang}/initiatives/${row.slug}/work/challenge/${row.part}`
				}
			],
			reason: t('challenges.mail.part.reason')
		};
	}
});

export interface AskInput {
	part: Part;
	personId: string;
	dueOn?: string;
	message?: string;
}

/** Asks a colleague to write one part: a task, a mail with a link, and the right to write that part only. */
export async function askForPart(ctx: Context, slug: string, input: AskInput): Promise<void> {
	const run = await accessInitiative(ctx, slug, editInitiative);
	const challenge = await challengeOf(ctx.db, run.id);
	const t = translator(run.title.o);
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.insertInto('challenge_request')
			.values({
				challenge_id: challenge.id,
				part: input.part,
				person_id: input.personId,
				message: input.message ?? null,
				asked_by: ctx.actor.personId
			})
			.onConflict((c) => c.doNothing())
			.returning('id')
			.executeTakeFirst();
		if (!row) throw new AppError('conflict', 'challenges.error.already-asked');
		const taskId = await insertTask(tx, ctx, run, {
			title: t('challenges.task.part', { part: t(`challenges.part.${input.part}`) }),
			assigneeId: input.personId,
			dueOn: input.dueOn,
			activityId: challenge.id,
			path: `/initiatives/${run.slug}/work/challenge/${input.part}`
		});
		await tx.updateTable('challenge_request').set({ task_id: taskId }).where('id', '=', row.id).execute();
		await sendMail(tx, requestMail, { requestId: row.id });
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'challenge.part-asked',
			subject: `challenge_request:${row.id}`,
			data: { part: input.part }
		});
	});
}

/** The colleague is done: the task is ticked off and the part goes back to those who edit. */
export async function handInPart(ctx: Context, slug: string, part: Part): Promise<void> {
	const run = await accessPart(ctx, slug, part);
	const challenge = await challengeOf(ctx.db, run.id);
	const request = await ctx.db
		.selectFrom('challenge_request')
		.select(['id', 'task_id'])
		.where('challenge_id', '=', challenge.id)
		.where('part', '=', part)
		.where('person_id', '=', ctx.actor.personId)
		.where('ended_at', 'is', null)
		.executeTakeFirst();
	if (!request) throw notFound();
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.updateTable('challenge_request')
			.set({ ended_at: sql`now()` })
			.where('id', '=', request.id)
			.execute();
		if (request.task_id) {
			await tx
				.updateTable('task')
				.set({ done_at: sql`coalesce(done_at, now())`, done_by: ctx.actor.personId })
				.where('id', '=', request.task_id)
				.execute();
		}
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'challenge.part-handed-in',
			subject: `challenge_request:${request.id}`,
			data: { part }
		});
	});
}

/** Who has been asked for what, newest first; answered ones too. */
export async function requestsOf(db: DbOrTx, challengeId: string): Promise<PartRequest[]> {
	const rows = await db
		.selectFrom('challenge_request as r')
		.innerJoin('person as p', 'p.id', 'r.person_id')
		.select([
			'r.id',
			'r.part',
			'r.person_id as personId',
			'p.name',
			'r.asked_at as askedAt',
			'r.ended_at as endedAt'
		])
		.where('r.challenge_id', '=', challengeId)
		.orderBy('r.asked_at', 'desc')
		.execute();
	return rows.map((row) => ({ ...row, part: row.part as Part }));
}
