import { sql } from 'kysely';
import { can } from '#platform/access/index.ts';
import { notFound } from '#platform/errors/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import {
	accessInitiative,
	facilitateInitiative,
	viewInitiative,
	workInInitiative,
	type Initiative
} from '#capabilities/initiatives/index.ts';
import type { WorkshopForm, WorkshopState } from '../rules.ts';

/** A workshop as stored, with what its rules need. Times were compared by the database. */
export interface Workshop extends WorkshopState {
	id: string;
	initiativeId: string;
	title: LocalText;
	startsAt: Date;
	endsAt: Date;
	form: WorkshopForm;
	placeName: string | null;
	address: string | null;
	link: string | null;
	langs: string[];
	capacity: number | null;
	about: LocalText | null;
	agenda: LocalText | null;
	prepare: LocalText | null;
	accessibility: LocalText | null;
	sequence: number;
	cancelReason: LocalText | null;
	afterwards: boolean;
	minutes: LocalText | null;
	revision: number;
	updatedAt: Date;
}

export interface WorkshopAccess {
	initiative: Initiative;
	workshop: Workshop;
	/** The asker may prepare, invite and record. */
	mayFacilitate: boolean;
}

/** The way from a URL to a workshop. Drafts are known only to the team. */
export async function accessWorkshop(
	ctx: Context,
	slug: string,
	id: string,
	permission = viewInitiative
): Promise<WorkshopAccess> {
	const initiative = await accessInitiative(ctx, slug, permission);
	const workshop = await findWorkshop(ctx.db, id);
	if (!workshop || workshop.initiativeId !== initiative.id) throw notFound();
	if (!workshop.publishedAt && !can(ctx.actor, workInInitiative, initiative)) throw notFound();
	return { initiative, workshop, mayFacilitate: can(ctx.actor, facilitateInitiative, initiative) };
}

/** As accessWorkshop, for those who facilitate. */
export function facilitateWorkshop(ctx: Context, slug: string, id: string): Promise<WorkshopAccess> {
	return accessWorkshop(ctx, slug, id, facilitateInitiative);
}

export async function findWorkshop(db: DbOrTx, id: string): Promise<Workshop | null> {
	const row = await selectWorkshops(db).where('w.id', '=', id).executeTakeFirst();
	return row ? toWorkshop(row) : null;
}

/** Locks the workshop so that places are given out one at a time, and reads it as it is then. */
export async function lockWorkshop(tx: DbOrTx, id: string): Promise<Workshop> {
	await tx.selectFrom('workshop').select('id').where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
	return (await findWorkshop(tx, id))!;
}

export function selectWorkshops(db: DbOrTx) {
	return db
		.selectFrom('workshop as w')
		.innerJoin('activity as a', 'a.id', 'w.id')
		.selectAll('w')
		.select(['a.title', 'a.starts_at', 'a.ends_at', 'a.published_at', 'a.cancelled_at'])
		.select(sql<boolean>`a.starts_at <= clock_timestamp()`.as('started'))
		.select(sql<boolean>`a.ends_at <= clock_timestamp()`.as('ended'));
}

type Row = Awaited<ReturnType<ReturnType<typeof selectWorkshops>['execute']>>[number];

export function toWorkshop(row: Row): Workshop {
	return {
		id: row.id,
		initiativeId: row.initiative_id,
		title: toText(row.title)!,
		startsAt: row.starts_at!,
		endsAt: row.ends_at!,
		form: row.form as WorkshopForm,
		placeName: row.place_name,
		address: row.address,
		link: row.link,
		langs: row.langs,
		capacity: row.capacity,
		about: toText(row.about),
		agenda: toText(row.agenda),
		prepare: toText(row.prepare),
		accessibility: toText(row.accessibility),
		sequence: row.sequence,
		cancelReason: toText(row.cancel_reason),
		afterwards: row.afterwards,
		minutes: toText(row.minutes),
		revision: row.revision,
		updatedAt: row.updated_at,
		publishedAt: row.published_at,
		cancelledAt: row.cancelled_at,
		started: row.started,
		ended: row.ended,
		attendanceRecordedAt: row.attendance_recorded_at,
		minutesPublishedAt: row.minutes_published_at
	};
}
