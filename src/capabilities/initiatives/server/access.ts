import { sql } from 'kysely';
import {
	authorize,
	can,
	definePermission,
	hasPlatformRole,
	hasRoleIn,
	isSignedIn,
	type Actor,
	type Permission
} from '#platform/access/index.ts';
import { notFound } from '#platform/errors/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import { texts, uuids } from '#platform/server/db/lists.ts';
import { askedTogether } from '#platform/server/db/together.ts';
import type { TeamRole } from '../form.ts';

export { TEAM_ROLES, type TeamRole } from '../form.ts';

/** An initiative with what access needs to know about the asker. */
export interface Initiative {
	id: string;
	slug: string;
	title: LocalText;
	summary: LocalText | null;
	organisationId: string;
	organisationName: string;
	organisationSlug: string;
	methodVersionId: string;
	currentPhase: string;
	municipality: string | null;
	county: string | null;
	placeName: string | null;
	themes: string[];
	budgetMinor: number | null;
	currency: string;
	publishedAt: Date | null;
	closedAt: Date | null;
	closedAs: 'finished' | 'stopped' | null;
	updatedAt: Date;
	/** The asker's roles in the team. */
	roles: TeamRole[];
}

/** What the rules need to know of an initiative. */
export type Standing = Pick<Initiative, 'organisationId' | 'publishedAt' | 'roles'>;

const inTeam = (actor: Actor, run: Standing) => isSignedIn(actor) && run.roles.length > 0;
const hasTeamRole = (run: Standing, ...roles: TeamRole[]) => run.roles.some((role) => roles.includes(role));
const leads = (actor: Actor, run: Standing) =>
	hasTeamRole(run, 'coordinator') ||
	hasPlatformRole(actor, 'process-leader') ||
	hasPlatformRole(actor, 'administrator');

/** Published ones are everybody's; drafts belong to the team and to the owner's members. */
export const viewInitiative = definePermission<Standing>('initiative.view', (actor, run) =>
	run.publishedAt || inTeam(actor, run) || leads(actor, run) || hasRoleIn(actor, run.organisationId)
		? null
		: 'error.not-found'
);

/** The working pages: plans, tasks, drafts. */
export const workInInitiative = definePermission<Standing>('initiative.work', (actor, run) =>
	inTeam(actor, run) || leads(actor, run) || hasRoleIn(actor, run.organisationId) ? null : 'error.forbidden'
);

/** Tasks and dates: everybody who works in it, not those who only read. */
export const planInitiative = definePermission<Standing>('initiative.plan', (actor, run) =>
	leads(actor, run) ||
	hasRoleIn(actor, run.organisationId, 'representative') ||
	run.roles.some((role) => role !== 'reader')
		? null
		: 'error.forbidden'
);

export const editInitiative = definePermission<Standing>('initiative.edit', (actor, run) =>
	leads(actor, run) || hasTeamRole(run, 'editor') || hasRoleIn(actor, run.organisationId, 'representative')
		? null
		: 'error.forbidden'
);

/** Team, gates, method, publication. */
export const leadInitiative = definePermission<Standing>('initiative.lead', (actor, run) =>
	leads(actor, run) || hasRoleIn(actor, run.organisationId, 'representative') ? null : 'error.forbidden'
);

/** Workshops and insights. */
export const facilitateInitiative = definePermission<Standing>('initiative.facilitate', (actor, run) =>
	leads(actor, run) || hasTeamRole(run, 'facilitator', 'editor') ? null : 'error.forbidden'
);

/** Requests for information, procurement, agreements. */
export const procureForInitiative = definePermission<Standing>('initiative.procure', (actor, run) =>
	leads(actor, run) || hasTeamRole(run, 'procurement-officer') ? null : 'error.forbidden'
);

/** Formal decisions of the owner. Callers also require the second factor. */
export const decideForInitiative = definePermission<Standing>('initiative.decide', (actor, run) =>
	hasRoleIn(actor, run.organisationId, 'decision-maker') ? null : 'error.forbidden'
);

/**
 * The only way from a URL to an initiative. Answers not-found for what the asker may not know of, forbidden
 * for what they may see but not do. @param permission what the caller is about to do; viewing by default
 */
export async function accessInitiative(
	ctx: Context,
	slug: string,
	permission: Permission<Initiative> = viewInitiative
): Promise<Initiative> {
	ctx.access.decided = true;
	const run = await findForActor(ctx, 'slug', slug);
	if (!run || !can(ctx.actor, viewInitiative, run)) throw notFound();
	authorize(ctx, permission, run);
	return run;
}

/** As accessInitiative, for records that know their initiative by id. */
export async function accessInitiativeById(
	ctx: Context,
	id: string,
	permission: Permission<Initiative> = viewInitiative
): Promise<Initiative> {
	ctx.access.decided = true;
	const run = await findForActor(ctx, 'id', id);
	if (!run || !can(ctx.actor, viewInitiative, run)) throw notFound();
	authorize(ctx, permission, run);
	return run;
}

async function findForActor(ctx: Context, column: 'slug' | 'id', value: string): Promise<Initiative | null> {
	const found = await initiatives(ctx.db, JSON.stringify([column, value, ctx.actor.personId]));
	return found ?? null;
}

type Asked = ['slug' | 'id', string, string | null];

interface Row extends Omit<Initiative, 'title' | 'summary'> {
	title: unknown;
	summary: unknown;
	place: number;
}

/** Each with the roles of whoever asks. Asked anew every time; those who ask at the same moment share the query. */
const initiatives = askedTogether<Initiative>(async (db, keys) => {
	const asked = keys.map((key) => JSON.parse(key) as Asked);
	const of = (column: Asked[0]) => asked.map(([by, value]) => (by === column ? value : null));
	const { rows } = await sql<Row>`
		select a.place::int, i.id, i.slug, i.title, i.summary, i.organisation_id as "organisationId",
			o.name as "organisationName", o.slug as "organisationSlug", i.method_version_id as "methodVersionId",
			i.current_phase as "currentPhase", i.municipality, i.county, i.place_name as "placeName", i.themes,
			i.budget_minor as "budgetMinor", i.currency, i.published_at as "publishedAt", i.closed_at as "closedAt",
			i.closed_as as "closedAs", i.updated_at as "updatedAt",
			array(select m.role from team_member m
				where m.initiative_id = i.id and m.person_id = a.person and m.ended_at is null) as roles
		from unnest(${texts(of('slug'))}, ${uuids(of('id'))}, ${uuids(asked.map(([, , person]) => person))})
			with ordinality as a(slug, id, person, place)
		cross join lateral (select * from initiative i where i.slug = a.slug
			union all select * from initiative i where i.id = a.id) i
		join organisation o on o.id = i.organisation_id`.execute(db);
	return new Map(
		rows.map(({ place, ...row }) => [
			keys[place - 1]!,
			{ ...row, title: toText(row.title)!, summary: toText(row.summary) }
		])
	);
});
