import { sql, type SqlBool } from 'kysely';
import { requirePerson } from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { askedTogether } from '#platform/server/db/together.ts';
import { consume } from '#platform/server/limits/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { announce } from '#platform/server/news/index.ts';
import { normalEmail } from '#capabilities/identity/index.ts';
import type { TeamRole } from '../form.ts';
import { accessInitiative, leadInitiative } from './access.ts';
import { INVITATION_DAYS, teamInvitationMail } from './invitation-mail.ts';
import { joinTeam } from './team.ts';

const INVITE_LIMIT = { name: 'team.invite', points: 40, seconds: 86_400 };

/**
 * Invites somebody to the team by address. The answer is the same whether the address is known here or not;
 * inviting again renews it. Only its owner, signed in, can say yes.
 */
export async function inviteToTeam(
	ctx: Context,
	slug: string,
	input: { email: string; role: TeamRole }
): Promise<void> {
	const run = await accessInitiative(ctx, slug, leadInitiative);
	await consume(ctx.db, INVITE_LIMIT, run.id);
	await ctx.db.transaction().execute(async (tx) => {
		const values = {
			invited_by: ctx.actor.personId,
			lang: ctx.lang,
			expires_at: sql<Date>`now() + make_interval(days => ${INVITATION_DAYS})`
		};
		const { id } = await tx
			.insertInto('team_invitation')
			.values({ ...values, initiative_id: run.id, email: normalEmail(input.email), role: input.role })
			.onConflict((c) => c.columns(['initiative_id', 'email', 'role']).doUpdateSet(values))
			.returning('id')
			.executeTakeFirstOrThrow();
		await sendMail(tx, teamInvitationMail, { invitationId: id });
		await record(tx, ctx, run.id, id, 'team.invited', input.role);
	});
}

export interface TeamInvitation {
	id: string;
	email: string;
	role: TeamRole;
	expiresAt: Date;
}

/** Invitations that nobody has answered yet, newest first. */
export async function openTeamInvitations(db: DbOrTx, initiativeId: string): Promise<TeamInvitation[]> {
	const rows = await db
		.selectFrom('team_invitation')
		.select(['id', 'email', 'role', 'expires_at as expiresAt'])
		.where('initiative_id', '=', initiativeId)
		.where('expires_at', '>', sql<Date>`now()`)
		.orderBy('created_at', 'desc')
		.execute();
	return rows.map((row) => ({ ...row, role: row.role as TeamRole }));
}

/** Takes an invitation back; it can no longer be accepted. */
export async function revokeTeamInvitation(ctx: Context, slug: string, id: string): Promise<void> {
	const run = await accessInitiative(ctx, slug, leadInitiative);
	await ctx.db.transaction().execute(async (tx) => {
		const gone = await tx
			.deleteFrom('team_invitation')
			.where('id', '=', id)
			.where('initiative_id', '=', run.id)
			.returning('role')
			.executeTakeFirst();
		if (!gone) throw new AppError('conflict', 'initiatives.invitation.gone');
		await record(tx, ctx, run.id, id, 'team.invitation-revoked', gone.role);
	});
}

export interface MyTeamInvitation {
	id: string;
	title: LocalText;
	organisation: string;
	inviter: string | null;
	role: TeamRole;
}

const mine = (db: DbOrTx, personId: string) => invited(db).where('p.id', '=', personId);

const invited = (db: DbOrTx) =>
	db
		.selectFrom('team_invitation as v')
		.innerJoin('person as p', 'p.email', 'v.email')
		// An address that nobody has shown to be theirs opens nothing.
		.where('p.email_verified', '=', true)
		.where('v.expires_at', '>', sql<Date>`now()`);

/** What the asker's own address has been invited to. */
export async function myTeamInvitations(ctx: Context): Promise<MyTeamInvitation[]> {
	const rows = await mine(ctx.db, requirePerson(ctx))
		.innerJoin('initiative as i', 'i.id', 'v.initiative_id')
		.innerJoin('organisation as o', 'o.id', 'i.organisation_id')
		.leftJoin('person as by', (join) =>
			join.onRef('by.id', '=', 'v.invited_by').on('by.erased_at', 'is', null)
		)
		.select(['v.id', 'i.title', 'o.name as organisation', 'by.name as inviter', 'v.role'])
		.orderBy('v.created_at', 'desc')
		.execute();
	return rows.map((row) => ({ ...row, title: toText(row.title)!, role: row.role as TeamRole }));
}

/** How many invitations wait for the asker. Everybody who asks at the same time shares the query. */
export async function countTeamInvitations(ctx: Context): Promise<number> {
	return (await invitationsOf(ctx.db, requirePerson(ctx))) ?? 0;
}

const invitationsOf = askedTogether<number>(async (db, people) => {
	const rows = await invited(db)
		.select((eb) => ['p.id', eb.fn.countAll<number>().as('count')])
		.where(sql<SqlBool>`p.id = any(${uuids(people)})`)
		.groupBy('p.id')
		.execute();
	return new Map(rows.map(({ id, count }) => [id, count]));
});

/** Says yes or no to one's own invitation. Gives the initiative's slug. @throws not-found for anybody else's */
export async function answerTeamInvitation(
	ctx: Context,
	id: string,
	answer: 'yes' | 'no'
): Promise<{ slug: string }> {
	const personId = requirePerson(ctx);
	return ctx.db.transaction().execute(async (tx) => {
		const found = await mine(tx, personId)
			.innerJoin('initiative as i', 'i.id', 'v.initiative_id')
			.select(['v.id', 'v.role', 'v.invited_by', 'i.id as initiativeId', 'i.slug', 'i.title'])
			.where('v.id', '=', id)
			.forUpdate('v')
			.executeTakeFirst();
		if (!found) throw notFound();
		await tx.deleteFrom('team_invitation').where('id', '=', id).execute();
		if (answer === 'yes') await joinTeam(tx, found.initiativeId, personId, found.role as TeamRole);
		if (found.invited_by)
			await announce(tx, ctx.actor, {
				initiativeId: found.initiativeId,
				kind: 'invitation',
				key: answer === 'yes' ? 'initiatives.news.joined' : 'initiatives.news.declined',
				params: { title: toText(found.title)!, name: ctx.actor.name ?? '' },
				path: `/initiatives/${found.slug}/work/team`,
				audience: 'persons',
				persons: [found.invited_by]
			});
		await record(tx, ctx, found.initiativeId, id, `team.invitation-${answer}`, found.role);
		return { slug: found.slug };
	});
}

function record(tx: Tx, ctx: Context, initiativeId: string, id: string, action: string, role: string) {
	return audit(tx, ctx.actor, {
		chain: `initiative:${initiativeId}`,
		action,
		subject: `team_invitation:${id}`,
		data: { role }
	});
}
