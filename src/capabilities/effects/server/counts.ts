import { sql } from 'kysely';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';

/** What an initiative has of effects, counted. Each figure twice: for its team, and what everybody may see. */
export interface EffectCounts {
	initiativeId: string;
	activityId: string;
	indicators: number;
	baselines: number;
	measurements: number;
	/** Of published indicators only. */
	shown: { indicators: number; measurements: number; latest: string | null };
}

/** One query for all. */
export async function effectCounts(db: DbOrTx, ids: readonly string[]): Promise<EffectCounts[]> {
	if (ids.length === 0) return [];
	const { rows } = await sql<EffectCounts>`
		select a.initiative_id as "initiativeId", a.id as "activityId", count(distinct i.id)::int as indicators,
			count(m.id) filter (where m.kind = 'baseline')::int as baselines,
			count(m.id) filter (where m.kind = 'measurement')::int as measurements,
			json_build_object('indicators', count(distinct i.id) filter (where i.published_at is not null),
				'measurements', count(m.id) filter (where m.kind = 'measurement' and i.published_at is not null),
				'latest', max(m.period_end) filter (where m.kind = 'measurement' and i.published_at is not null)) as shown
		from activity a
		left join indicator i on i.activity_id = a.id and i.retired_at is null
		left join measurement m on m.indicator_id = i.id and m.withdrawn_at is null
			and not exists (select 1 from measurement later where later.replaces = m.id)
		where a.kind = 'effects' and a.initiative_id = any(${uuids(ids)})
		group by a.initiative_id, a.id`.execute(db);
	return rows;
}

/** Organisations that reported figures which everybody may see. */
export async function reportingOrganisations(
	db: DbOrTx,
	ids: readonly string[]
): Promise<Map<string, string[]>> {
	if (ids.length === 0) return new Map();
	const { rows } = await sql<{ initiative_id: string; orgs: string[] }>`
		select i.initiative_id, array_agg(distinct m.reported_organisation_id) as orgs
		from indicator i join measurement m on m.indicator_id = i.id
		where m.withdrawn_at is null and m.reported_organisation_id is not null and i.published_at is not null
			and i.retired_at is null and i.initiative_id = any(${uuids(ids)})
		group by i.initiative_id`.execute(db);
	return new Map(rows.map((row) => [row.initiative_id, row.orgs]));
}
