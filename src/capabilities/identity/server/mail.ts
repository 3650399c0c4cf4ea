import { sql } from 'kysely';
import { z } from 'zod';
import type { Lang } from '#platform/i18n/index.ts';
import { config } from '#platform/server/config.ts';
import type { Db } from '#platform/server/db/index.ts';
import { defineMail, personRecipient, type MailRecipient } from '#platform/server/mail/index.ts';
import { hashToken, newToken } from '#platform/server/tokens.ts';

const linkData = z.object({ linkId: z.uuid() });

/** The link to sign in with. Its token comes into being here, and only its hash stays. */
export const signInMail = defineMail({
	name: 'identity.sign-in',
	urgent: true,
	schema: linkData,
	recipient: async (db, { linkId }): Promise<MailRecipient | null> => {
		const link = await db
			.selectFrom('sign_in_link as l')
			.leftJoin('person as p', 'p.email', 'l.email')
			.select(['l.email', 'l.lang', 'p.name'])
			.where('l.id', '=', linkId)
			.where('l.used_at', 'is', null)
			.where('l.expires_at', '>', sql<Date>`now()`)
			.executeTakeFirst();
		return link ? { email: link.email, name: link.name, lang: link.lang as Lang } : null;
	},
	render: async ({ db, data, t, recipient }) => {
		const token = newToken();
		await db
			.updateTable('sign_in_link')
			.set({ token_hash: hashToken(token), expires_at: sql`now() + interval '15 minutes'` })
			.where('id', '=', data.linkId)
			.execute();
		const link = `${config().PUBLIC_URL}/${recipient.lang}/sign-in/link?token=${token}`;
		return {
			subject: t('identity.mail.sign-in.subject'),
			body: [
				t('identity.mail.sign-in.intro'),
				{ link, text: t('identity.mail.sign-in.link') },
				t('identity.mail.sign-in.foot')
			]
		};
	}
});

const changeData = z.object({ changeId: z.uuid(), side: z.enum(['old', 'new']) });
export type EmailSide = z.infer<typeof changeData>['side'];

/** Asks one of the two addresses to agree to a change of address. */
export const emailChangeMail = defineMail({
	name: 'identity.email-change',
	urgent: true,
	schema: changeData,
	recipient: async (db, { changeId, side }): Promise<MailRecipient | null> => {
		const change = await openChange(db, changeId);
		if (!change) return null;
		return {
			email: side === 'old' ? change.email : change.new_email,
			name: change.name,
			lang: change.lang as Lang
		};
	},
	render: async ({ db, data, t, recipient }) => {
		const change = (await openChange(db, data.changeId))!;
		const token = newToken();
		const column = data.side === 'old' ? 'old_token_hash' : 'new_token_hash';
		await db
			.updateTable('email_change')
			.set({ [column]: hashToken(token) })
			.where('id', '=', data.changeId)
			.execute();
		const link = `${config().PUBLIC_URL}/${recipient.lang}/sign-in/new-email?token=${token}`;
		return {
			subject: t('identity.mail.email-change.subject'),
			body: [
				t('identity.mail.email-change.intro', { from: change.email, to: change.new_email }),
				{ link, text: t('identity.mail.email-change.link') },
				t('identity.mail.email-change.foot')
			]
		};
	}
});

function openChange(db: Db, id: string) {
	return db
		.selectFrom('email_change as c')
		.innerJoin('person as p', 'p.id', 'c.person_id')
		.select(['p.email', 'p.name', 'p.lang', 'c.new_email'])
		.where('c.id', '=', id)
		.where('c.done_at', 'is', null)
		.where('c.cancelled_at', 'is', null)
		.where('c.expires_at', '>', sql<Date>`now()`)
		.where('p.erased_at', 'is', null)
		.executeTakeFirst();
}

const noticeData = z.object({
	personId: z.uuid(),
	what: z.enum(['factor-on', 'factor-off', 'email-changed', 'recovery-used'])
});

/** Tells a person that something changed about how they sign in, so that a stranger's doing does not go unseen. */
export const securityMail = defineMail({
	name: 'identity.security',
	schema: noticeData,
	recipient: async (db, { personId }) => personRecipient(db, personId),
	render: async ({ data, t, recipient }) => ({
		// keys: identity.mail.security.factor-on identity.mail.security.factor-off identity.mail.security.email-changed
		// keys: identity.mail.security.recovery-used
		subject: t('identity.mail.security.subject'),
		body: [
			t(`identity.mail.security.${data.what}`),
			t('identity.mail.security.not-you'),
			{ link: `${config().PUBLIC_URL}/${recipient.lang}/my/sessions`, text: t('identity.mail.security.link') }
		]
	})
});
