import { sql } from 'kysely';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { lotsToDecideFirst, winsAreLimited } from '../lots.ts';
import type { RoundAccess } from './access.ts';
import { loadProcurement, type Lot } from './load.ts';

/** What the other lots of the call say about a lot's award. */
export interface LotLimits {
	/** Lots before it that are not decided yet, where that matters. */
	waitsFor: Lot[];
	/** Tenders of those who have won as many lots as one may, in the lots before this one. */
	full: string[];
}

const NONE: LotLimits = { waitsFor: [], full: [] };

/**
 * The published rule: lots are decided in their order, and whoever has won as many as allowed is passed over in those
 * that come after. It asks for the first phase only. What later lots gave changes nothing, so that the answer stays.
 */
export async function lotLimits(
	db: DbOrTx,
	{ procurement, round, tenders }: RoundAccess & { tenders: { id: string; organisationId: string }[] }
): Promise<LotLimits> {
	if (!round.lot || round.step > 1 || !winsAreLimited(procurement)) return NONE;
	// Read anew: the caller may have waited for a lock meanwhile.
	const { rounds } = (await loadProcurement(db, procurement.id))!;
	const won = await wonBefore(db, procurement.id, round.lot.position);
	return {
		waitsFor: lotsToDecideFirst(procurement, rounds, round),
		full: tenders
			.filter((one) => (won.get(one.organisationId) ?? 0) >= procurement.lotsWinMax!)
			.map((one) => one.id)
	};
}

async function wonBefore(db: DbOrTx, procurementId: string, position: number): Promise<Map<string, number>> {
	const { rows } = await sql<{ organisation: string; lots: number }>`
		select a.organisation_id as organisation, count(distinct l.id)::int as lots
		from award a join procurement_round r on r.id = a.round_id join procurement_lot l on l.id = r.lot_id
		where r.procurement_id = ${procurementId} and r.step = 1 and l.position < ${position} and a.excluded_at is null
		group by a.organisation_id`.execute(db);
	return new Map(rows.map((row) => [row.organisation, row.lots]));
}

/** In how many other lots an organisation has a tender that stands; for its own side only. */
export async function lotsTenderedFor(
	db: DbOrTx,
	procurementId: string,
	roundId: string,
	organisationId: string
): Promise<number> {
	const { rows } = await sql<{ lots: number }>`
		select count(distinct r.id)::int as lots from tender t join procurement_round r on r.id = t.round_id
		where r.procurement_id = ${procurementId} and r.id <> ${roundId} and r.step = 1
			and t.organisation_id = ${organisationId} and exists (
				select from tender_submission s where s.tender_id = t.id and s.withdrawn_at is null
				and s.version = (select max(version) from tender_submission m where m.tender_id = t.id))`.execute(db);
	return rows[0]!.lots;
}
