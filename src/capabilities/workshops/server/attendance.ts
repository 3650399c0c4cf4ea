import { sql } from 'kysely';
import { AppError, refuse } from '#platform/errors/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { countField, type Attendance } from '../form.ts';
import {
	groupOf,
	GROUPS,
	noCounts,
	whyNotRecordAttendance,
	type Group,
	type GroupCounts,
	type Sector,
	type TakesPartAs
} from '../rules.ts';
import { facilitateWorkshop, lockWorkshop } from './access.ts';
import { belonging, findOrganisation } from './register.ts';

/** Ticks those who came and says how many more there were per group. Saving again replaces what was saved. */
export async function recordAttendance(
	ctx: Context,
	slug: string,
	id: string,
	input: Attendance
): Promise<void> {
	const { initiative } = await facilitateWorkshop(ctx, slug, id);
	await ctx.db.transaction().execute(async (tx) => {
		refuse(whyNotRecordAttendance(await lockWorkshop(tx, id)));
		await tick(tx, id, input.present);
		await countUnnamed(tx, id, input);
		await markRecorded(tx, ctx, id);
		await audit(tx, ctx.actor, {
			chain: `initiative:${initiative.id}`,
			action: 'workshop.attendance-recorded',
			subject: `workshop:${id}`,
			data: { counts: await attendingGroups(tx, id) }
		});
	});
}

async function tick(tx: Tx, id: string, present: string[]): Promise<void> {
	await tx
		.updateTable('workshop_participant')
		.set({
			attended_at: sql<Date | null>`case when id = any(${uuids(present)}) then coalesce(attended_at, clock_timestamp()) end`
		})
		.where('workshop_id', '=', id)
		.execute();
}

async function countUnnamed(tx: Tx, id: string, input: Attendance): Promise<void> {
	await tx
		.deleteFrom('workshop_headcount')
		.where('workshop_id', '=', id)
		.where('organisation_id', 'is', null)
		.where('organisation_name', 'is', null)
		.execute();
	const counted = GROUPS.map((group) => ({ group, persons: input[countField(group)] ?? 0 }));
	const rows = counted.filter(({ persons }) => persons > 0);
	if (rows.length === 0) return;
	await tx
		.insertInto('workshop_headcount')
		.values(rows.map(({ group, persons }) => ({ workshop_id: id, of_group: group, persons })))
		.execute();
}

async function markRecorded(tx: Tx, ctx: Context, id: string): Promise<void> {
	await tx
		.updateTable('workshop')
		.set({ attendance_recorded_at: new Date(), attendance_recorded_by: ctx.actor.personId })
		.where('id', '=', id)
		.execute();
}

/** Somebody who came without having registered, by name. */
export async function addWalkIn(
	ctx: Context,
	slug: string,
	id: string,
	input: { name: string; takesPartAs: TakesPartAs; organisationName?: string; sector?: Sector }
): Promise<void> {
	const { initiative } = await facilitateWorkshop(ctx, slug, id);
	await ctx.db.transaction().execute(async (tx) => {
		refuse(whyNotRecordAttendance(await lockWorkshop(tx, id)));
		const row = await tx
			.insertInto('workshop_participant')
			.values({
				workshop_id: id,
				name: input.name,
				...(await belonging(tx, input)),
				walk_in: true,
				attended_at: sql<Date>`clock_timestamp()`
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await audit(tx, ctx.actor, {
			chain: `initiative:${initiative.id}`,
			action: 'workshop.walk-in-added',
			subject: `workshop_participant:${row.id}`
		});
	});
}

/** An organisation that was there, with how many; no names needed. */
export async function addPresentOrganisation(
	ctx: Context,
	slug: string,
	id: string,
	input: { organisationName: string; sector?: Sector; persons: number }
): Promise<void> {
	const { initiative } = await facilitateWorkshop(ctx, slug, id);
	await ctx.db.transaction().execute(async (tx) => {
		refuse(whyNotRecordAttendance(await lockWorkshop(tx, id)));
		const known = await findOrganisation(tx, input.organisationName);
		if (!known && !input.sector)
			throw new AppError('invalid', 'form.error.failed', { fields: { sector: 'workshops.error.sector' } });
		await tx
			.insertInto('workshop_headcount')
			.values({
				workshop_id: id,
				of_group: known?.sector ?? input.sector!,
				organisation_id: known?.id ?? null,
				organisation_name: known ? null : input.organisationName,
				persons: input.persons
			})
			.execute();
		await audit(tx, ctx.actor, {
			chain: `initiative:${initiative.id}`,
			action: 'workshop.organisation-added',
			subject: `workshop:${id}`
		});
	});
}

/** Takes away a line that was added by mistake: a walk-in or an organisation. */
export async function removePresent(ctx: Context, slug: string, id: string, rowId: string): Promise<void> {
	await facilitateWorkshop(ctx, slug, id);
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.deleteFrom('workshop_participant')
			.where('id', '=', rowId)
			.where('workshop_id', '=', id)
			.where('walk_in', '=', true)
			.execute();
		await tx.deleteFrom('workshop_headcount').where('id', '=', rowId).where('workshop_id', '=', id).execute();
	});
}

/** How many were there per group, ticked and counted together. */
export async function attendingGroups(db: DbOrTx, workshopId: string): Promise<GroupCounts> {
	const counts = noCounts();
	const people = await db
		.selectFrom('workshop_participant')
		.select(['takes_part_as', 'sector', sql<number>`count(*)::int`.as('n')])
		.where('workshop_id', '=', workshopId)
		.where('attended_at', 'is not', null)
		.groupBy(['takes_part_as', 'sector'])
		.execute();
	for (const row of people) {
		const group = groupOf({ takesPartAs: row.takes_part_as as TakesPartAs, sector: row.sector as Sector });
		counts[group] += row.n;
	}
	const unnamed = await db
		.selectFrom('workshop_headcount')
		.select(['of_group', sql<number>`sum(persons)::int`.as('n')])
		.where('workshop_id', '=', workshopId)
		.groupBy('of_group')
		.execute();
	for (const row of unnamed) counts[row.of_group as Group] += row.n;
	return counts;
}

/** Ids of the organisations from the directory that were there. */
export async function attendingOrganisations(db: DbOrTx, workshopId: string): Promise<string[]> {
	const { rows } = await sql<{ id: string }>`
		select organisation_id as id from workshop_participant
			where workshop_id = ${workshopId} and attended_at is not null and organisation_id is not null
		union select organisation_id from workshop_headcount
			where workshop_id = ${workshopId} and organisation_id is not null`.execute(db);
	return rows.map((row) => row.id);
}
