import { sql } from 'kysely';
import type { Db, DbOrTx, Tx } from '../db/index.ts';
import { log } from '../log.ts';

/**
 * Outages record themselves: web processes write a pulse, and whoever finds that it has been silent writes down from
 * when to when. The clock is the database's. What must follow from an outage registers with `onOutage`.
 */

/** Silence that counts, and how often the pulse is written: seconds. */
export const SILENCE_SECONDS = 60;
const BEAT_SECONDS = 10;

export interface Outage {
	id: string;
	from: Date;
	to: Date;
}

type Handler = (tx: Tx, outage: Outage) => Promise<void>;
const handlers: Handler[] = [];

/** What is done in the transaction that records an outage. */
export function onOutage(handler: Handler): void {
	handlers.push(handler);
}

/** Writes the pulse; records an outage first, where there was one. */
export function beat(db: Db): Promise<Outage | null> {
	return db.transaction().execute(async (tx) => {
		await sql`insert into pulse (name, at) values ('web', clock_timestamp()) on conflict do nothing`.execute(
			tx
		);
		const outage = await recordSilence(tx);
		await sql`update pulse set at = clock_timestamp() where name = 'web'`.execute(tx);
		return outage;
	});
}

/**
 * Before a deadline is held against somebody: an outage that nobody has recorded yet is recorded now, in the caller's
 * transaction. Costs one look at a row; call it before taking locks.
 */
export async function noticeOutage(tx: Tx): Promise<void> {
	if (!(await isSilent(tx))) return;
	if (await recordSilence(tx))
		await sql`update pulse set at = clock_timestamp() where name = 'web'`.execute(tx);
}

async function isSilent(db: DbOrTx): Promise<boolean> {
	const { rows } = await sql<{
		silent: boolean;
	}>`select clock_timestamp() - at > make_interval(secs => ${SILENCE_SECONDS})
		as silent from pulse where name = 'web'`.execute(db);
	return rows[0]?.silent ?? false;
}

/** Two who find the silence at once come after each other; the second finds none. */
async function recordSilence(tx: Tx): Promise<Outage | null> {
	await sql`select 1 from pulse where name = 'web' for update`.execute(tx);
	if (!(await isSilent(tx))) return null;
	const { rows } = await sql<Outage>`insert into outage (from_at, to_at)
		select at, clock_timestamp() from pulse where name = 'web' returning id, from_at as "from", to_at as "to"`.execute(
		tx
	);
	for (const handler of handlers) await handler(tx, rows[0]!);
	return rows[0]!;
}

/** Writes the pulse for as long as the process lives. The first one is awaited: nothing is answered before it. */
export async function keepBeating(db: Db): Promise<void> {
	const once = () =>
		beat(db).catch((error: Error) => log.warn({ err: error.message }, 'the pulse could not be written'));
	await once();
	setInterval(once, BEAT_SECONDS * 1000).unref();
}

/** The newest outages, for everybody. */
export async function newestOutages(db: DbOrTx, limit: number): Promise<Outage[]> {
	return db
		.selectFrom('outage')
		.select(['id', 'from_at as from', 'to_at as to'])
		.orderBy('to_at', 'desc')
		.limit(limit)
		.execute();
}
