import { z } from 'zod';
import type { Lang, Translator } from '#platform/i18n/index.ts';
import { Registry } from '#platform/registry.ts';
import type { Db, Tx } from '../db/index.ts';
import { defineJob, enqueue } from '../jobs/index.ts';

export interface MailRecipient {
	email: string;
	name?: string | null;
	lang: Lang;
}

export interface MailAttachment {
	name: string;
	/** Plain text. */
	content: string;
}

export interface MailContent {
	subject: string;
	/** Paragraphs of plain text, in order. A link stands on its own with its words. */
	body: (string | { link: string; text: string } | { list: string[] })[];
	/** Calendar part, for invitations: REQUEST or CANCEL with the same UID and a rising SEQUENCE. */
	calendar?: { method: 'REQUEST' | 'CANCEL'; content: string };
	/** Files that the receiver should keep. */
	attachments?: MailAttachment[];
	/** Where "you get this because …" leads; every notification has one. */
	reason?: string;
}

export interface MailTemplate<Data> {
	readonly name: string;
	readonly schema: z.ZodType<Data>;
	/** Somebody sits and waits for it: it passes the others. */
	readonly urgent?: boolean;
	/** Finds who gets it, at sending: null means that nobody should any more (erased, unsubscribed). */
	readonly recipient: (db: Db, data: Data) => Promise<MailRecipient | null>;
	/** Writes it, in the receiver's language. Tokens are made here, at sending, and stored hashed. */
	readonly render: (args: {
		db: Db;
		data: Data;
		t: Translator;
		recipient: MailRecipient;
	}) => Promise<MailContent>;
}

const templates = new Registry<MailTemplate<unknown>>('mail');

export function defineMail<Data extends object>(template: MailTemplate<Data>): MailTemplate<Data> {
	templates.add(template.name, template as MailTemplate<unknown>);
	return template;
}

const envelope = z.object({ template: z.string(), data: z.record(z.string(), z.unknown()) });

export const mailJob = defineJob({
	name: 'mail.send',
	queue: 'mail',
	schema: envelope,
	run: async ({ template: name, data }, db) => {
		const template = templates.get(name);
		const { deliver } = await import('./deliver.ts');
		await deliver(db, template, template.schema.parse(data));
	}
});

/** Queues a mail in the caller's transaction. The job holds the template's name and ids, never a link or an address. */
export async function sendMail<Data extends object>(
	tx: Tx,
	template: MailTemplate<Data>,
	data: NoInfer<Data>,
	options: { startAfter?: Date } = {}
): Promise<void> {
	const envelope = { template: template.name, data: data as Record<string, unknown> };
	await enqueue(tx, mailJob, envelope, { ...options, urgent: template.urgent });
}

/** The usual recipient: a person who still has an account. */
export async function personRecipient(db: Db, personId: string): Promise<MailRecipient | null> {
	const person = await db
		.selectFrom('person')
		.select(['email', 'name', 'lang'])
		.where('id', '=', personId)
		.where('erased_at', 'is', null)
		.executeTakeFirst();
	return person ? { email: person.email, name: person.name, lang: person.lang as Lang } : null;
}
