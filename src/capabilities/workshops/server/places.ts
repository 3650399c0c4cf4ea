import { sql } from 'kysely';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import type { Workshop } from './access.ts';
import { participantMailTemplate, type MailEvent } from './mails.ts';

/** Places that are taken. Where one can also follow along digitally, only seats in the room are counted. */
export async function takenPlaces(db: DbOrTx, workshop: Pick<Workshop, 'id' | 'form'>): Promise<number> {
	const row = await db
		.selectFrom('workshop_participant')
		.select(sql<number>`count(*)::int`.as('n'))
		.where('workshop_id', '=', workshop.id)
		.where('place_at', 'is not', null)
		.where('withdrawn_at', 'is', null)
		.where('walk_in', '=', false)
		.$if(workshop.form === 'both', (query) => query.where('on_site', '=', true))
		.executeTakeFirstOrThrow();
	return row.n;
}

/** Whether somebody needs one of the counted places. */
export function needsSeat(workshop: Pick<Workshop, 'form' | 'capacity'>, onSite: boolean): boolean {
	return workshop.capacity !== null && (workshop.form !== 'both' || onSite);
}

/**
 * Gives free places to those who have waited longest, and tells them. Call it with the workshop locked.
 * @returns how many got a place
 */
export async function fillPlaces(tx: Tx, workshop: Workshop): Promise<number> {
	if (workshop.started || workshop.cancelledAt) return 0;
	const free = workshop.capacity === null ? null : workshop.capacity - (await takenPlaces(tx, workshop));
	if (free !== null && free <= 0) return 0;
	const waiting = await tx
		.selectFrom('workshop_participant')
		.select('id')
		.where('workshop_id', '=', workshop.id)
		.where('place_at', 'is', null)
		.where('withdrawn_at', 'is', null)
		.orderBy('registered_at')
		.orderBy('id')
		.$if(free !== null, (query) => query.limit(free!))
		.execute();
	for (const { id } of waiting) await givePlace(tx, id);
	return waiting.length;
}

async function givePlace(tx: Tx, id: string): Promise<void> {
	const row = await tx
		.updateTable('workshop_participant')
		.set({ place_at: sql<Date>`clock_timestamp()`, sequence: sql<number>`sequence + 1` })
		.where('id', '=', id)
		.returning(['id', 'sequence', 'email'])
		.executeTakeFirstOrThrow();
	if (row.email)
		await sendMail(tx, participantMailTemplate, {
			participantId: row.id,
			event: 'place',
			sequence: row.sequence
		});
}

/** Raises the calendar's sequence of the workshop and of everybody in it, never below the file's. */
export async function raiseSequences(tx: Tx, workshopId: string): Promise<void> {
	await tx
		.updateTable('workshop')
		.set({ sequence: sql<number>`sequence + 1` })
		.where('id', '=', workshopId)
		.execute();
	await tx
		.updateTable('workshop_participant')
		.set({
			sequence: sql<number>`greatest(sequence + 1, (select sequence from workshop where id = ${workshopId}))`
		})
		.where('workshop_id', '=', workshopId)
		.where('withdrawn_at', 'is', null)
		.execute();
}

/** Queues a mail to everybody with a place (and, when told so, those who wait). @returns how many */
export async function mailParticipants(
	tx: Tx,
	workshopId: string,
	event: MailEvent,
	{ waitingToo = false } = {}
): Promise<number> {
	const rows = await tx
		.selectFrom('workshop_participant')
		.select(['id', 'sequence'])
		.where('workshop_id', '=', workshopId)
		.where('withdrawn_at', 'is', null)
		.where('email', 'is not', null)
		.$if(!waitingToo, (query) => query.where('place_at', 'is not', null))
		.execute();
	for (const row of rows)
		await sendMail(tx, participantMailTemplate, { participantId: row.id, event, sequence: row.sequence });
	return rows.length;
}
