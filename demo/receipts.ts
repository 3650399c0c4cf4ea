import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '#platform/server/db/index.ts';
import { signText } from '#platform/server/signing/index.ts';

/** Receipts are signed texts that name times and each other: those of an initiative are written anew, moved back. */
export async function moveReceipts(db: Db, initiativeId: string, days: number): Promise<void> {
	const { rows } = await sql<{ id: string; chain: string; body: string; at: string; deadline: string }>`
		select x.id, x.chain, x.body, ${moved('at', days)} as at, ${moved('deadline', days)} as deadline from receipt x
		join tender t on x.chain = 'call:' || t.id
		join procurement_round r on r.id = t.round_id
		join procurement p on p.id = r.procurement_id
		where p.initiative_id = ${initiativeId} order by x.chain, x.number`.execute(db);
	const last = new Map<string, string>();
	for (const { id, chain, body, at, deadline } of rows) {
		const signed = await signText(db, (key) =>
			JSON.stringify({ ...JSON.parse(body), at, deadline, previous: last.get(chain) ?? null, key })
		);
		last.set(chain, createHash('sha256').update(signed.text).digest('hex'));
		await sql`update receipt set body = ${signed.text}, signature = ${signed.signature}, key_id = ${signed.keyId},
			issued_at = ${at}::timestamptz where id = ${id}`.execute(db);
	}
}

/** The same hour by Swedish clocks, as everything else is moved; written with microseconds, in UTC. */
const moved = (name: string, days: number) =>
	sql`to_char(((x.body::json->>${name})::timestamptz at time zone 'Europe/Stockholm' - make_interval(days => ${days}))
		at time zone 'Europe/Stockholm' at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
