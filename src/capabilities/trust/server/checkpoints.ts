import { z } from 'zod';
import { checkpointById, makeCheckpoint } from '#platform/server/audit/checkpoint.ts';
import { config } from '#platform/server/config.ts';
import { defineJob } from '#platform/server/jobs/index.ts';
import { defineMail, personRecipient, sendMail } from '#platform/server/mail/index.ts';
import type { Db } from '#platform/server/db/index.ts';

/** The signed statement, to somebody who keeps it outside the machine. Null: to the operator's address. */
export const checkpointMail = defineMail({
	name: 'trust.checkpoint',
	schema: z.object({ checkpointId: z.uuid(), personId: z.uuid().nullable() }),
	recipient: async (db, { personId }) => {
		if (personId) return personRecipient(db, personId);
		const email = config().OPERATOR_EMAIL;
		return email ? { email, lang: 'sv' } : null;
	},
	render: async ({ db, data, t, recipient }) => {
		const { at, statement, signature } = await checkpointById(db, data.checkpointId);
		const date = t.date(at);
		return {
			subject: t('trust.mail.subject', { date }),
			body: [
				t('trust.mail.body'),
				{ link: `${config().PUBLIC_URL}/${recipient.lang}/keys`, text: t('trust.mail.link') }
			],
			attachments: [
				{
					name: `${t('trust.mail.file')}-${at.toISOString().slice(0, 10)}.txt`,
					content: [
						'-----BEGIN STATEMENT-----',
						statement,
						'-----SIGNATURE-----',
						signature,
						'-----END STATEMENT-----',
						''
					].join('\n')
				}
			],
			reason: t('trust.mail.reason')
		};
	}
});

/** Every night. Whoever rewrites a chain afterwards cannot rewrite what has left the machine. */
export const checkpointJob = defineJob({
	name: 'audit.checkpoint',
	queue: 'work',
	cron: '15 3 * * *',
	schema: z.object({}),
	run: async (_data, db) => {
		const { id } = await makeCheckpoint(db);
		await db.transaction().execute(async (tx) => {
			for (const personId of [null, ...(await administrators(db))]) {
				await sendMail(tx, checkpointMail, { checkpointId: id, personId });
			}
		});
	}
});

async function administrators(db: Db): Promise<string[]> {
	const rows = await db
		.selectFrom('platform_role')
		.select('person_id')
		.distinct()
		.where('role', '=', 'administrator')
		.where('ended_at', 'is', null)
		.execute();
	return rows.map((row) => row.person_id);
}
