export type MembershipRole = 'member' | 'representative' | 'decision-maker';
export type PlatformRole = 'process-leader' | 'administrator';

export interface ActorMembership {
	organisationId: string;
	organisationName: string;
	organisationSlug: string;
	role: MembershipRole;
	/** Held today in another's place. */
	substitute: boolean;
}

/** Who is asking. A visitor has no personId. */
export interface Actor {
	personId: string | null;
	name: string | null;
	email: string | null;
	sessionId: string | null;
	memberships: readonly ActorMembership[];
	/** 'administrator' is present only during a timed, logged elevation. */
	platformRoles: readonly PlatformRole[];
	/** May ask for elevation. */
	mayElevate: boolean;
	/** The session has shown its second factor. */
	secondFactor: boolean;
}

export const VISITOR: Actor = Object.freeze({
	personId: null,
	name: null,
	email: null,
	sessionId: null,
	memberships: [],
	platformRoles: [],
	mayElevate: false,
	secondFactor: false
});

export function isSignedIn(actor: Actor): actor is Actor & { personId: string; name: string; email: string } {
	return actor.personId !== null;
}

export function hasPlatformRole(actor: Actor, role: PlatformRole): boolean {
	return actor.platformRoles.includes(role);
}

const RANK: Record<MembershipRole, number> = { member: 1, representative: 2, 'decision-maker': 3 };

/** True when the actor holds at least this role in the organisation (decision-maker > representative > member). */
export function hasRoleIn(actor: Actor, organisationId: string, atLeast: MembershipRole = 'member'): boolean {
	return actor.memberships.some((m) => m.organisationId === organisationId && RANK[m.role] >= RANK[atLeast]);
}
