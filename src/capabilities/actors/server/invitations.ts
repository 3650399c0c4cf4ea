import { sql } from 'kysely';
import { requirePerson, type MembershipRole } from '#platform/access/index.ts';
import { AppError, refuse } from '#platform/errors/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { consume } from '#platform/server/limits/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { normalEmail } from '#capabilities/identity/index.ts';
import { grantReason } from '../rules.ts';
import { accessOrganisation, manageMembers, ownRole } from './access.ts';
import { hashToken, INVITATION_DAYS, invitationMail } from './mail.ts';
import { giveRole, lockOrganisation } from './membership.ts';

const INVITE_LIMIT = { name: 'organisation.invite', points: 40, seconds: 86_400 };
const ACCEPT_LIMIT = { name: 'organisation.accept', points: 20, seconds: 3600 };

/** Invites a colleague by e-mail; inviting the same address again renews the invitation. */
export async function inviteColleague(
	ctx: Context,
	slug: string,
	input: { email: string; role: MembershipRole }
): Promise<void> {
	const org = await accessOrganisation(ctx, slug, manageMembers);
	const email = normalEmail(input.email);
	refuse(grantReason(ownRole(ctx.actor, org.id, 'representative'), input.role), 'forbidden');
	await refuseMember(ctx.db, org.id, email);
	await consume(ctx.db, INVITE_LIMIT, org.id);
	await ctx.db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, org.id);
		await revokeOpen(tx, org.id, email);
		const row = await tx
			.insertInto('organisation_invitation')
			.values({
				organisation_id: org.id,
				email,
				role: input.role,
				lang: ctx.lang,
				invited_by: ctx.actor.personId,
				expires_at: sql<Date>`now() + make_interval(days => ${INVITATION_DAYS})`
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await sendMail(tx, invitationMail, { invitationId: row.id });
		await record(tx, ctx, org.id, row.id, 'organisation.invited', { role: input.role });
	});
}

async function refuseMember(db: DbOrTx, organisationId: string, email: string): Promise<void> {
	const member = await db
		.selectFrom('membership as m')
		.innerJoin('person as p', 'p.id', 'm.person_id')
		.select('m.id')
		.where('m.organisation_id', '=', organisationId)
		.where('m.ended_at', 'is', null)
		.where('p.email', '=', email)
		.executeTakeFirst();
	if (member) {
		throw new AppError('invalid', 'form.error.failed', { fields: { email: 'actors.invite.error.member' } });
	}
}

async function revokeOpen(tx: Tx, organisationId: string, email: string): Promise<void> {
	await tx
		.updateTable('organisation_invitation')
		.set({ revoked_at: sql`now()` })
		.where('organisation_id', '=', organisationId)
		.where('email', '=', email)
		.where('accepted_at', 'is', null)
		.where('revoked_at', 'is', null)
		.execute();
}

/** Takes an invitation back; its link stops working at once. */
export async function revokeInvitation(ctx: Context, slug: string, id: string): Promise<void> {
	const org = await accessOrganisation(ctx, slug, manageMembers);
	await ctx.db.transaction().execute(async (tx) => {
		const done = await tx
			.updateTable('organisation_invitation')
			.set({ revoked_at: sql`now()` })
			.where('id', '=', id)
			.where('organisation_id', '=', org.id)
			.where('accepted_at', 'is', null)
			.where('revoked_at', 'is', null)
			.executeTakeFirst();
		if (done.numUpdatedRows === 0n) throw new AppError('conflict', 'actors.people.error.gone');
		await record(tx, ctx, org.id, id, 'organisation.invitation-revoked', {});
	});
}

export interface InvitationView {
	organisation: string;
	slug: string;
	role: MembershipRole;
	/** The invited address with most letters hidden: whoever has the link may be another. */
	email: string;
	/** Signed in with the invited address. */
	matches: boolean;
	signedIn: boolean;
}

/** What an invitation's link leads to. Looking changes nothing. @throws AppError expired */
export async function viewInvitation(ctx: Context, token: string): Promise<InvitationView> {
	ctx.access.decided = true;
	const row = await openInvitation(ctx.db, token);
	return {
		organisation: row.organisation,
		slug: row.slug,
		role: row.role as MembershipRole,
		email: masked(row.email),
		matches: ctx.actor.email !== null && normalEmail(ctx.actor.email) === row.email,
		signedIn: ctx.actor.personId !== null
	};
}

async function openInvitation(db: DbOrTx, token: string) {
	const row = await db
		.selectFrom('organisation_invitation as i')
		.innerJoin('organisation as o', 'o.id', 'i.organisation_id')
		.select(['i.id', 'i.organisation_id', 'i.email', 'i.role', 'o.name as organisation', 'o.slug'])
		.where('i.token_hash', '=', hashToken(token))
		.where('i.accepted_at', 'is', null)
		.where('i.revoked_at', 'is', null)
		.where('i.expires_at', '>', sql<Date>`now()`)
		.executeTakeFirst();
	if (!row) throw new AppError('expired', 'actors.invitation.error.expired');
	return row;
}

/** a•••@kommun.se */
function masked(email: string): string {
	const [name = '', host = ''] = email.split('@');
	return `${name.slice(0, 1)}•••@${host}`;
}

/** Accepts, once, signed in with the invited address. Gives the organisation's address. */
export async function acceptInvitation(ctx: Context, token: string): Promise<{ slug: string }> {
	const personId = requirePerson(ctx);
	await consume(ctx.db, ACCEPT_LIMIT, personId);
	const found = await openInvitation(ctx.db, token);
	if (normalEmail(ctx.actor.email ?? '') !== found.email) {
		throw new AppError('forbidden', 'actors.invitation.error.address');
	}
	await ctx.db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, found.organisation_id);
		// Read again under the lock: it may have been used or taken back meanwhile.
		const row = await openInvitation(tx, token);
		await tx
			.updateTable('organisation_invitation')
			.set({ accepted_at: sql`now()`, accepted_by: personId })
			.where('id', '=', row.id)
			.execute();
		await giveRole(tx, { organisationId: row.organisation_id, personId, role: row.role as MembershipRole });
		await record(tx, ctx, row.organisation_id, row.id, 'organisation.invitation-accepted', {
			role: row.role
		});
	});
	return { slug: found.slug };
}

async function record(
	tx: Tx,
	ctx: Context,
	organisationId: string,
	id: string,
	action: string,
	data: Record<string, unknown>
): Promise<void> {
	await audit(tx, ctx.actor, {
		chain: `organisation:${organisationId}`,
		action,
		subject: `organisation_invitation:${id}`,
		data
	});
}
