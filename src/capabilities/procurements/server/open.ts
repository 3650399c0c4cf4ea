import { sql } from 'kysely';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';

export interface OpenProcurement {
	id: string;
	slug: string;
	title: LocalText;
	owner: string;
	tendersUntil: Date;
	/** What the buyer thinks that a tender takes to write. */
	expectedHours: number | null;
}

/** Procurements in which anybody may tender now: later phases are by invitation. The first deadline comes first. */
export async function openForTenders(ctx: Context): Promise<OpenProcurement[]> {
	ctx.access.decided = true;
	const rows = await ctx.db
		.selectFrom('procurement as p')
		.innerJoin('procurement_publication as pub', 'pub.procurement_id', 'p.id')
		.innerJoin('procurement_round as r', 'r.procurement_id', 'p.id')
		.innerJoin('initiative as i', 'i.id', 'p.initiative_id')
		.innerJoin('organisation as o', 'o.id', 'i.organisation_id')
		.leftJoin('procurement_cancellation as c', 'c.procurement_id', 'p.id')
		.select(['p.id', 'p.title', 'p.expected_hours as expectedHours', 'i.slug', 'o.name as owner'])
		.select(['r.tenders_until as tendersUntil'])
		.where('i.published_at', 'is not', null)
		.where('c.procurement_id', 'is', null)
		.where('r.number', '=', 1)
		.where('r.tenders_until', '>', sql<Date>`clock_timestamp()`)
		.orderBy('r.tenders_until')
		.limit(50)
		.execute();
	return rows.map((row) => ({ ...row, title: toText(row.title)!, tendersUntil: row.tendersUntil! }));
}
