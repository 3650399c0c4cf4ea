import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '#platform/server/db/index.ts';
import { signText } from '#platform/server/signing/index.ts';

/** Receipts are signed texts that name times and each other: those of an initiative are written anew, moved back. */
export async function moveReceipts(tx: Tx, initiativeId: string, days: number): Promise<void> {
	const { rows } = await sql<{ id: string; chain: string; body: string }>`
		select x.id, x.chain, x.body from receipt x
		join tender t on x.chain = 'call:' || t.id
		join procurement_round r on r.id = t.round_id
		join procurement p on p.id = r.procurement_id
		where p.initiative_id = ${initiativeId} order by x.chain, x.number`.execute(tx);
	const last = new Map<string, string>();
	for (const { id, chain, body } of rows) {
		const facts = JSON.parse(body) as { at: string; deadline: string };
		const moved = { at: minus(facts.at, days), deadline: minus(facts.deadline, days) };
		const signed = await signText(tx, (key) =>
			JSON.stringify({ ...facts, ...moved, previous: last.get(chain) ?? null, key })
		);
		last.set(chain, createHash('sha256').update(signed.text).digest('hex'));
		await sql`update receipt set body = ${signed.text}, signature = ${signed.signature}, key_id = ${signed.keyId},
			issued_at = ${moved.at}::timestamptz where id = ${id}`.execute(tx);
	}
}

/** Keeps the microseconds, which a Date has no room for. */
function minus(time: string, days: number): string {
	const at = new Date(Date.parse(time.slice(0, 19) + 'Z') - days * 86_400_000);
	return at.toISOString().slice(0, 19) + time.slice(19);
}
