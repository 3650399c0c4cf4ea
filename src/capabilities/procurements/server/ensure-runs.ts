import { sql } from 'kysely';
import { PCP } from '#capabilities/methods/index.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';

/**
 * Procurements that follow no method yet, begun before there was one or taken in from a file, follow the newest
 * version of the one that comes with the platform: each of its phases goes with the first round of its kind. Run
 * after the methods are in place; later runs change nothing.
 */
export async function ensureRuns(db: DbOrTx): Promise<void> {
	await sql`
		with newest as (
			select v.id, v.definition from method_version v join method m on m.id = v.method_id
			where m.key = ${PCP} and m.kind = 'pcp' and v.published_at is not null
			order by v.number desc limit 1
		), linked as (
			update procurement p set method_version_id = newest.id from newest
			where p.method_version_id is null returning p.id
		)
		update procurement_round r set phase = ph.value->>'key'
		from newest, jsonb_array_elements(newest.definition->'phases') ph
		where r.procurement_id in (select id from linked) and ph.value->'plan'->>'kind' = r.kind
			and not exists (select from procurement_round e
				where e.procurement_id = r.procurement_id and e.lot_id is not distinct from r.lot_id
				and e.kind = r.kind and e.number < r.number)`.execute(db);
}
