import { sql } from 'kysely';
import { requirePerson, type MembershipRole } from '#platform/access/index.ts';
import { AppError, notFound, refuse } from '#platform/errors/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { consume } from '#platform/server/limits/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { lendErrors, leaveReason, grantReason, manageReason, type MemberFacts } from '../rules.ts';
import { accessOrganisation, manageMembers, ownRole, viewMembers, type Organisation } from './access.ts';
import { lentMail } from './mail.ts';
import { activeMembers, endMembershipRow, lockOrganisation } from './membership.ts';

const CHANGE_LIMIT = { name: 'organisation.people', points: 60, seconds: 3600 };

/**
 * Gives a colleague another role. Nobody hands out or takes away a role above their own, and somebody must
 * remain who may speak for the organisation.
 */
export async function changeRole(
	ctx: Context,
	slug: string,
	input: { membership: string; role: MembershipRole; title?: string }
): Promise<void> {
	const org = await accessOrganisation(ctx, slug, manageMembers);
	await change(ctx, org, input.membership, async (tx, members, target) => {
		refuse(grantReason(managingRole(ctx, org), input.role), 'forbidden');
		refuse(manageReason(managingRole(ctx, org), target.role), 'forbidden');
		refuse(leaveReason(members, target.membershipId, input.role));
		await tx
			.updateTable('membership')
			.set({ role: input.role, title: input.title ?? null })
			.where('id', '=', target.membershipId)
			.execute();
		return { action: 'organisation.role-changed', data: { from: target.role, to: input.role } };
	});
}

/** Ends a membership: one's own, or a colleague's. */
export async function endMembership(
	ctx: Context,
	slug: string,
	membershipId: string
): Promise<{ own: boolean }> {
	const org = await accessOrganisation(ctx, slug, viewMembers);
	const personId = requirePerson(ctx);
	let own = false;
	await change(ctx, org, membershipId, async (tx, members, target) => {
		own = target.personId === personId;
		if (!own) {
			refuse(manageMembers.rule(ctx.actor, org), 'forbidden');
			refuse(manageReason(managingRole(ctx, org), target.role), 'forbidden');
		}
		refuse(leaveReason(members, membershipId, null));
		await endMembershipRow(tx, membershipId);
		return { action: 'organisation.membership-ended', data: { role: target.role, own } };
	});
	return { own };
}

/** Says yes or no to standing with name and role on the organisation's page. Only for oneself. */
export async function showOnPage(
	ctx: Context,
	slug: string,
	membershipId: string,
	shown: boolean
): Promise<void> {
	const org = await accessOrganisation(ctx, slug, viewMembers);
	const personId = requirePerson(ctx);
	await change(ctx, org, membershipId, async (tx, _members, target) => {
		if (target.personId !== personId) throw notFound();
		const shownAt = shown ? sql<Date>`now()` : null;
		await tx.updateTable('membership').set({ shown_at: shownAt }).where('id', '=', membershipId).execute();
		return { action: shown ? 'organisation.member-shown' : 'organisation.member-not-shown', data: {} };
	});
}

/** Administrators who are not members hand out any role; others up to their own. */
function managingRole(ctx: Context, org: Organisation): MembershipRole | null {
	return ownRole(ctx.actor, org.id, 'representative');
}

type Change = (
	tx: Tx,
	members: MemberFacts[],
	target: MemberFacts
) => Promise<{ action: string; data: Record<string, unknown> }>;

/** One change of who belongs: counted, alone in its organisation, audited. */
async function change(ctx: Context, org: Organisation, membershipId: string, run: Change): Promise<void> {
	await consume(ctx.db, CHANGE_LIMIT, requirePerson(ctx));
	await ctx.db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, org.id);
		const members = await activeMembers(tx, org.id);
		const target = members.find((member) => member.membershipId === membershipId);
		if (!target) throw new AppError('conflict', 'actors.people.error.gone');
		const { action, data } = await run(tx, members, target);
		await audit(tx, ctx.actor, {
			chain: `organisation:${org.id}`,
			action,
			subject: `membership:${membershipId}`,
			data
		});
	});
}

/**
 * Lends the tasks of a membership to a colleague between two dates, both included. One's own, or as a
 * representative those of a colleague who cannot do it. Dates are Swedish calendar days, 'YYYY-MM-DD'.
 */
export async function lendTasks(
	ctx: Context,
	slug: string,
	input: { membership: string; substitute: string; startsOn: string; endsOn: string }
): Promise<void> {
	const org = await accessOrganisation(ctx, slug, viewMembers);
	const personId = requirePerson(ctx);
	await change(ctx, org, input.membership, async (tx, members, target) => {
		if (target.personId !== personId) {
			refuse(manageMembers.rule(ctx.actor, org), 'forbidden');
			refuse(manageReason(managingRole(ctx, org), target.role), 'forbidden');
		}
		await refuseBadPeriod(tx, members, target, input);
		const row = await tx
			.insertInto('substitution')
			.values({
				membership_id: target.membershipId,
				substitute_id: input.substitute,
				starts_on: input.startsOn,
				ends_on: input.endsOn
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await sendMail(tx, lentMail, { substitutionId: row.id });
		const data = { substitution: row.id, startsOn: input.startsOn, endsOn: input.endsOn };
		return { action: 'organisation.tasks-lent', data };
	});
}

async function refuseBadPeriod(
	tx: Tx,
	members: MemberFacts[],
	target: MemberFacts,
	input: { substitute: string; startsOn: string; endsOn: string }
): Promise<void> {
	const others = await tx
		.selectFrom('substitution')
		.select(['starts_on as startsOn', 'ends_on as endsOn'])
		.where('membership_id', '=', target.membershipId)
		.where('ended_at', 'is', null)
		.execute();
	const today = await sql<{
		day: string;
	}>`select (now() at time zone 'Europe/Stockholm')::date as day`.execute(tx);
	const fields = lendErrors({
		ownerId: target.personId,
		substituteId: input.substitute,
		substituteIsMember: members.some((member) => member.personId === input.substitute),
		startsOn: input.startsOn,
		endsOn: input.endsOn,
		today: today.rows[0]!.day,
		others
	});
	if (Object.keys(fields).length > 0) throw new AppError('invalid', 'form.error.failed', { fields });
}

/** Takes the tasks back before their time: the lender, the substitute or a representative. */
export async function endLending(ctx: Context, slug: string, substitutionId: string): Promise<void> {
	const org = await accessOrganisation(ctx, slug, viewMembers);
	const personId = requirePerson(ctx);
	const row = await ctx.db
		.selectFrom('substitution as s')
		.innerJoin('membership as m', 'm.id', 's.membership_id')
		.select(['s.substitute_id', 's.membership_id', 'm.person_id'])
		.where('s.id', '=', substitutionId)
		.where('s.ended_at', 'is', null)
		.where('m.organisation_id', '=', org.id)
		.executeTakeFirst();
	if (!row) throw new AppError('conflict', 'actors.people.error.gone');
	const concerned = [row.substitute_id, row.person_id].includes(personId);
	if (!concerned) refuse(manageMembers.rule(ctx.actor, org), 'forbidden');
	await change(ctx, org, row.membership_id, async (tx) => {
		await tx
			.updateTable('substitution')
			.set({ ended_at: sql`now()` })
			.where('id', '=', substitutionId)
			.where('ended_at', 'is', null)
			.execute();
		return { action: 'organisation.lending-ended', data: { substitution: substitutionId } };
	});
}
