import { sql } from 'kysely';
import { groupedBy } from '#platform/grouped.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { askedTogether } from '#platform/server/db/together.ts';

/** Money of an initiative's published agreements together, in minor units; repayments are drawn off. */
export interface PublicMoney {
	agreements: number;
	currency: string;
	/** The most that may ever be paid, where every agreement has such a cap. */
	cap: number | null;
	planned: number;
	paid: number;
	/** The part of what was paid that was paid for measured results. */
	paidForResults: number;
	/** The latest payment made, 'YYYY-MM-DD'. */
	latest: string | null;
}

/** One per currency, so that nothing is added up that cannot be; undefined where nothing is published. */
export const publicMoney = askedTogether<PublicMoney[]>(async (db, ids) => {
	const { rows } = await sql<PublicMoney & { initiativeId: string }>`
		with each as (
			select a.initiative_id, a.currency, a.cap_minor as cap,
				coalesce(sum(p.planned_minor) filter (where p.cancelled_at is null and p.kind <> 'repayment'), 0) as planned,
				coalesce(sum(case when p.kind = 'repayment' then -p.paid_minor else p.paid_minor end)
					filter (where p.paid_on is not null), 0) as paid,
				coalesce(sum(p.paid_minor) filter (where p.paid_on is not null and p.kind = 'outcome'), 0) as results,
				max(p.paid_on) as latest
			from agreement a left join agreement_payment p on p.agreement_id = a.id
			where a.initiative_id = any(${uuids(ids)}) and a.published_at is not null group by a.id)
		select initiative_id as "initiativeId", count(*)::int as agreements, currency,
			case when bool_and(cap is not null) then sum(cap)::bigint end as cap, sum(planned)::bigint as planned,
			sum(paid)::bigint as paid, sum(results)::bigint as "paidForResults", max(latest) as latest
		from each group by initiative_id, currency order by currency`.execute(db);
	return groupedBy(rows, ({ initiativeId, ...money }) => [initiativeId, money]);
});
