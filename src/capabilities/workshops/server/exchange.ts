import { z } from 'zod';
import { localTextSchema, toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { createActivity } from '#capabilities/initiatives/index.ts';
import { FORMS, GROUPS, SPOKEN } from '../rules.ts';
import { selectWorkshops, toWorkshop } from './access.ts';
import { attendingGroups } from './attendance.ts';

const text = localTextSchema.nullable();
const exportedWorkshop = z.object({
	title: localTextSchema,
	startsAt: z.iso.datetime().nullable(),
	endsAt: z.iso.datetime().nullable(),
	published: z.boolean(),
	cancelled: z.boolean(),
	form: z.enum(FORMS),
	placeName: z.string().nullable(),
	address: z.string().nullable(),
	langs: z.array(z.enum(SPOKEN)),
	capacity: z.number().int().nullable(),
	about: text,
	agenda: text,
	prepare: text,
	accessibility: text,
	minutes: text,
	minutesPublished: z.boolean(),
	cancelReason: text,
	afterwards: z.boolean(),
	held: z.boolean(),
	/** Everybody who was there, as counts per group: names are never exported. */
	present: z.partialRecord(z.enum(GROUPS), z.number().int())
});
export const exportedWorkshops = z.object({ workshops: z.array(exportedWorkshop) });
export type ExportedWorkshops = z.output<typeof exportedWorkshops>;

const textOf = (value: unknown) => toText(value) as z.output<typeof text>;

/** Every workshop of an initiative, without names. */
export async function exportWorkshops(db: DbOrTx, initiativeId: string): Promise<ExportedWorkshops> {
	const rows = await selectWorkshops(db)
		.where('w.initiative_id', '=', initiativeId)
		.orderBy('a.starts_at')
		.orderBy('w.id')
		.execute();
	const workshops = [];
	for (const row of rows) workshops.push(await exportOne(db, row));
	return { workshops };
}
/** Into another initiative. Who was there comes along as counts. */
export async function importWorkshops(
	tx: Tx,
	ctx: Context,
	initiativeId: string,
	data: ExportedWorkshops
): Promise<void> {
	for (const workshop of data.workshops) {
		const id = await createActivity(tx, ctx, {
			initiativeId,
			kind: 'workshop',
			title: workshop.title as LocalText,
			startsAt: workshop.startsAt ? new Date(workshop.startsAt) : null,
			endsAt: workshop.endsAt ? new Date(workshop.endsAt) : null
		});
		await tx
			.updateTable('activity')
			.set({
				published_at: workshop.published ? new Date() : null,
				cancelled_at: workshop.cancelled ? new Date() : null
			})
			.where('id', '=', id)
			.execute();
		await tx
			.insertInto('workshop')
			.values({ id, initiative_id: initiativeId, ...importColumns(workshop) })
			.execute();
		const present = Object.entries(workshop.present).filter(([, persons]) => persons > 0);
		for (const [of_group, persons] of present)
			await tx.insertInto('workshop_headcount').values({ workshop_id: id, of_group, persons }).execute();
	}
}

function importColumns(workshop: ExportedWorkshops['workshops'][number]) {
	const local = (value: unknown) => (value ? json(value) : null);
	return {
		form: workshop.form,
		place_name: workshop.placeName,
		address: workshop.address,
		langs: workshop.langs,
		capacity: workshop.capacity,
		about: local(workshop.about),
		agenda: local(workshop.agenda),
		prepare: local(workshop.prepare),
		accessibility: local(workshop.accessibility),
		minutes: local(workshop.minutes),
		minutes_published_at: workshop.minutesPublished ? new Date() : null,
		cancel_reason: local(workshop.cancelReason),
		afterwards: workshop.afterwards,
		attendance_recorded_at: workshop.held ? new Date() : null
	};
}

async function exportOne(
	db: DbOrTx,
	row: Parameters<typeof toWorkshop>[0]
): Promise<ExportedWorkshops['workshops'][number]> {
	const workshop = toWorkshop(row);
	const counts = Object.entries(await attendingGroups(db, row.id)).filter(([, persons]) => persons > 0);
	return {
		title: workshop.title as ExportedWorkshops['workshops'][number]['title'],
		startsAt: row.starts_at?.toISOString() ?? null,
		endsAt: row.ends_at?.toISOString() ?? null,
		published: workshop.publishedAt !== null,
		cancelled: workshop.cancelledAt !== null,
		form: workshop.form,
		placeName: workshop.placeName,
		address: workshop.address,
		langs: workshop.langs as ExportedWorkshops['workshops'][number]['langs'],
		capacity: workshop.capacity,
		about: textOf(workshop.about),
		agenda: textOf(workshop.agenda),
		prepare: textOf(workshop.prepare),
		accessibility: textOf(workshop.accessibility),
		minutes: textOf(workshop.minutes),
		minutesPublished: workshop.minutesPublishedAt !== null,
		cancelReason: textOf(workshop.cancelReason),
		afterwards: workshop.afterwards,
		held: workshop.attendanceRecordedAt !== null,
		present: Object.fromEntries(counts)
	};
}
