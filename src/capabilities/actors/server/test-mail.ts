import type { Db } from '#platform/server/db/index.ts';
import { mailJob } from '#platform/server/mail/index.ts';

/** For tests: carries out a queued mail and gives what lay in the outbox afterwards. */
export async function runMail(db: Db, template: string, data: Record<string, unknown>) {
	await mailJob.run({ template, data }, db);
	return db
		.selectFrom('outbox')
		.selectAll()
		.where('template', '=', template)
		.orderBy('at', 'desc')
		.limit(1)
		.executeTakeFirstOrThrow();
}
