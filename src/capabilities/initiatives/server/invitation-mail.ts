import { sql } from 'kysely';
import { z } from 'zod';
import { plainText, toLang, toText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';
import type { Db } from '#platform/server/db/index.ts';
import { defineJob } from '#platform/server/jobs/index.ts';
import { defineMail } from '#platform/server/mail/index.ts';
import type { TeamRole } from '../form.ts';

export const INVITATION_DAYS = 30;

/** To the invited address. No token: its owner shows that it is theirs by signing in. */
export const teamInvitationMail = defineMail({
	name: 'initiatives.team-invitation',
	schema: z.object({ invitationId: z.uuid() }),
	recipient: async (db, { invitationId }) => {
		const row = await factsOf(db, invitationId);
		return row ? { email: row.email, lang: toLang(row.lang) } : null;
	},
	render: async ({ db, data, t, recipient }) => {
		const row = (await factsOf(db, data.invitationId))!;
		// keys: initiatives.role.coordinator initiatives.role.editor initiatives.role.facilitator initiatives.role.procurement-officer
		// keys: initiatives.role.opener initiatives.role.evaluator initiatives.role.reader
		const words = {
			title: plainText(toText(row.title)!, recipient.lang),
			organisation: row.organisation,
			name: row.inviter ?? row.organisation,
			role: t(`initiatives.role.${row.role as TeamRole}`)
		};
		return {
			subject: t('initiatives.mail.team.subject', words),
			body: [
				t('initiatives.mail.team.body', words),
				{
					link: `${config().PUBLIC_URL}/${recipient.lang}/my/invitations`,
					text: t('initiatives.mail.team.link')
				},
				t('initiatives.mail.team.days', { days: INVITATION_DAYS })
			],
			reason: t('initiatives.mail.team.reason', words)
		};
	}
});

function factsOf(db: Db, id: string) {
	return db
		.selectFrom('team_invitation as v')
		.innerJoin('initiative as i', 'i.id', 'v.initiative_id')
		.innerJoin('organisation as o', 'o.id', 'i.organisation_id')
		.leftJoin('person as known', 'known.email', 'v.email')
		.leftJoin('person as by', 'by.id', 'v.invited_by')
		.select(['v.email', 'v.role', 'i.title', 'o.name as organisation', 'by.name as inviter'])
		.select((eb) => eb.fn.coalesce('known.lang', 'v.lang').as('lang'))
		.where('v.id', '=', id)
		.executeTakeFirst();
}

export const forgetInvitationsJob = defineJob({
	name: 'initiatives.forget-invitations',
	queue: 'slow',
	schema: z.object({}),
	cron: '45 3 * * *',
	run: async (_data, db) => {
		await db
			.deleteFrom('team_invitation')
			.where('expires_at', '<', sql<Date>`now()`)
			.execute();
	}
});
