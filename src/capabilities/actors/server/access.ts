import { sql } from 'kysely';
import {
	authorize,
	can,
	definePermission,
	hasPlatformRole,
	hasRoleIn,
	isSignedIn,
	type Actor,
	type MembershipRole,
	type Permission
} from '#platform/access/index.ts';
import { notFound } from '#platform/errors/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Place } from '#platform/places/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import type { LinkLine, Sector } from '../form.ts';

/** An organisation with what access needs to know. The number of a sole trader is not in it. */
export interface Organisation extends Place {
	id: string;
	slug: string;
	name: string;
	sector: Sector;
	/** For readers, `556016-0680`; null where there is none or it may not be shown. */
	orgNumber: string | null;
	soleTrader: boolean;
	about: LocalText | null;
	offers: LocalText | null;
	needs: LocalText | null;
	themes: string[];
	targetGroups: string[];
	website: string | null;
	links: LinkLine[];
	/** Someone has been approved to speak for it. */
	claimedAt: Date | null;
	hiddenAt: Date | null;
	createdBy: string | null;
	createdAt: Date;
	updatedAt: Date;
	/** Changes with every edit, to the microsecond. */
	version: string;
}

const steers = (actor: Actor) =>
	hasPlatformRole(actor, 'process-leader') || hasPlatformRole(actor, 'administrator');
const isMember = (actor: Actor, org: Organisation) => hasRoleIn(actor, org.id);
const represents = (actor: Actor, org: Organisation) => hasRoleIn(actor, org.id, 'representative');

/** Listed ones are everybody's; hidden ones are known to their members and to process leaders. */
export const viewOrganisation = definePermission<Organisation>('organisation.view', (actor, org) =>
	!org.hiddenAt || isMember(actor, org) || steers(actor) ? null : 'error.not-found'
);

export const createOrganisation = definePermission<null>('organisation.create', (actor) =>
	isSignedIn(actor) ? null : 'error.sign-in'
);

/** Its representatives; until there is one, whoever entered it and process leaders. */
export const editOrganisation = definePermission<Organisation>('organisation.edit', (actor, org) => {
	if (represents(actor, org) || hasPlatformRole(actor, 'administrator')) return null;
	if (org.claimedAt) return 'actors.access.edit';
	return isMember(actor, org) || hasPlatformRole(actor, 'process-leader') ? null : 'actors.access.edit';
});

export const hideOrganisation = definePermission<Organisation>('organisation.hide', (actor) =>
	steers(actor) ? null : 'actors.access.leader'
);

export const claimOrganisation = definePermission<Organisation>('organisation.claim', (actor) =>
	isSignedIn(actor) ? null : 'error.sign-in'
);

/** Those who may speak for it already, and process leaders who check the proof. */
export const decideClaim = definePermission<Organisation>('organisation.decide-claim', (actor, org) =>
	represents(actor, org) || steers(actor) ? null : 'actors.access.decide'
);

export const viewMembers = definePermission<Organisation>('organisation.view-members', (actor, org) =>
	isMember(actor, org) || steers(actor) ? null : 'actors.access.members'
);

/** Inviting, roles, ending. A substitute keeps the work going but does not change who belongs. */
export const manageMembers = definePermission<Organisation>('organisation.manage-members', (actor, org) =>
	ownRole(actor, org.id, 'representative') || hasPlatformRole(actor, 'administrator')
		? null
		: 'actors.access.manage'
);

/** Work that stays inside: drafts belong to the organisation. */
export const draftForOrganisation = definePermission<Organisation>('organisation.draft', (actor, org) =>
	isMember(actor, org) ? null : 'actors.access.members'
);

/** Sending in, withdrawing, signing: only for claimed organisations, by those who may speak for them. */
export const actForOrganisation = definePermission<Organisation>('organisation.act', (actor, org) => {
	if (!isMember(actor, org)) return 'actors.access.members';
	return org.claimedAt && represents(actor, org) ? null : 'actors.access.act';
});

export const importOrganisations = definePermission<null>('organisation.import', (actor) =>
	steers(actor) ? null : 'actors.access.leader'
);

export const decideClaims = definePermission<null>('organisation.decide-claims', (actor) =>
	steers(actor) ? null : 'actors.access.leader'
);

/** The actor's own role (not one lent to them), if it is at least this. */
export function ownRole(
	actor: Actor,
	organisationId: string,
	atLeast: MembershipRole
): MembershipRole | null {
	const own = actor.memberships.filter((m) => !m.substitute && m.organisationId === organisationId);
	const found = hasRoleIn({ ...actor, memberships: own }, organisationId, atLeast);
	return found ? own[0]!.role : null;
}

/**
 * The only way from a URL to an organisation: not-found for hidden ones, forbidden with the reason otherwise.
 * @param permission what the caller is about to do; viewing by default
 */
export async function accessOrganisation(
	ctx: Context,
	slug: string,
	permission: Permission<Organisation> = viewOrganisation
): Promise<Organisation> {
	ctx.access.decided = true;
	const org = await findOrganisation(ctx.db, { slug });
	if (!org || !can(ctx.actor, viewOrganisation, org)) throw notFound();
	authorize(ctx, permission, org);
	return org;
}

/** As accessOrganisation, for records that know their organisation by id. */
export async function accessOrganisationById(
	ctx: Context,
	id: string,
	permission: Permission<Organisation> = viewOrganisation
): Promise<Organisation> {
	ctx.access.decided = true;
	const org = await findOrganisation(ctx.db, { id });
	if (!org || !can(ctx.actor, viewOrganisation, org)) throw notFound();
	authorize(ctx, permission, org);
	return org;
}

/** Reads one organisation without asking who wants it: for services that have decided already. */
export async function findOrganisation(
	db: DbOrTx,
	by: { slug: string } | { id: string }
): Promise<Organisation | null> {
	const row = await db
		.selectFrom('organisation')
		.select(ORGANISATION)
		.where('slug' in by ? 'slug' : 'id', '=', 'slug' in by ? by.slug : by.id)
		.executeTakeFirst();
	return row ? toOrganisation(row) : null;
}

const ORGANISATION = [
	'id',
	'slug',
	'name',
	'sector',
	'sole_trader as soleTrader',
	'country',
	'municipality',
	'county',
	'region',
	'about',
	'offers',
	'needs',
	'themes',
	'target_groups as targetGroups',
	'website',
	'links',
	'claimed_at as claimedAt',
	'hidden_at as hiddenAt',
	'created_by as createdBy',
	'created_at as createdAt',
	'updated_at as updatedAt',
	sql<string>`updated_at::text`.as('version'),
	// Never read for a sole trader, so that it cannot leak further on.
	sql<string | null>`case when sole_trader then null when org_number ~ '^[0-9]{10}$'
		then left(org_number, 6) || '-' || right(org_number, 4) else org_number end`.as('orgNumber')
] as const;

function toOrganisation(row: Record<string, unknown>): Organisation {
	return {
		...(row as unknown as Organisation),
		about: toText(row.about),
		offers: toText(row.offers),
		needs: toText(row.needs)
	};
}
