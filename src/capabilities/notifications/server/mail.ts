import { z } from 'zod';
import type { Translator } from '#platform/i18n/index.ts';
import type { MessageKey } from '#platform/i18n/keys.ts';
import { readParams, type StoredParams } from '#platform/i18n/params.ts';
import { plainText, toText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';
import type { Db } from '#platform/server/db/index.ts';
import { defineMail, personRecipient, type MailContent } from '#platform/server/mail/index.ts';

export interface NoticeRow {
	id: string;
	key: string;
	params: unknown;
	path: string;
	at: Date;
	initiativeTitle: unknown;
}

export function sentence(t: Translator, row: Pick<NoticeRow, 'key' | 'params'>): string {
	return t(row.key as MessageKey, readParams(t, row.params as StoredParams));
}

const address = (t: Translator, path: string) => `${config().PUBLIC_URL}/${t.lang}${path}`;

/** One piece of news, at once. */
export const noticeMail = defineMail<{ noticeId: string }>({
	name: 'notifications.notice',
	schema: z.object({ noticeId: z.uuid() }),
	async recipient(db, { noticeId }) {
		const row = await db
			.selectFrom('notice')
			.select(['person_id', 'sent_at'])
			.where('id', '=', noticeId)
			.executeTakeFirst();
		return row && !row.sent_at ? personRecipient(db, row.person_id) : null;
	},
	async render({ db, data, t }) {
		const [row] = await noticesFor(db, (query) => query.where('c.id', '=', data.noticeId));
		await db.updateTable('notice').set({ sent_at: new Date() }).where('id', '=', data.noticeId).execute();
		const text = sentence(t, row!);
		return {
			subject: text,
			body: [text, { link: address(t, row!.path), text: t('notifications.mail.open') }],
			reason: reason(t)
		};
	}
});

/** What has gathered since the last digest, by initiative, newest first. Nothing new: nothing is sent. */
export const digestMail = defineMail<{ personId: string; frequency: 'daily' | 'weekly'; until: string }>({
	name: 'notifications.digest',
	schema: z.object({ personId: z.uuid(), frequency: z.enum(['daily', 'weekly']), until: z.string() }),
	async recipient(db, data) {
		return (await dueNotices(db, data)).length > 0 ? personRecipient(db, data.personId) : null;
	},
	async render({ db, data, t }) {
		const rows = await dueNotices(db, data);
		await db
			.updateTable('notice')
			.set({ sent_at: new Date() })
			.where(
				'id',
				'in',
				rows.map((row) => row.id)
			)
			.execute();
		return {
			subject: t('notifications.digest.subject', { n: rows.length }),
			body: digestBody(t, rows),
			reason: reason(t)
		};
	}
});

function digestBody(t: Translator, rows: NoticeRow[]): MailContent['body'] {
	const groups = new Map<string, NoticeRow[]>();
	for (const row of rows) {
		const title = plainText(toText(row.initiativeTitle), t.lang) || t('notifications.digest.other');
		groups.set(title, [...(groups.get(title) ?? []), row]);
	}
	return [...groups].flatMap(([title, own]) => [
		title,
		{ list: own.map((row) => `${sentence(t, row)} (${t.date(row.at)})`) },
		{ link: address(t, own[0]!.path), text: t('notifications.mail.open') }
	]);
}

const reason = (t: Translator) =>
	t('notifications.mail.reason', { link: `${config().PUBLIC_URL}/${t.lang}/my/notifications` });

function dueNotices(
	db: Db,
	data: { personId: string; frequency: string; until: string }
): Promise<NoticeRow[]> {
	return noticesFor(db, (query) =>
		query
			.where('c.person_id', '=', data.personId)
			.where('c.frequency', '=', data.frequency)
			.where('c.sent_at', 'is', null)
			.where('c.created_at', '<=', new Date(data.until))
	);
}

function baseQuery(db: Db) {
	return db
		.selectFrom('notice as c')
		.innerJoin('news as n', 'n.id', 'c.news_id')
		.leftJoin('initiative as i', 'i.id', 'n.initiative_id')
		.select(['c.id', 'n.key', 'n.params', 'n.path', 'n.at', 'i.title as initiativeTitle']);
}

async function noticesFor(
	db: Db,
	narrow: (query: ReturnType<typeof baseQuery>) => ReturnType<typeof baseQuery>
): Promise<NoticeRow[]> {
	return narrow(baseQuery(db)).orderBy('n.at', 'desc').limit(200).execute();
}
