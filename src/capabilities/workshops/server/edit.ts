import { AppError, refuse } from '#platform/errors/index.ts';
import { newText, plainText, writeText, type LocalText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { announce } from '#platform/server/news/index.ts';
import {
	accessInitiative,
	addToDossier,
	createActivity,
	facilitateInitiative,
	type Initiative
} from '#capabilities/initiatives/index.ts';
import type { WorkshopEdit, WorkshopInput } from '../form.ts';
import { whyNotCancel, whyNotPublish, wrongTimes } from '../rules.ts';
import { facilitateWorkshop, findWorkshop, lockWorkshop, type Workshop } from './access.ts';
import { invitationMail } from './mails.ts';
import { fillPlaces, mailParticipants, raiseSequences } from './places.ts';
import { scheduleReminder } from './reminders.ts';
import { swedishTimes } from './times.ts';

/** Begins a workshop as a draft, or registers one that already took place (`afterwards`), which is public at once. */
export async function createWorkshop(
	ctx: Context,
	slug: string,
	input: WorkshopInput
): Promise<{ id: string }> {
	const initiative = await accessInitiative(ctx, slug, facilitateInitiative);
	const times = await checkTimes(ctx, input);
	refuseField(input.afterwards && !times.ended ? 'workshops.error.not-yet' : null, 'endsAt');
	refuseField(!input.afterwards && times.started ? 'workshops.error.already' : null, 'startsAt');
	return ctx.db.transaction().execute(async (tx) => {
		const id = await createActivity(tx, ctx, {
			initiativeId: initiative.id,
			kind: 'workshop',
			title: newText(input.textLang, input.title),
			startsAt: times.startsAt,
			endsAt: times.endsAt
		});
		await tx
			.insertInto('workshop')
			.values({
				id,
				initiative_id: initiative.id,
				afterwards: input.afterwards,
				...plainColumns(input),
				...textColumns(input, null)
			})
			.execute();
		if (input.afterwards) await markPublished(tx, id);
		await audit(tx, ctx.actor, {
			chain: `initiative:${initiative.id}`,
			action: input.afterwards ? 'workshop.registered-afterwards' : 'workshop.created',
			subject: `workshop:${id}`,
			data: { startsAt: times.startsAt, form: input.form }
		});
		return { id };
	});
}

/** Rewrites a workshop in one language. Those with a place hear of it when time, place or title changed. */
export async function updateWorkshop(
	ctx: Context,
	slug: string,
	id: string,
	input: WorkshopEdit
): Promise<{ mailed: number }> {
	const { initiative } = await facilitateWorkshop(ctx, slug, id);
	const times = await checkTimes(ctx, input);
	return ctx.db.transaction().execute(async (tx) => {
		const before = await lockWorkshop(tx, id);
		refuse(before.cancelledAt ? 'workshops.refuse.cancelled' : null);
		if (before.revision !== input.revision) throw new AppError('conflict', 'error.conflict');
		await write(tx, before, input, times);
		const after = (await findWorkshop(tx, id))!;
		const tell = concernsCalendar(before, after) && after.publishedAt !== null && !after.ended;
		const mailed = tell ? await tellOfChange(tx, after) : 0;
		await fillPlaces(tx, after);
		await audit(tx, ctx.actor, {
			chain: `initiative:${initiative.id}`,
			action: 'workshop.changed',
			subject: `workshop:${id}`,
			data: { revision: after.revision, startsAt: after.startsAt, sequence: after.sequence }
		});
		return { mailed };
	});
}

async function write(
	tx: Tx,
	before: Workshop,
	input: WorkshopEdit,
	times: { startsAt: Date; endsAt: Date }
): Promise<void> {
	await tx
		.updateTable('activity')
		.set({
			title: json(writeText(before.title, input.textLang, input.title)),
			starts_at: times.startsAt,
			ends_at: times.endsAt
		})
		.where('id', '=', before.id)
		.execute();
	await tx
		.updateTable('workshop')
		.set({
			...plainColumns(input),
			...textColumns(input, before),
			revision: before.revision + 1,
			updated_at: new Date()
		})
		.where('id', '=', before.id)
		.execute();
}

async function tellOfChange(tx: Tx, workshop: Workshop): Promise<number> {
	await raiseSequences(tx, workshop.id);
	await scheduleReminder(tx, workshop);
	return mailParticipants(tx, workshop.id, 'changed');
}

/** Opens the workshop: a page of its own, registration, an entry in the dossier, news to followers. */
export async function publishWorkshop(ctx: Context, slug: string, id: string): Promise<void> {
	const { initiative } = await facilitateWorkshop(ctx, slug, id);
	await ctx.db.transaction().execute(async (tx) => {
		const workshop = await lockWorkshop(tx, id);
		refuse(whyNotPublish(workshop));
		refuse(lacksPlace(workshop) ? 'workshops.refuse.place' : null, 'invalid');
		await markPublished(tx, id);
		await scheduleReminder(tx, workshop);
		await addToDossier(tx, ctx, {
			initiativeId: initiative.id,
			activityId: id,
			kind: 'material',
			title: workshop.title,
			body: workshop.prepare ?? workshop.about,
			audience: 'public',
			source: { kind: 'workshop', id }
		});
		await tell(tx, ctx, initiative, workshop, 'workshops.news.published');
		await audit(tx, ctx.actor, {
			chain: `initiative:${initiative.id}`,
			action: 'workshop.published',
			subject: `workshop:${id}`
		});
	});
}

/** Calls it off. Everybody who was invited or registered gets to know, and it leaves their calendars. */
export async function cancelWorkshop(
	ctx: Context,
	slug: string,
	id: string,
	input: { reason: string }
): Promise<{ mailed: number }> {
	const { initiative } = await facilitateWorkshop(ctx, slug, id);
	return ctx.db.transaction().execute(async (tx) => {
		const workshop = await lockWorkshop(tx, id);
		refuse(whyNotCancel(workshop));
		await tx.updateTable('activity').set({ cancelled_at: new Date() }).where('id', '=', id).execute();
		await tx
			.updateTable('workshop')
			.set({
				cancel_reason: json(newText(ctx.lang, input.reason)),
				cancelled_by: ctx.actor.personId
			})
			.where('id', '=', id)
			.execute();
		await raiseSequences(tx, id);
		const mailed = workshop.publishedAt ? await tellOfCancellation(tx, id) : 0;
		if (workshop.publishedAt) await tell(tx, ctx, initiative, workshop, 'workshops.news.cancelled');
		await audit(tx, ctx.actor, {
			chain: `initiative:${initiative.id}`,
			action: 'workshop.cancelled',
			subject: `workshop:${id}`,
			data: { mailed }
		});
		return { mailed };
	});
}

async function tellOfCancellation(tx: Tx, id: string): Promise<number> {
	const participants = await mailParticipants(tx, id, 'cancelled', { waitingToo: true });
	// Who declined needs no mail; who said yes is among the participants.
	const open = await tx
		.selectFrom('workshop_invitation')
		.select('id')
		.where('workshop_id', '=', id)
		.where('answer', 'is', null)
		.where('email', 'is not', null)
		.where('sent_at', 'is not', null)
		.execute();
	for (const row of open) await sendMail(tx, invitationMail, { invitationId: row.id, event: 'called-off' });
	return participants + open.length;
}

async function tell(
	tx: Tx,
	ctx: Context,
	initiative: Initiative,
	workshop: Workshop,
	key: 'workshops.news.published' | 'workshops.news.cancelled'
): Promise<void> {
	// A challenge that is not public yet has no page to send strangers to.
	await announce(tx, ctx.actor, {
		initiativeId: initiative.id,
		activityId: workshop.id,
		kind: 'invitation',
		key,
		params: { title: workshop.title, at: workshop.startsAt.toISOString() },
		path: `/initiatives/${initiative.slug}/workshops/${workshop.id}`,
		audience: initiative.publishedAt ? 'public' : 'team',
		themes: initiative.themes
	});
}

async function markPublished(tx: Tx, id: string): Promise<void> {
	await tx.updateTable('activity').set({ published_at: new Date() }).where('id', '=', id).execute();
}

async function checkTimes(ctx: Context, input: { startsAt: string; endsAt: string }) {
	refuseField(wrongTimes(input.startsAt, input.endsAt), 'endsAt');
	return swedishTimes(ctx.db, input.startsAt, input.endsAt);
}

function refuseField(reason: ReturnType<typeof wrongTimes>, field: string): void {
	if (reason) throw new AppError('invalid', reason, { fields: { [field]: reason } });
}

function plainColumns(input: Omit<WorkshopInput, 'afterwards'>) {
	return {
		form: input.form,
		place_name: input.placeName ?? null,
		address: input.address ?? null,
		link: input.link ?? null,
		langs: input.langs,
		capacity: input.capacity ?? null
	};
}

function textColumns(input: Omit<WorkshopInput, 'afterwards'>, before: Workshop | null) {
	const write = (old: LocalText | null | undefined, text: string | undefined) =>
		text || old ? json(writeText(old, input.textLang, text ?? '')) : null;
	return {
		about: write(before?.about, input.about),
		agenda: write(before?.agenda, input.agenda),
		prepare: write(before?.prepare, input.prepare),
		accessibility: write(before?.accessibility, input.accessibility)
	};
}

function lacksPlace(workshop: Workshop): boolean {
	return workshop.form !== 'digital' && !workshop.placeName;
}

/** What a calendar shows: only then are people disturbed with a mail. */
function concernsCalendar(before: Workshop, after: Workshop): boolean {
	const shown = (w: Workshop) =>
		JSON.stringify([
			w.startsAt,
			w.endsAt,
			w.form,
			w.placeName,
			w.address,
			w.link,
			plainText(w.title, w.title.o)
		]);
	return shown(before) !== shown(after);
}
