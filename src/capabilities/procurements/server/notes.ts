import { sql } from 'kysely';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';

/** One procurement of several initiatives, as lists, gates and chains need it. Nothing about tenders before award. */
export interface ProcurementRow {
	initiativeId: string;
	id: string;
	publishedAt: Date | null;
	cancelled: boolean;
	exemption: boolean;
	/** The latest round that was started, if any; of a lot, the one that has come least far. */
	round: number | null;
	/** Which phase it is. */
	step: number | null;
	until: Date | null;
	tendersOpen: boolean;
	opened: boolean;
	decided: boolean;
	/** It is decided, and the framework tender has not been left yet. */
	inFramework: boolean;
	gate: string | null;
	awards: number;
	valueMinor: number;
	standstillUntil: string | null;
	unanswered: number;
	organisations: string[];
	/** Lots in which nobody is chosen yet, nor the phases stopped; null where the call is not divided. */
	lotsLeft: number | null;
}

/** One query for all. */
export async function procurementRows(db: DbOrTx, ids: readonly string[]): Promise<ProcurementRow[]> {
	if (ids.length === 0) return [];
	const { rows } = await sql<ProcurementRow>`
		select p.initiative_id as "initiativeId", p.id, pub.published_at as "publishedAt",
			c.procurement_id is not null or coalesce((select bool_and(lc.lot_id is not null) from procurement_lot l
				left join lot_cancellation lc on lc.lot_id = l.id where l.procurement_id = p.id), false) as cancelled,
			exists (select 1 from procurement_exemption e where e.procurement_id = p.id) as exemption,
			r.number as round, coalesce(r.step, r.number) as step, r.tenders_until as until,
			coalesce(clock_timestamp() <= r.tenders_until, false) as "tendersOpen",
			o.id is not null as opened,
			d.round_id is not null and coalesce(r.step, r.number) = 1 and g.round_id is null
				and mv.definition->'phases'->0->'plan'->>'kind' = 'framework' and not exists (select from phase_passage pp
					where pp.round_id = r.id and pp.phase = mv.definition->'phases'->0->>'key') as "inFramework", d.round_id is not null as decided, g.outcome as gate,
			d.standstill_until as "standstillUntil",
			(select count(*)::int from procurement_question q where q.round_id = r.id and q.published_at is null) as unanswered,
			(select count(*) filter (where not exists (select from procurement_round lr
					left join award la on la.round_id = lr.id left join phase_gate lg on lg.round_id = lr.id
					where lr.lot_id = l.id and (la.id is not null or lg.outcome = 'stopped'))
				and not exists (select from lot_cancellation lc where lc.lot_id = l.id))::int
				from procurement_lot l where l.procurement_id = p.id having count(*) > 0) as "lotsLeft",
			a.awards, a.value as "valueMinor", a.organisations
		from procurement p
		left join method_version mv on mv.id = p.method_version_id
		left join procurement_publication pub on pub.procurement_id = p.id
		left join procurement_cancellation c on c.procurement_id = p.id
		left join lateral (select x.* from procurement_round x
			left join phase_gate xg on xg.round_id = x.id
			left join award_decision xd on xd.round_id = x.id
			where x.procurement_id = p.id and x.published_at is not null and not exists (
				select from procurement_round later where later.procurement_id = p.id and later.published_at is not null
				and later.lot_id is not distinct from x.lot_id and later.number > x.number)
			order by exists (select from cancelled_round z where z.round_id = x.id), coalesce(xg.outcome in ('stopped', 'finished'), false), xd.round_id is not null, x.number limit 1) r on true
		left join opening o on o.round_id = r.id
		left join award_decision d on d.round_id = r.id
		left join phase_gate g on g.round_id = r.id
		left join lateral (
			select count(distinct w.organisation_id)::int as awards, coalesce(sum(w.price_minor), 0)::bigint as value,
				(select coalesce(array_agg(distinct t.organisation_id::text), '{}') from opened_tender ot
					join tender t on t.id = ot.tender_id join award_decision ad on ad.round_id = t.round_id
					join procurement_round tr on tr.id = t.round_id where tr.procurement_id = p.id) as organisations
			from award w join procurement_round wr on wr.id = w.round_id
				where wr.procurement_id = p.id and w.excluded_at is null) a on true
		where p.initiative_id = any(${uuids(ids)})
		order by p.created_at`.execute(db);
	return rows;
}
