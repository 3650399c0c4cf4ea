import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '#platform/server/db/index.ts';
import { defineJob } from '#platform/server/jobs/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { digestMail } from './mail.ts';

/** Queues one mail per person who has something new; nobody else is touched. */
export async function queueDigests(db: Db, frequency: 'daily' | 'weekly'): Promise<number> {
	const { rows: now } = await sql<{
		until: string;
	}>`select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as until`.execute(
		db
	);
	const { until } = now[0]!;
	const rows = await db
		.selectFrom('notice')
		.select('person_id')
		.distinct()
		.where('frequency', '=', frequency)
		.where('sent_at', 'is', null)
		.execute();
	for (const row of rows) {
		await db
			.transaction()
			.execute((tx) => sendMail(tx, digestMail, { personId: row.person_id, frequency, until }));
	}
	return rows.length;
}

export const dailyDigest = defineJob({
	name: 'notifications.daily',
	queue: 'slow',
	cron: '0 7 * * *',
	schema: z.object({}),
	run: async (_data, db) => void (await queueDigests(db, 'daily'))
});

export const weeklyDigest = defineJob({
	name: 'notifications.weekly',
	queue: 'slow',
	cron: '30 7 * * 1',
	schema: z.object({}),
	run: async (_data, db) => void (await queueDigests(db, 'weekly'))
});
