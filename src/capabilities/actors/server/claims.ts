import { sql } from 'kysely';
import { hasRoleIn, requirePerson, type MembershipRole } from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { storeFile } from '#platform/server/files/index.ts';
import { consume } from '#platform/server/limits/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { grantReason } from '../rules.ts';
import {
	accessOrganisation,
	accessOrganisationById,
	claimOrganisation as mayClaim,
	decideClaim as mayDecide,
	ownRole,
	type Organisation
} from './access.ts';
import { forgetDirectory } from './directory-index.ts';
import { claimDecidedMail, claimMadeMail } from './mail.ts';
import { giveRole, lockOrganisation } from './membership.ts';

const CLAIM_LIMIT = { name: 'organisation.claim', points: 10, seconds: 3600 };

/** The kind of file that proves authority. Private: `proof.ts` says who may read it. */
export const PROOF = 'organisation-claim';

interface NewClaim {
	organisationId: string;
	personId: string;
	role: MembershipRole;
	words?: string;
	title?: string;
}

/**
 * "This is my organisation": asks to speak for it, with words and perhaps a file as proof. Until it is
 * approved the person may draft and nothing more. @throws AppError conflict where they already asked or belong
 */
export async function claimOrganisation(
	ctx: Context,
	slug: string,
	input: { role: MembershipRole; title?: string; words: string; proof?: File }
): Promise<string> {
	const org = await accessOrganisation(ctx, slug, mayClaim);
	const personId = requirePerson(ctx);
	if (hasRoleIn(ctx.actor, org.id, input.role)) throw new AppError('conflict', 'actors.claim.error.member');
	await consume(ctx.db, CLAIM_LIMIT, personId);
	return ctx.db.transaction().execute(async (tx) => {
		const { role, title, words } = input;
		const id = await openClaim(tx, { organisationId: org.id, personId, role, title, words });
		if (!id) throw new AppError('conflict', 'actors.claim.error.open');
		if (input.proof?.size) {
			const alt = translator(ctx.lang)('actors.claim.proof-alt');
			await storeFile(tx, ctx, { subjectKind: PROOF, subjectId: id, file: input.proof, alt });
		}
		await audit(tx, ctx.actor, {
			chain: `organisation:${org.id}`,
			action: 'organisation.claim-made',
			subject: `organisation_claim:${id}`,
			data: { role }
		});
		return id;
	});
}

/** Writes the claim and tells those who decide. Null when the person has one open already. */
export async function openClaim(tx: Tx, claim: NewClaim): Promise<string | null> {
	const row = await tx
		.insertInto('organisation_claim')
		.values({
			organisation_id: claim.organisationId,
			person_id: claim.personId,
			role: claim.role,
			words: claim.words ?? null,
			title: claim.title ?? null
		})
		.onConflict((conflict) => conflict.doNothing())
		.returning('id')
		.executeTakeFirst();
	if (!row) return null;
	for (const personId of await deciders(tx, claim)) {
		await sendMail(tx, claimMadeMail, { claimId: row.id, personId });
	}
	return row.id;
}

/**
 * Those who may give the role decide: representatives, and decision-makers where one is asked for. Where the
 * organisation has nobody of that kind, the process leaders do. At most twenty get a mail.
 */
async function deciders(tx: Tx, claim: Pick<NewClaim, 'organisationId' | 'role'>): Promise<string[]> {
	const enough = claim.role === 'decision-maker' ? ['decision-maker'] : ['representative', 'decision-maker'];
	const members = await tx
		.selectFrom('membership')
		.select('person_id')
		.where('organisation_id', '=', claim.organisationId)
		.where('ended_at', 'is', null)
		.where('role', 'in', enough)
		.limit(20)
		.execute();
	if (members.length > 0) return members.map((member) => member.person_id);
	const leaders = await tx
		.selectFrom('platform_role')
		.select('person_id')
		.distinct()
		.where('role', '=', 'process-leader')
		.where('ended_at', 'is', null)
		.limit(20)
		.execute();
	return leaders.map((leader) => leader.person_id);
}

export interface ClaimDecision {
	claim: string;
	outcome: 'approved' | 'refused';
	/** Another role than the one asked for. */
	role?: MembershipRole;
	reason?: string;
}

/**
 * Decides a claim once. Approval gives the role; the first representative makes the organisation claimed and,
 * if it only waited for that, listed. @throws AppError conflict when it was decided or withdrawn already
 */
export async function decideClaim(ctx: Context, decision: ClaimDecision): Promise<Organisation> {
	const claim = await claimOf(ctx, decision.claim);
	const org = await accessOrganisationById(ctx, claim.organisation_id, mayDecide);
	const role = decision.role ?? (claim.role as MembershipRole);
	if (claim.person_id === ctx.actor.personId) throw new AppError('forbidden', 'actors.claim.error.own');
	const above = decision.outcome === 'approved' && grantReason(decidingRole(ctx, org), role);
	if (above) throw new AppError('invalid', above, { fields: { role: above } });
	if (decision.outcome === 'refused' && !decision.reason) {
		throw new AppError('invalid', 'form.error.failed', { fields: { reason: 'actors.claim.error.reason' } });
	}
	await ctx.db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, org.id);
		await closeClaim(tx, claim.id, decision.outcome, ctx.actor.personId, decision.reason);
		if (decision.outcome === 'approved') await welcome(tx, org.id, claim.person_id, role, claim.title);
		await sendMail(tx, claimDecidedMail, { claimId: claim.id });
		await audit(tx, ctx.actor, {
			chain: `organisation:${org.id}`,
			action: `organisation.claim-${decision.outcome}`,
			subject: `organisation_claim:${claim.id}`,
			data: { role }
		});
	});
	forgetDirectory();
	return org;
}

/** A representative hands out roles up to their own; a process leader who has seen the proof hands out any. */
function decidingRole(ctx: Context, org: Organisation): MembershipRole | null {
	return ctx.actor.platformRoles.length > 0
		? null
		: (ownRole(ctx.actor, org.id, 'representative') ?? 'representative');
}

async function closeClaim(
	tx: Tx,
	id: string,
	outcome: string,
	by: string | null,
	reason?: string
): Promise<void> {
	const done = await tx
		.updateTable('organisation_claim')
		.set({ decided_at: sql`now()`, decided_by: by, outcome, reason: reason ?? null })
		.where('id', '=', id)
		.where('decided_at', 'is', null)
		.executeTakeFirst();
	if (done.numUpdatedRows === 0n) throw new AppError('conflict', 'actors.claim.error.decided');
}

async function welcome(
	tx: Tx,
	organisationId: string,
	personId: string,
	role: MembershipRole,
	title: string | null
) {
	await giveRole(tx, { organisationId, personId, role, title });
	// Whoever entered it waited for somebody to be approved; what was hidden with a reason stays hidden.
	await tx
		.updateTable('organisation')
		.set({ hidden_at: null })
		.where('id', '=', organisationId)
		.where('hidden_reason', 'is', null)
		.where('hidden_at', 'is not', null)
		.execute();
}

/** The claimant changes their mind. */
export async function withdrawClaim(ctx: Context, claimId: string): Promise<void> {
	const personId = requirePerson(ctx);
	const claim = await claimOf(ctx, claimId);
	if (claim.person_id !== personId) throw notFound();
	await ctx.db.transaction().execute(async (tx) => {
		await closeClaim(tx, claim.id, 'withdrawn', personId);
		await audit(tx, ctx.actor, {
			chain: `organisation:${claim.organisation_id}`,
			action: 'organisation.claim-withdrawn',
			subject: `organisation_claim:${claim.id}`
		});
	});
}

async function claimOf(ctx: Context, id: string) {
	ctx.access.decided = true;
	const claim = await ctx.db
		.selectFrom('organisation_claim')
		.select(['id', 'organisation_id', 'person_id', 'role', 'title'])
		.where('id', '=', id)
		.executeTakeFirst();
	if (!claim) throw notFound();
	return claim;
}
