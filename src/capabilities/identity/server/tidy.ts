import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '#platform/server/db/index.ts';
import { defineJob } from '#platform/server/jobs/index.ts';
import { forgetOldLimits } from '#platform/server/limits/index.ts';
import { isAlive } from './actor.ts';

/** Deletes what can no longer be used: it would only be personal data lying about. */
export async function tidySignIn(db: Db): Promise<void> {
	await db
		.deleteFrom('session')
		.where((eb) => eb.or([eb('expires_at', '<', sql<Date>`now()`), eb.not(isAlive('session'))]))
		.execute();
	await sql`delete from sign_in_link where expires_at < now() - interval '1 day'`.execute(db);
	await sql`delete from verification where expires_at < now() - interval '1 day'`.execute(db);
	await sql`delete from email_change where expires_at < now() - interval '30 days'`.execute(db);
	await sql`delete from second_factor where confirmed_at is null and created_at < now() - interval '1 day'`.execute(
		db
	);
	await forgetOldLimits(db);
}

export const tidyJob = defineJob({
	name: 'identity.tidy',
	queue: 'slow',
	schema: z.object({}),
	cron: '40 3 * * *',
	run: (_data, db) => tidySignIn(db)
});
