import { z } from 'zod';
import type { Lang } from '#platform/i18n/index.ts';
import { plainText, toText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';
import { defineMail } from '#platform/server/mail/index.ts';
import { makeLink } from '#capabilities/workshops/index.ts';

/** Tells those who were there what was heard, with their own way in to what became of what they said. */
export const summaryMail = defineMail({
	name: 'insight.summary',
	schema: z.object({ participantId: z.uuid(), summaryId: z.uuid() }),
	recipient: async (db, { participantId }) => {
		const row = await db
			.selectFrom('workshop_participant')
			.select(['email', 'name', 'lang'])
			.where('id', '=', participantId)
			.executeTakeFirst();
		return row?.email ? { email: row.email, name: row.name, lang: row.lang as Lang } : null;
	},
	render: async ({ db, data, t, recipient }) => {
		const row = await db
			.selectFrom('workshop_participant as p')
			.innerJoin('workshop as w', 'w.id', 'p.workshop_id')
			.innerJoin('initiative as i', 'i.id', 'w.initiative_id')
			.select(['p.name', 'w.id', 'i.slug', 'i.title'])
			.where('p.id', '=', data.participantId)
			.executeTakeFirstOrThrow();
		const title = plainText(toText(row.title), t.lang);
		const { participantId } = data;
		return {
			subject: t('insights.mail.subject', { title }),
			body: [
				t('insights.mail.hello', { name: row.name }),
				t('insights.mail.body', { title }),
				{
					link: `${config().PUBLIC_URL}/${recipient.lang}/initiatives/${row.slug}/insights`,
					text: t('insights.mail.read')
				},
				{
					link: await makeLink(db, { workshopId: row.id, participantId }, recipient.lang),
					text: t('insights.mail.mine')
				}
			],
			reason: t('insights.mail.reason', { title })
		};
	}
});
