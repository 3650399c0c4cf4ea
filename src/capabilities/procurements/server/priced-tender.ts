import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { leadEvaluation, type RoundAccess, type RoundRef } from './access.ts';
import { refuseIfCancelled } from './common.ts';
import { openedTenders } from './opening-list.ts';
import { tendersWithDoors, type TenderRow, type WithTenders } from './reading.ts';
import { refusedDoor } from './scoring.ts';
import { readPrice } from './vault.ts';

// What every verb about the price of an opened tender begins with.

/** The tender's row, where the asker may lead and its door stands open; the round locked, and not decided. */
export async function withTender<T>(
	ctx: Context,
	ref: RoundRef,
	tenderId: string,
	run: (tx: Tx, access: WithTenders, tender: TenderRow) => Promise<T>
): Promise<T> {
	const access = await tendersWithDoors(ctx, ref, leadEvaluation);
	refuseIfCancelled(access.procurement);
	if (!access.round.frozenAt) throw new AppError('conflict', 'procurement.refuse.not-frozen');
	const tender = access.tenders.find((one) => one.id === tenderId);
	if (!tender || tender.door !== 'open') throw refusedDoor([...access.tenders, ...access.refused], tenderId);
	return ctx.db.transaction().execute(async (tx) => {
		await sql`select 1 from procurement_round where id = ${access.round.id} for update`.execute(tx);
		const { rows } = await sql<{ decided: boolean; out: boolean }>`
			select exists (select 1 from award_decision where round_id = ${access.round.id}) as decided,
				exists (select 1 from opened_tender where tender_id = ${tenderId} and fault is not null) as out`.execute(tx);
		if (rows[0]!.decided) throw new AppError('conflict', 'procurement.refuse.decided');
		if (rows[0]!.out) throw new AppError('conflict', 'written.refuse.out');
		return run(tx, access, tender);
	});
}

/** What was proposed rests on prices or tenders that no longer hold. */
export async function dropProposals(tx: Tx, roundId: string): Promise<void> {
	await sql`delete from decision_letter l using tender t
		where t.id = l.tender_id and t.round_id = ${roundId} and l.sent_at is null`.execute(tx);
	await tx.deleteFrom('lot_draw').where('round_id', '=', roundId).execute();
}

/** @throws conflict where a tender went out of the round since it was read; the caller has locked the round */
export async function refuseChanged(tx: Tx, { round, tenders }: WithTenders): Promise<void> {
	const now = (await openedTenders(tx, round.id)).map((one) => one.id);
	if (now.length !== tenders.length || !tenders.every((one) => now.includes(one.id)))
		throw new AppError('conflict', 'written.refuse.changed');
}

/** The price that is compared now, in öre. */
export const priceNow = async (tx: Tx, tenderId: string, { round }: RoundAccess): Promise<number> =>
	(await readPrice(tx, tenderId)).prices[String(round.number)] ?? 0;
