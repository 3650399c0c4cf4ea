import { sql } from 'kysely';
import type { AwardedTender } from '#capabilities/agreements/index.ts';
import { nameOfRound } from '../lots.ts';
import { toText } from '#platform/i18n/text.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';

/** What agreements may follow from: decided awards of procurements that were not cancelled, earliest phase first. */
export async function awardedTenders(db: DbOrTx, initiativeId: string): Promise<AwardedTender[]> {
	const rows = await db
		.selectFrom('award as a')
		.innerJoin('procurement_round as r', 'r.id', 'a.round_id')
		.innerJoin('procurement as p', 'p.id', 'r.procurement_id')
		.innerJoin('organisation as o', 'o.id', 'a.organisation_id')
		.select(['a.id as awardId', 'a.organisation_id as organisationId', 'o.name as organisationName'])
		.select(['a.price_minor as priceMinor', 'r.starts_on as startsOn', 'r.ends_on as endsOn'])
		.leftJoin('procurement_lot as l', 'l.id', 'r.lot_id')
		.select(['p.title', 'r.name', 'r.work', 'l.position'])
		.where('p.initiative_id', '=', initiativeId)
		.where(sql<boolean>`not exists (select from cancelled_round c where c.round_id = r.id)`)
		.where('a.excluded_at', 'is', null)
		.orderBy('r.number')
		.orderBy('o.name')
		.execute();
	return rows.map(({ title, name, work, position, ...row }) => ({
		...row,
		procurement: toText(title)!,
		phase: nameOfRound({ name: toText(name)!, lot: position === null ? null : { position } }),
		work: toText(work)
	}));
}
