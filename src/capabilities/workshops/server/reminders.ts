import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '#platform/server/db/index.ts';
import { defineJob, enqueue } from '#platform/server/jobs/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import type { Workshop } from './access.ts';
import { participantMailTemplate } from './mails.ts';

/** Two days before the start, to everybody with a place who has not had it for this start. */
export const reminderJob = defineJob({
	name: 'workshop.remind',
	queue: 'work',
	schema: z.object({ workshopId: z.uuid(), startsAt: z.iso.datetime() }),
	run: async ({ workshopId, startsAt }, db) => {
		await db.transaction().execute(async (tx) => {
			const still = await tx
				.selectFrom('activity')
				.select('id')
				.where('id', '=', workshopId)
				.where('starts_at', '=', new Date(startsAt))
				.where('starts_at', '>', sql<Date>`clock_timestamp()`)
				.where('cancelled_at', 'is', null)
				.where('published_at', 'is not', null)
				.executeTakeFirst();
			if (still) await remind(tx, workshopId, new Date(startsAt));
		});
	}
});

async function remind(tx: Tx, workshopId: string, start: Date): Promise<void> {
	const rows = await tx
		.updateTable('workshop_participant')
		.set({ reminded_for: start })
		.where('workshop_id', '=', workshopId)
		.where('withdrawn_at', 'is', null)
		.where('place_at', 'is not', null)
		.where('email', 'is not', null)
		.where((eb) => eb.or([eb('reminded_for', 'is', null), eb('reminded_for', '<>', start)]))
		.returning(['id', 'sequence'])
		.execute();
	for (const row of rows)
		await sendMail(tx, participantMailTemplate, {
			participantId: row.id,
			event: 'reminder',
			sequence: row.sequence
		});
}

/** Queues the reminder for the present start; a moved workshop gets a new one and the old one finds itself stale. */
export async function scheduleReminder(tx: Tx, workshop: Workshop): Promise<void> {
	const { rows } = await sql<{ at: Date; ahead: boolean }>`
		select starts_at - interval '2 days' as at, starts_at - interval '2 days' > clock_timestamp() as ahead
		from activity where id = ${workshop.id}`.execute(tx);
	if (!rows[0]?.ahead) return;
	const data = { workshopId: workshop.id, startsAt: workshop.startsAt.toISOString() };
	await enqueue(tx, reminderJob, data, { startAfter: rows[0].at });
}

/** What somebody eats or needs is nobody's business once it is over: erased a week after the workshop. */
export const eraseNeedsJob = defineJob({
	name: 'workshop.erase-needs',
	queue: 'slow',
	schema: z.object({}),
	cron: '40 3 * * *',
	run: async (_data, db) => {
		await sql`update workshop_participant p set needs = null from activity a
			where a.id = p.workshop_id and p.needs is not null
			and coalesce(a.cancelled_at, a.ends_at) < now() - interval '7 days'`.execute(db);
		await sql`delete from workshop_link where expires_at < now()`.execute(db);
	}
});
