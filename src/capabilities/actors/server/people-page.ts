import { sql } from 'kysely';
import { can, hasPlatformRole, type MembershipRole } from '#platform/access/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { listFiles } from '#platform/server/files/index.ts';
import {
	accessOrganisation,
	decideClaim,
	manageMembers,
	ownRole,
	viewMembers,
	type Organisation
} from './access.ts';
import { PROOF } from './claims.ts';
import type { Lending, PersonRow, WaitingClaim } from '../words.ts';

export type MemberRow = PersonRow;
export type ClaimRow = WaitingClaim;

export interface PeoplePage {
	organisation: Organisation;
	members: MemberRow[];
	claims: ClaimRow[];
	invitations: { id: string; email: string; role: MembershipRole; sent: boolean; expiresAt: Date }[];
	mayManage: boolean;
	mayDecide: boolean;
	/** Roles the asker may hand out. */
	grantable: MembershipRole[];
}

/** Everything on the page about an organisation's people. */
export async function peoplePage(ctx: Context, slug: string): Promise<PeoplePage> {
	const organisation = await accessOrganisation(ctx, slug, viewMembers);
	const mayManage = can(ctx.actor, manageMembers, organisation);
	const mayDecide = can(ctx.actor, decideClaim, organisation);
	return {
		organisation,
		members: await members(ctx, organisation.id),
		claims: mayDecide ? await openClaims(ctx, organisation.id) : [],
		invitations: mayManage ? await invitations(ctx.db, organisation.id) : [],
		mayManage,
		mayDecide,
		grantable: grantable(ctx, organisation)
	};
}

function grantable(ctx: Context, org: Organisation): MembershipRole[] {
	const own = ownRole(ctx.actor, org.id, 'representative');
	const all =
		own === 'decision-maker' ||
		hasPlatformRole(ctx.actor, 'process-leader') ||
		hasPlatformRole(ctx.actor, 'administrator');
	return all ? ['member', 'representative', 'decision-maker'] : ['member', 'representative'];
}

async function members(ctx: Context, organisationId: string): Promise<MemberRow[]> {
	const rows = await ctx.db
		.selectFrom('membership as m')
		.innerJoin('person as p', 'p.id', 'm.person_id')
		.select(['m.id', 'm.person_id', 'm.role', 'm.title', 'm.created_at', 'm.shown_at', 'p.name', 'p.email'])
		.where('m.organisation_id', '=', organisationId)
		.where('m.ended_at', 'is', null)
		.orderBy('m.created_at')
		.execute();
	const lendings = await currentLendings(
		ctx.db,
		rows.map((row) => row.id)
	);
	return rows.map((row) => ({
		membershipId: row.id,
		personId: row.person_id,
		name: row.name,
		email: row.email,
		role: row.role as MembershipRole,
		title: row.title,
		since: row.created_at,
		shown: row.shown_at !== null,
		own: row.person_id === ctx.actor.personId,
		lendings: lendings.get(row.id) ?? []
	}));
}

async function currentLendings(db: DbOrTx, membershipIds: string[]): Promise<Map<string, Lending[]>> {
	const found = new Map<string, Lending[]>();
	if (membershipIds.length === 0) return found;
	const rows = await db
		.selectFrom('substitution as s')
		.innerJoin('person as p', 'p.id', 's.substitute_id')
		.select(['s.id', 's.membership_id', 's.substitute_id', 's.starts_on', 's.ends_on', 'p.name'])
		.where('s.membership_id', 'in', membershipIds)
		.where('s.ended_at', 'is', null)
		.where('s.ends_on', '>=', sql<string>`(now() at time zone 'Europe/Stockholm')::date`)
		.orderBy('s.starts_on')
		.execute();
	for (const row of rows) {
		const lending = {
			id: row.id,
			substituteId: row.substitute_id,
			substitute: row.name,
			startsOn: row.starts_on,
			endsOn: row.ends_on
		};
		found.set(row.membership_id, [...(found.get(row.membership_id) ?? []), lending]);
	}
	return found;
}

async function invitations(db: DbOrTx, organisationId: string): Promise<PeoplePage['invitations']> {
	const rows = await db
		.selectFrom('organisation_invitation')
		.select(['id', 'email', 'role', 'token_hash', 'expires_at'])
		.where('organisation_id', '=', organisationId)
		.where('accepted_at', 'is', null)
		.where('revoked_at', 'is', null)
		.orderBy('created_at')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		email: row.email,
		role: row.role as MembershipRole,
		sent: row.token_hash !== null,
		expiresAt: row.expires_at
	}));
}

/** Claims that wait, of one organisation or of all; oldest first. The caller has decided on access. */
export async function openClaims(ctx: Context, organisationId: string | null): Promise<ClaimRow[]> {
	const rows = await ctx.db
		.selectFrom('organisation_claim as c')
		.innerJoin('organisation as o', 'o.id', 'c.organisation_id')
		.innerJoin('person as p', 'p.id', 'c.person_id')
		.select(['c.id', 'c.role', 'c.title', 'c.words', 'c.created_at', 'c.person_id'])
		.select(['o.name as organisation', 'o.slug', 'p.name', 'p.email'])
		.where('c.decided_at', 'is', null)
		.$if(organisationId !== null, (query) => query.where('c.organisation_id', '=', organisationId!))
		.orderBy('c.created_at')
		.limit(200)
		.execute();
	const files = await listFiles(
		ctx.db,
		PROOF,
		rows.map((row) => row.id)
	);
	return rows.map((row) => ({
		id: row.id,
		organisation: row.organisation,
		slug: row.slug,
		name: row.name,
		email: row.email,
		role: row.role as MembershipRole,
		title: row.title,
		words: row.words,
		madeAt: row.created_at,
		own: row.person_id === ctx.actor.personId,
		files: files.filter((file) => file.subject_id === row.id).map(({ id, name }) => ({ id, name }))
	}));
}
