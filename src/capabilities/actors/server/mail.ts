import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { toLang } from '#platform/i18n/text.ts';
import type { MembershipRole } from '#platform/access/index.ts';
import { config } from '#platform/server/config.ts';
import type { Db } from '#platform/server/db/index.ts';
import { defineMail, personRecipient } from '#platform/server/mail/index.ts';
import { ROLE_KEYS } from '../words.ts';

const page = (lang: string, path: string) => `${config().PUBLIC_URL}/${lang}${path}`;

/** To those who decide: somebody wants to speak for an organisation. Says who, so that they can judge. */
export const claimMadeMail = defineMail({
	name: 'actors.claim-made',
	schema: z.object({ claimId: z.uuid(), personId: z.uuid() }),
	recipient: async (db, { claimId, personId }) => {
		const claim = await claimFacts(db, claimId);
		return claim && !claim.decided_at ? personRecipient(db, personId) : null;
	},
	render: async ({ db, data, t, recipient }) => {
		const claim = (await claimFacts(db, data.claimId))!;
		const words = {
			name: claim.person,
			organisation: claim.organisation,
			role: t(ROLE_KEYS[claim.role as MembershipRole])
		};
		return {
			subject: t('actors.mail.claim-made.subject', words),
			body: [
				t('actors.mail.claim-made.body', words),
				...(claim.words ? [claim.words] : []),
				{
					link: page(recipient.lang, `/actors/${claim.slug}/people#claims`),
					text: t('actors.mail.claim-made.link')
				}
			],
			reason: t('actors.mail.claim-made.reason', words)
		};
	}
});

/** To the claimant: yes or no, and why. */
export const claimDecidedMail = defineMail({
	name: 'actors.claim-decided',
	schema: z.object({ claimId: z.uuid() }),
	recipient: async (db, { claimId }) => {
		const claim = await claimFacts(db, claimId);
		return claim ? personRecipient(db, claim.person_id) : null;
	},
	render: async ({ db, data, t, recipient }) => {
		const claim = (await claimFacts(db, data.claimId))!;
		const words = { organisation: claim.organisation };
		const yes = claim.outcome === 'approved';
		return {
			subject: t(yes ? 'actors.mail.claim-yes.subject' : 'actors.mail.claim-no.subject', words),
			body: [
				t(yes ? 'actors.mail.claim-yes.body' : 'actors.mail.claim-no.body', words),
				...(claim.reason ? [claim.reason] : []),
				{ link: page(recipient.lang, `/actors/${claim.slug}`), text: t('actors.mail.to-organisation') }
			],
			reason: t('actors.mail.claim-decided.reason', words)
		};
	}
});

async function claimFacts(db: Db, id: string) {
	return db
		.selectFrom('organisation_claim as c')
		.innerJoin('organisation as o', 'o.id', 'c.organisation_id')
		.innerJoin('person as p', 'p.id', 'c.person_id')
		.select(['c.person_id', 'c.role', 'c.words', 'c.outcome', 'c.reason', 'c.decided_at'])
		.select(['o.name as organisation', 'o.slug', 'p.name as person'])
		.where('c.id', '=', id)
		.executeTakeFirst();
}

/** How long an invitation can be accepted, counted from when the mail was sent. */
export const INVITATION_DAYS = 14;

export function hashToken(token: string): string {
	return createHash('sha256').update(token).digest('hex');
}

/** To the invited address. The token is made here and stored hashed; sending again makes a new one. */
export const invitationMail = defineMail({
	name: 'actors.invitation',
	schema: z.object({ invitationId: z.uuid() }),
	recipient: async (db, { invitationId }) => {
		const row = await invitationFacts(db, invitationId);
		return row ? { email: row.email, lang: toLang(row.lang) } : null;
	},
	render: async ({ db, data, t, recipient }) => {
		const row = (await invitationFacts(db, data.invitationId))!;
		const token = await newToken(db, data.invitationId);
		const words = {
			organisation: row.organisation,
			name: row.inviter ?? '',
			role: t(ROLE_KEYS[row.role as MembershipRole])
		};
		return {
			subject: t('actors.mail.invitation.subject', words),
			body: [
				t(row.inviter ? 'actors.mail.invitation.body' : 'actors.mail.invitation.body-nobody', words),
				{ link: page(recipient.lang, `/actors/invitation/${token}`), text: t('actors.mail.invitation.link') },
				t('actors.mail.invitation.days', { days: INVITATION_DAYS })
			],
			reason: t('actors.mail.invitation.reason', words)
		};
	}
});

async function newToken(db: Db, invitationId: string): Promise<string> {
	const token = randomBytes(32).toString('base64url');
	await db
		.updateTable('organisation_invitation')
		.set({ token_hash: hashToken(token), expires_at: sql`now() + make_interval(days => ${INVITATION_DAYS})` })
		.where('id', '=', invitationId)
		.execute();
	return token;
}

async function invitationFacts(db: Db, id: string) {
	return db
		.selectFrom('organisation_invitation as i')
		.innerJoin('organisation as o', 'o.id', 'i.organisation_id')
		.leftJoin('person as p', 'p.id', 'i.invited_by')
		.select(['i.email', 'i.lang', 'i.role', 'o.name as organisation', 'p.name as inviter'])
		.where('i.id', '=', id)
		.where('i.accepted_at', 'is', null)
		.where('i.revoked_at', 'is', null)
		.executeTakeFirst();
}

/** To the substitute: whose tasks, where and between which days. */
export const lentMail = defineMail({
	name: 'actors.lent',
	schema: z.object({ substitutionId: z.uuid() }),
	recipient: async (db, { substitutionId }) => {
		const row = await substitutionFacts(db, substitutionId);
		return row ? personRecipient(db, row.substitute_id) : null;
	},
	render: async ({ db, data, t, recipient }) => {
		const row = (await substitutionFacts(db, data.substitutionId))!;
		const words = {
			name: row.owner,
			organisation: row.organisation,
			from: t.date(row.starts_on),
			to: t.date(row.ends_on)
		};
		return {
			subject: t('actors.mail.lent.subject', words),
			body: [
				t('actors.mail.lent.body', words),
				{ link: page(recipient.lang, `/actors/${row.slug}/people`), text: t('actors.mail.to-organisation') }
			],
			reason: t('actors.mail.lent.reason', words)
		};
	}
});

async function substitutionFacts(db: Db, id: string) {
	return db
		.selectFrom('substitution as s')
		.innerJoin('membership as m', 'm.id', 's.membership_id')
		.innerJoin('organisation as o', 'o.id', 'm.organisation_id')
		.innerJoin('person as p', 'p.id', 'm.person_id')
		.select(['s.substitute_id', 's.starts_on', 's.ends_on'])
		.select(['o.name as organisation', 'o.slug', 'p.name as owner'])
		.where('s.id', '=', id)
		.where('s.ended_at', 'is', null)
		.executeTakeFirst();
}
