import { z } from 'zod';
import { readText, toText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';
import { defineMail, personRecipient } from '#platform/server/mail/index.ts';

/** There is something to read about partners. Holds ids only; names and words stay on the page. */
export const contactMail = defineMail({
	name: 'partners.contact',
	schema: z.object({ contactId: z.uuid(), personId: z.uuid(), what: z.enum(['written', 'answered']) }),
	recipient: (db, { personId }) => personRecipient(db, personId),
	render: async ({ db, data, t, recipient }) => {
		const row = await db
			.selectFrom('partner_contact as c')
			.innerJoin('partner_wish as w', 'w.id', 'c.wish_id')
			.innerJoin('activity as a', 'a.id', 'w.activity_id')
			.select('a.title')
			.where('c.id', '=', data.contactId)
			.executeTakeFirst();
		const params = { title: row ? readText(toText(row.title), recipient.lang).text : '–' };
		// keys: partners.mail.written.subject partners.mail.written.body
		// keys: partners.mail.answered.subject partners.mail.answered.body
		return {
			subject: t(`partners.mail.${data.what}.subject`, params),
			body: [
				t(`partners.mail.${data.what}.body`, params),
				{
					link: `${config().PUBLIC_URL}/${recipient.lang}/my/partners/contacts/${data.contactId}`,
					text: t('partners.mail.link')
				}
			],
			reason: t('partners.mail.reason')
		};
	}
});

/** To an administrator: somebody has reported an advertisement or a message. */
export const reportMail = defineMail({
	name: 'partners.report',
	schema: z.object({ reportId: z.uuid(), personId: z.uuid() }),
	recipient: (db, { personId }) => personRecipient(db, personId),
	render: async ({ t, recipient }) => ({
		subject: t('partners.mail.report.subject'),
		body: [
			t('partners.mail.report.body'),
			{ link: `${config().PUBLIC_URL}/${recipient.lang}/my/partners/reports`, text: t('partners.mail.link') }
		],
		reason: t('partners.mail.report.reason')
	})
});
