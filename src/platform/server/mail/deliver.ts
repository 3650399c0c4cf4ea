import nodemailer, { type Transporter } from 'nodemailer';
import { translator } from '#platform/i18n/index.ts';
import { config } from '../config.ts';
import type { Db } from '../db/index.ts';
import { json } from '../db/json.ts';
import { loadMessages } from '../messages.ts';
import type { MailContent, MailRecipient, MailTemplate } from './index.ts';
import { toHtml, toPlain } from './layout.ts';

let transport: Transporter | undefined;

/** Renders a mail and hands it to the mail server, or to the outbox page of a demo world without one. */
export async function deliver<Data>(db: Db, template: MailTemplate<Data>, data: Data): Promise<void> {
	loadMessages();
	const recipient = await template.recipient(db, data);
	if (!recipient) return;
	const content = await template.render({ db, data, t: translator(recipient.lang), recipient });
	if (config().SMTP_URL) await sendBySmtp(recipient, content);
	else await keepInOutbox(db, template.name, recipient, content);
}

async function sendBySmtp(recipient: MailRecipient, content: MailContent): Promise<void> {
	transport ??= nodemailer.createTransport(config().SMTP_URL);
	await transport.sendMail({
		from: config().MAIL_FROM,
		to: recipient.name ? { name: recipient.name, address: recipient.email } : recipient.email,
		subject: oneLine(content.subject),
		text: toPlain(content),
		html: toHtml(content, recipient.lang),
		attachments: content.attachments?.map(({ name, content }) => ({
			filename: name,
			content,
			contentType: 'text/plain; charset=utf-8'
		})),
		headers: { 'Auto-Submitted': 'auto-generated' },
		// As an alternative, not an attachment: then mail programs offer yes and no.
		alternatives: content.calendar
			? [
					{
						contentType: `text/calendar; method=${content.calendar.method}; charset=utf-8`,
						content: content.calendar.content
					}
				]
			: []
	});
}

async function keepInOutbox(
	db: Db,
	template: string,
	recipient: MailRecipient,
	content: MailContent
): Promise<void> {
	await db
		.insertInto('outbox')
		.values({
			template,
			recipient: recipient.email,
			lang: recipient.lang,
			subject: oneLine(content.subject),
			body_text: toPlain(content),
			body_html: toHtml(content, recipient.lang),
			calendar: content.calendar?.content ?? null,
			attachments: json(content.attachments ?? []),
			calendar_method: content.calendar?.method ?? null
		})
		.execute();
}

/** Titles written by people end up in subjects; a line break there would be a header. */
function oneLine(text: string): string {
	return text.replace(/[\r\n]+/g, ' ').slice(0, 250);
}
