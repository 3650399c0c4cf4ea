import { sql } from 'kysely';
import { z } from 'zod';
import { VISITOR } from '#platform/access/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Db, Tx } from '#platform/server/db/index.ts';
import { defineJob, enqueue } from '#platform/server/jobs/index.ts';
import { destroyAll } from './sealed.ts';
import { tenderChain } from './tender-access.ts';
import { giveUp } from './unsealing.ts';

/**
 * What becomes of tenders that a cancellation left unopened: an opening under way is given up, and what is sealed
 * is destroyed by a job, so that the buyer's transaction does the same whether nobody or many tendered.
 */
export async function leaveUnopened(
	tx: Tx,
	procurementId: string,
	lotId: string | null = null
): Promise<void> {
	const { rows } = await sql<{ id: string }>`
		select id from procurement_round r where procurement_id = ${procurementId} and published_at is not null
			and (${lotId}::uuid is null or r.lot_id = ${lotId}::uuid)
			and not exists (select from opening o where o.round_id = r.id) order by number for update`.execute(tx);
	for (const { id } of rows) {
		await giveUp(tx, id, true);
		await giveUp(tx, id, false);
	}
	await enqueue(tx, destroyUnopened, {});
}

/** Also every night: a tender may have been on its way in while the procurement was cancelled. */
const destroyUnopened = defineJob({
	name: 'procurement.destroy-unopened',
	queue: 'work',
	schema: z.object({}),
	cron: '50 3 * * *',
	run: async (_data, db) => void (await destroyLeft(db))
});

/** Destroys ciphertext and wraps of unopened tenders of cancelled procurements and lots. Hashes and receipts stay. */
export async function destroyLeft(db: Db): Promise<number> {
	const { rows } = await sql<{ id: string; roundId: string }>`
		select distinct t.id, r.round_id as "roundId" from cancelled_round r
		join tender t on t.round_id = r.round_id
		join tender_submission s on s.tender_id = t.id
		join sealed_piece p on p.submission_id = s.id
		where not exists (select from opening o where o.round_id = r.round_id)`.execute(db);
	for (const { id, roundId } of rows) {
		await db.transaction().execute(async (tx) => {
			await sql`select 1 from tender where id = ${id} for update`.execute(tx);
			await sql`delete from unsealing_item i using unsealing u, tender_submission s
				where u.id = i.unsealing_id and u.round_id = ${roundId} and s.id = i.submission_id and s.tender_id = ${id}`.execute(
				tx
			);
			await destroyAll(tx, id);
			await audit(tx, VISITOR, {
				chain: tenderChain(id),
				action: 'tender.destroyed-unopened',
				subject: `tender:${id}`
			});
		});
	}
	return rows.length;
}
