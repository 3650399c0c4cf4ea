import { sql } from 'kysely';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';

/** A published round as its case stands; nothing about tenders is read here. */
export interface RoundStanding {
	id: string;
	procurementId: string;
	number: number;
	/** The lot's number, and which phase of it; null and the number where the call is not divided. */
	lot: number | null;
	step: number;
	title: LocalText;
	name: LocalText;
	opened: boolean;
	decided: boolean;
	cancelled: boolean;
	/** Of the decision to publish. */
	diaryNumber: string | null;
}

/** Published rounds of an initiative, oldest procurement first. Says nothing about who may know. */
export async function roundsOf(db: DbOrTx, initiativeId: string): Promise<RoundStanding[]> {
	const rows = await db
		.selectFrom('procurement_round as r')
		.innerJoin('procurement as p', 'p.id', 'r.procurement_id')
		.leftJoin('procurement_publication as pub', 'pub.procurement_id', 'p.id')
		.leftJoin('opening as o', 'o.round_id', 'r.id')
		.leftJoin('award_decision as d', 'd.round_id', 'r.id')
		.leftJoin('procurement_lot as l', 'l.id', 'r.lot_id')
		.select((eb) => ['l.position as lot', eb.fn.coalesce('r.step', 'r.number').as('step')])
		.select(['r.id', 'p.id as procurementId', 'r.number', 'p.title', 'r.name', 'o.opened_at as openedAt'])
		.select(['d.decided_at as decidedAt', 'pub.diary_number as diaryNumber'])
		.select(
			sql<Date | null>`(select c.cancelled_at from cancelled_round c where c.round_id = r.id)`.as(
				'cancelledAt'
			)
		)
		.where('p.initiative_id', '=', initiativeId)
		.where('r.published_at', 'is not', null)
		.orderBy('p.created_at')
		.orderBy('r.number')
		.execute();
	return rows.map(({ openedAt, decidedAt, cancelledAt, ...row }) => ({
		...row,
		title: toText(row.title)!,
		name: toText(row.name)!,
		opened: openedAt !== null,
		decided: decidedAt !== null,
		cancelled: cancelledAt !== null
	}));
}
