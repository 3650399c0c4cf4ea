import { sql } from 'kysely';
import { z } from 'zod';
import { plainText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';
import type { Db } from '#platform/server/db/index.ts';
import { defineJob } from '#platform/server/jobs/index.ts';
import { defineMail, personRecipient, sendMail } from '#platform/server/mail/index.ts';
import { directionKey, lineKey } from '../rules.ts';
import { registerLines } from './daily.ts';

const MOST_IN_MAIL = 100;

/** Yesterday's list, to a registrar who wants it. What is under secrecy stays on the page. */
export const dailyListMail = defineMail({
	name: 'records.daily',
	schema: z.object({ registrarId: z.uuid(), day: z.iso.date() }),
	recipient: async (db, { registrarId }) => {
		const row = await registrarRow(db, registrarId);
		return row ? personRecipient(db, row.person_id) : null;
	},
	render: async ({ db, data, t, recipient }) => {
		const row = (await registrarRow(db, data.registrarId))!;
		const lines = await openLines(db, row.organisation_id, data.day);
		const params = { name: row.name, date: t.date(data.day) };
		const list = lines.slice(0, MOST_IN_MAIL).map((line) => {
			const words = [t(lineKey(line.kind)), plainText(line.title, t.lang), line.party, line.diary];
			return `${t.time(line.at)} ${t(directionKey(line.direction))}: ${words.filter(Boolean).join(', ')}`;
		});
		return {
			subject: t('records.mail.daily.subject', params),
			body: [
				t('records.mail.daily.body', params),
				{ list },
				t('records.mail.daily.secrecy'),
				{
					link: `${config().PUBLIC_URL}/${recipient.lang}/actors/${row.slug}/register?day=${data.day}`,
					text: t('records.mail.daily.link')
				}
			],
			reason: t('records.mail.daily.reason', params)
		};
	}
});

async function openLines(db: Db, organisationId: string, day: string) {
	const lines = await registerLines(db, organisationId, { from: day, to: day });
	return lines.filter((line) => line.secrecy !== 'absolute');
}

function registrarRow(db: Db, id: string) {
	return db
		.selectFrom('registrar as r')
		.innerJoin('organisation as o', 'o.id', 'r.organisation_id')
		.innerJoin('membership as m', (join) =>
			join.onRef('m.organisation_id', '=', 'r.organisation_id').onRef('m.person_id', '=', 'r.person_id')
		)
		.select(['r.person_id', 'r.organisation_id', 'o.name', 'o.slug'])
		.where('r.id', '=', id)
		.where('r.daily_mail', '=', true)
		.where('r.ended_at', 'is', null)
		.where('m.ended_at', 'is', null)
		.limit(1)
		.executeTakeFirst();
}

/** Every morning; nobody gets an empty list. Gives how many mails were queued. */
export async function queueDailyLists(db: Db): Promise<number> {
	const { rows } = await sql<{ day: string }>`
		select to_char((now() at time zone 'Europe/Stockholm')::date - 1, 'YYYY-MM-DD') as day`.execute(db);
	const { day } = rows[0]!;
	const registrars = await db
		.selectFrom('registrar')
		.select(['id', 'organisation_id'])
		.where('daily_mail', '=', true)
		.where('ended_at', 'is', null)
		.execute();
	let queued = 0;
	for (const registrar of registrars) {
		if ((await openLines(db, registrar.organisation_id, day)).length === 0) continue;
		await db.transaction().execute((tx) => sendMail(tx, dailyListMail, { registrarId: registrar.id, day }));
		queued++;
	}
	return queued;
}

export const dailyListJob = defineJob({
	name: 'records.daily',
	queue: 'slow',
	cron: '30 6 * * *',
	schema: z.object({}),
	run: async (_data, db) => void (await queueDailyLists(db))
});
