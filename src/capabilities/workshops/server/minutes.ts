import { AppError, refuse } from '#platform/errors/index.ts';
import { plainText, writeText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { listFiles, storeFile } from '#platform/server/files/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { announce } from '#platform/server/news/index.ts';
import { addToDossier } from '#capabilities/initiatives/index.ts';
import type { MinutesInput } from '../form.ts';
import { whyNotPublishMinutes } from '../rules.ts';
import { facilitateWorkshop, lockWorkshop, type Workshop } from './access.ts';
import { attendingGroups, attendingOrganisations } from './attendance.ts';
import { MINUTES } from './files.ts';
import { participantMailTemplate } from './mails.ts';

/** Writes the minutes in one language, and takes in a file to them. */
export async function saveMinutes(
	ctx: Context,
	slug: string,
	id: string,
	input: MinutesInput
): Promise<void> {
	const { initiative } = await facilitateWorkshop(ctx, slug, id);
	await ctx.db.transaction().execute(async (tx) => {
		const workshop = await lockWorkshop(tx, id);
		if (workshop.revision !== input.revision) throw new AppError('conflict', 'error.conflict');
		// Published minutes are a record; what must be mended is added, never rewritten.
		refuse(workshop.minutesPublishedAt ? 'workshops.refuse.minutes-published' : null);
		await tx
			.updateTable('workshop')
			.set({
				minutes: json(writeText(workshop.minutes, input.textLang, input.minutes ?? '')),
				revision: workshop.revision + 1
			})
			.where('id', '=', id)
			.execute();
		if (input.file?.size)
			await storeFile(tx, ctx, { subjectKind: MINUTES, subjectId: id, file: input.file, alt: input.alt });
		await audit(tx, ctx.actor, {
			chain: `initiative:${initiative.id}`,
			action: 'workshop.minutes-written',
			subject: `workshop:${id}`
		});
	});
}

export async function removeMinutesFile(
	ctx: Context,
	slug: string,
	id: string,
	fileId: string
): Promise<void> {
	await facilitateWorkshop(ctx, slug, id);
	await ctx.db
		.updateTable('file')
		.set({ removed_at: new Date() })
		.where('id', '=', fileId)
		.where('subject_kind', '=', MINUTES)
		.where('subject_id', '=', id)
		.where('published_at', 'is', null)
		.execute();
}

/** Shares the minutes with those who were there; the dossier remembers which organisations got them. */
export async function publishMinutes(ctx: Context, slug: string, id: string): Promise<{ mailed: number }> {
	const { initiative } = await facilitateWorkshop(ctx, slug, id);
	return ctx.db.transaction().execute(async (tx) => {
		const workshop = await lockWorkshop(tx, id);
		refuse(workshop.minutesPublishedAt ? 'workshops.refuse.minutes-published' : null);
		refuse(whyNotPublishMinutes(workshop, plainText(workshop.minutes, workshop.minutes?.o ?? 'sv')));
		await tx
			.updateTable('workshop')
			.set({ minutes_published_at: new Date(), minutes_published_by: ctx.actor.personId })
			.where('id', '=', id)
			.execute();
		await addToDossier(tx, ctx, {
			initiativeId: initiative.id,
			activityId: id,
			kind: 'meeting',
			title: workshop.title,
			body: workshop.minutes,
			audience: 'participants',
			organisations: await attendingOrganisations(tx, id),
			fileIds: await publishFiles(tx, id),
			source: { kind: 'workshop-minutes', id }
		});
		const mailed = await tellAttendees(tx, ctx, workshop, initiative.slug);
		await audit(tx, ctx.actor, {
			chain: `initiative:${initiative.id}`,
			action: 'workshop.minutes-published',
			subject: `workshop:${id}`,
			data: { mailed, present: await attendingGroups(tx, id) }
		});
		return { mailed };
	});
}

async function publishFiles(tx: Tx, id: string): Promise<string[]> {
	const files = await listFiles(tx, MINUTES, [id]);
	if (files.length > 0)
		await tx
			.updateTable('file')
			.set({ published_at: new Date() })
			.where(
				'id',
				'in',
				files.map((file) => file.id)
			)
			.execute();
	return files.map((file) => file.id);
}

/** Those with an account hear of it as they have chosen; the others get a mail. */
async function tellAttendees(tx: Tx, ctx: Context, workshop: Workshop, slug: string): Promise<number> {
	const rows = await tx
		.selectFrom('workshop_participant')
		.select(['id', 'person_id', 'email', 'sequence'])
		.where('workshop_id', '=', workshop.id)
		.where('withdrawn_at', 'is', null)
		.where('attended_at', 'is not', null)
		.execute();
	const persons = rows.flatMap((row) => (row.person_id ? [row.person_id] : []));
	if (persons.length > 0)
		await announce(tx, ctx.actor, {
			initiativeId: workshop.initiativeId,
			activityId: workshop.id,
			kind: 'progress',
			key: 'workshops.news.minutes',
			params: { title: workshop.title },
			path: `/initiatives/${slug}/workshops/${workshop.id}`,
			audience: 'persons',
			persons
		});
	const byMail = rows.filter((row) => row.email && !row.person_id);
	for (const row of byMail)
		await sendMail(tx, participantMailTemplate, {
			participantId: row.id,
			event: 'minutes',
			sequence: row.sequence
		});
	return byMail.length + persons.length;
}
