import { z } from 'zod';
import { plainText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';
import type { Db } from '#platform/server/db/index.ts';
import { defineMail, personRecipient } from '#platform/server/mail/index.ts';
import { receiptFacts } from './mail.ts';

const data = z.object({ submissionId: z.uuid() });
const sender = async (db: Db, submissionId: string) => {
	const receipt = await receiptFacts(db, submissionId);
	return receipt?.byId ? personRecipient(db, receipt.byId) : null;
};

/** Thanks for an answer, when what it led to is published. */
export const thanksMail = defineMail({
	name: 'rfi.thanks',
	schema: data,
	recipient: (db, { submissionId }) => sender(db, submissionId),
	render: async ({ db, data: { submissionId }, t }) => {
		const receipt = (await receiptFacts(db, submissionId))!;
		const params = {
			title: plainText(receipt.title, t.lang),
			owner: receipt.owner,
			organisation: receipt.organisation
		};
		const base = `${config().PUBLIC_URL}/${t.lang}`;
		return {
			subject: t('rfi.mail.thanks.subject', params),
			body: [
				t('rfi.mail.thanks.body', params),
				{
					link: `${base}/initiatives/${receipt.slug}/rfi/${receipt.rfiId}#summary`,
					text: t('rfi.mail.thanks.link')
				}
			],
			reason: t('rfi.mail.receipt.reason', params)
		};
	}
});

/** The owner has written back to one who answered. The words are read on the page, not in the mail. */
export const feedbackMail = defineMail({
	name: 'rfi.feedback',
	schema: data,
	recipient: (db, { submissionId }) => sender(db, submissionId),
	render: async ({ db, data: { submissionId }, t }) => {
		const receipt = (await receiptFacts(db, submissionId))!;
		const params = {
			title: plainText(receipt.title, t.lang),
			owner: receipt.owner,
			organisation: receipt.organisation
		};
		return {
			subject: t('rfi.mail.feedback.subject', params),
			body: [
				t('rfi.mail.feedback.body', params),
				{ link: `${config().PUBLIC_URL}/${t.lang}/my/answers`, text: t('rfi.mail.feedback.link') }
			],
			reason: t('rfi.mail.receipt.reason', params)
		};
	}
});
