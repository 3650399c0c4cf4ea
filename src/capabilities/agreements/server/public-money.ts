import { sql } from 'kysely';
import type { DbOrTx } from '#platform/server/db/index.ts';

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

/** One per currency, so that nothing is added up that cannot be. */
export async function publicMoney(db: DbOrTx, initiativeId: string): Promise<PublicMoney[]> {
	const { rows } = await sql<PublicMoney>`
		with each as (
			select a.currency, a.cap_minor as cap,
				coalesce(sum(p.planned_minor) filter (where p.cancelled_at is null and p.kind <> 'repayment'), 0) as planned,
				coalesce(sum(case when p.kind = 'repayment' then -p.paid_minor else p.paid_minor end)
					filter (where p.paid_on is not null), 0) as paid,
				coalesce(sum(p.paid_minor) filter (where p.paid_on is not null and p.kind = 'outcome'), 0) as results,
				max(p.paid_on) as latest
			from agreement a left join agreement_payment p on p.agreement_id = a.id
			where a.initiative_id = ${initiativeId} and a.published_at is not null group by a.id)
		select count(*)::int as agreements, currency,
			case when bool_and(cap is not null) then sum(cap)::bigint end as cap, sum(planned)::bigint as planned,
			sum(paid)::bigint as paid, sum(results)::bigint as "paidForResults", max(latest) as latest
		from each group by currency order by currency`.execute(db);
	return rows;
}
