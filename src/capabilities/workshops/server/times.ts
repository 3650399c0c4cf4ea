import { sql } from 'kysely';
import type { DbOrTx } from '#platform/server/db/index.ts';

/** Swedish local times as typed, as instants; the database knows when summer time begins. */
export async function swedishTimes(
	db: DbOrTx,
	startsAt: string,
	endsAt: string
): Promise<{ startsAt: Date; endsAt: Date; started: boolean; ended: boolean; remindAt: Date | null }> {
	const { rows } = await sql<{
		startsAt: Date;
		endsAt: Date;
		started: boolean;
		ended: boolean;
		remindAt: Date | null;
	}>`
		select t.s as "startsAt", t.e as "endsAt", t.s <= clock_timestamp() as started, t.e <= clock_timestamp() as ended,
			case when t.s - interval '2 days' > clock_timestamp() then t.s - interval '2 days' end as "remindAt"
		from (select ${startsAt}::timestamp at time zone 'Europe/Stockholm' as s,
			${endsAt}::timestamp at time zone 'Europe/Stockholm' as e) as t`.execute(db);
	return rows[0]!;
}
