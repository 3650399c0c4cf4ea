import { z } from 'zod';
import { notFound } from '#platform/errors/index.ts';
import { isLang, type Lang } from '#platform/i18n/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import { demoDoor } from './personas.ts';

export interface OutboxMail {
	id: string;
	to: string;
	lang: Lang;
	subject: string;
	/** Paragraphs; each line is a text or a link. */
	body: { text: string; href: string | null }[][];
	calendar: string | null;
	calendarMethod: string | null;
	/** Names of its files, in their order. */
	attachments: string[];
	at: Date;
}

const PAGE = 50;

/** The outbox holds what a mail server would have got: only in a demo world on loopback without one. */
export async function outboxDoor(ctx: Context): Promise<void> {
	await demoDoor(ctx);
	if (config().SMTP_URL) throw notFound();
}

/** Mails of a demo world, newest first; `to` picks one receiver. `more` tells that older ones exist. */
export async function listOutbox(
	ctx: Context,
	filter: { to?: string; page: number }
): Promise<{ mails: OutboxMail[]; more: boolean }> {
	await outboxDoor(ctx);
	let query = ctx.db
		.selectFrom('outbox')
		.selectAll()
		.orderBy('at', 'desc')
		.limit(PAGE + 1)
		.offset((filter.page - 1) * PAGE);
	if (filter.to) query = query.where('recipient', '=', filter.to);
	const rows = await query.execute();
	const mails = rows.slice(0, PAGE).map((row) => ({
		id: row.id,
		to: row.recipient,
		lang: isLang(row.lang) ? row.lang : ('sv' as const),
		subject: row.subject,
		body: readBody(row.body_text),
		calendar: row.calendar,
		calendarMethod: row.calendar_method,
		attachments: attachmentsOf(row.attachments).map(({ name }) => name),
		at: row.at
	}));
	return { mails, more: rows.length > PAGE };
}

/** A calendar part, to be opened in a calendar. @throws AppError not-found */
export async function outboxCalendar(ctx: Context, id: string): Promise<string> {
	await outboxDoor(ctx);
	const row = /^[0-9a-f-]{36}$/.test(id)
		? await ctx.db.selectFrom('outbox').select('calendar').where('id', '=', id).executeTakeFirst()
		: undefined;
	if (!row?.calendar) throw notFound();
	return row.calendar;
}

const attachmentsOf = (value: unknown) =>
	z.array(z.object({ name: z.string(), content: z.string() })).parse(value);

/** A file that came with a mail, numbered from 0. @throws AppError not-found */
export async function outboxAttachment(
	ctx: Context,
	id: string,
	number: number
): Promise<{ name: string; content: string }> {
	await outboxDoor(ctx);
	const row = /^[0-9a-f-]{36}$/.test(id)
		? await ctx.db.selectFrom('outbox').select('attachments').where('id', '=', id).executeTakeFirst()
		: undefined;
	const file = row && attachmentsOf(row.attachments)[number];
	if (!file) throw notFound();
	return file;
}

/** Links stand on lines of their own in the plain text; only our own and ordinary web addresses become links. */
function readBody(text: string): OutboxMail['body'] {
	return text
		.trim()
		.split(/\n{2,}/)
		.map((block) =>
			block.split('\n').map((line) => ({ text: line, href: /^https?:\/\/\S+$/.test(line) ? line : null }))
		);
}
