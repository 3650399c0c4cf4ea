import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import { appSecret } from '../config.ts';
import type { DbOrTx } from '../db/index.ts';

export interface Limit {
	/** e.g. `sign-in` */
	name: string;
	/** How many within the window. */
	points: number;
	/** Window in seconds. */
	seconds: number;
}

/**
 * Counts one use of `key` and refuses over the limit. The count lives in the database, so that any number of
 * web processes share it. @throws AppError rate-limited, with the seconds left.
 */
export async function consume(db: DbOrTx, limit: Limit, key: string): Promise<void> {
	const id = `${limit.name}:${key}`;
	const window = limit.seconds * 1000;
	const { rows } = await sql<{ points: number; left: number }>`
		insert into rate_limit as r (key, points, expire)
		values (${id}, 1, (extract(epoch from clock_timestamp()) * 1000)::bigint + ${window}::bigint)
		on conflict (key) do update set
			points = case when r.expire <= (extract(epoch from clock_timestamp()) * 1000)::bigint then 1 else r.points + 1 end,
			expire = case when r.expire <= (extract(epoch from clock_timestamp()) * 1000)::bigint then excluded.expire else r.expire end
		returning points, greatest(1, ceil((expire - extract(epoch from clock_timestamp()) * 1000) / 1000))::int as left`.execute(
		db
	);
	const { points, left } = rows[0]!;
	if (points > limit.points)
		throw new AppError('rate-limited', 'error.rate-limited', { params: { seconds: left } });
}

/** Forgets the counts whose window is over; run by a daily job. */
export async function forgetOldLimits(db: DbOrTx): Promise<void> {
	await sql`delete from rate_limit where expire < (extract(epoch from now()) * 1000)::bigint`.execute(db);
}

/** A keyed hash of an address: usable for limits, useless for finding a person. */
export function clientKey(address: string): string {
	return createHmac('sha256', appSecret()).update(`client:${address}`).digest('base64url').slice(0, 22);
}
