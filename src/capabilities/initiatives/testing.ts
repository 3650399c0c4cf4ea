import { randomUUID } from 'node:crypto';
import type { MembershipRole, PlatformRole } from '#platform/access/index.ts';
import type { Lang } from '#platform/i18n/index.ts';
import { systemContext, type Context } from '#platform/server/context.ts';
import type { Db } from '#platform/server/db/index.ts';
import { actorFor } from '#capabilities/identity/index.ts';
import { ensureMethods, methodVersion } from '#capabilities/methods/index.ts';
import type { TeamRole } from './form.ts';
import { startInitiative } from './server/start.ts';

// What tests need before they can begin. Only tests import this file.

export interface MadeOrganisation {
	id: string;
	name: string;
	slug: string;
}

export async function makeOrganisation(
	db: Db,
	options: { name?: string; sector?: string; municipality?: string; county?: string } = {}
): Promise<MadeOrganisation> {
	const name = options.name ?? `Kommunen ${randomUUID().slice(0, 8)}`;
	return db
		.insertInto('organisation')
		.values({
			name,
			slug: `org-${randomUUID()}`,
			sector: options.sector ?? 'public',
			municipality: options.municipality ?? null,
			county: options.county ?? options.municipality?.slice(0, 2) ?? null
		})
		.returning(['id', 'name', 'slug'])
		.executeTakeFirstOrThrow();
}

export interface PersonOptions {
	name?: string;
	email?: string;
	lang?: Lang;
	member?: { organisationId: string; role?: MembershipRole }[];
	platform?: PlatformRole[];
	/** Has shown the second factor; true when left out. */
	secondFactor?: boolean;
}

/** A person with memberships and roles, and a context in which they act. */
export async function makePerson(db: Db, options: PersonOptions = {}): Promise<{ id: string; ctx: Context }> {
	const { id } = await db
		.insertInto('person')
		.values({
			name: options.name ?? 'Prova Provsson',
			email: options.email ?? `${randomUUID()}@example.org`,
			lang: options.lang ?? 'sv'
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	for (const { organisationId, role } of options.member ?? []) {
		await db
			.insertInto('membership')
			.values({ person_id: id, organisation_id: organisationId, role: role ?? 'member' })
			.execute();
	}
	for (const role of options.platform ?? [])
		await db.insertInto('platform_role').values({ person_id: id, role }).execute();
	return { id, ctx: await contextFor(db, id, options) };
}

/** A fresh context for a person: take a new one after changing their roles. */
export async function contextFor(
	db: Db,
	personId: string,
	options: { lang?: Lang; secondFactor?: boolean; platform?: PlatformRole[] } = {}
): Promise<Context> {
	const elevated = options.platform?.includes('administrator') ?? false;
	const actor = await actorFor(db, personId, { secondFactor: options.secondFactor, elevated });
	return systemContext({ db, actor: actor!, lang: options.lang ?? 'sv' });
}

/** A context of nobody in particular. */
export function visitor(db: Db, lang: Lang = 'sv'): Context {
	return systemContext({ db, lang });
}

export interface MadeInitiative {
	id: string;
	slug: string;
	organisation: MadeOrganisation;
	/** Coordinates it, and is a member of the owner. */
	coordinator: { id: string; ctx: Context };
	/** Decides for the owner, with second factor. */
	decider: { id: string; ctx: Context };
}

/** A started initiative with owner, coordinator and decision-maker. */
export async function makeInitiative(
	db: Db,
	options: {
		title?: string;
		summary?: string;
		organisation?: MadeOrganisation;
		published?: boolean;
		/** Moves it to this phase without passing gates. */
		phase?: string;
		themes?: string[];
		municipality?: string;
		method?: string;
	} = {}
): Promise<MadeInitiative> {
	await ensureMethods(db);
	const organisation = options.organisation ?? (await makeOrganisation(db));
	const member = (role: MembershipRole) => [{ organisationId: organisation.id, role }];
	const coordinator = await makePerson(db, { name: 'Kim Samordnare', member: member('member') });
	const decider = await makePerson(db, { name: 'Bo Beslutare', member: member('decision-maker') });
	const { id, slug } = await startInitiative(coordinator.ctx, {
		organisationId: organisation.id,
		title: options.title ?? 'Hur når vi unga i tid?',
		summary: options.summary,
		themes: options.themes ?? ['rights-of-the-child'],
		municipality: options.municipality,
		method: options.method
	});
	if (options.published || options.phase) {
		await db
			.updateTable('initiative')
			.set({
				...(options.published ? { published_at: new Date() } : {}),
				...(options.phase ? { current_phase: options.phase } : {})
			})
			.where('id', '=', id)
			.execute();
	}
	if (options.phase) await passBefore(db, id, options.phase);
	return { id, slug, organisation, coordinator, decider };
}

/** As if every phase before this one had been gone through. */
async function passBefore(db: Db, id: string, phase: string): Promise<void> {
	const { definition } = await methodVersionOf(db, id);
	const keys = definition.phases.map(({ key }) => key);
	const before = keys.slice(0, Math.max(keys.indexOf(phase), 0));
	if (before.length === 0) return;
	await db
		.updateTable('initiative_phase')
		.set({ entered_at: new Date(), passed_at: new Date() })
		.where('initiative_id', '=', id)
		.where('phase', 'in', before)
		.execute();
}

async function methodVersionOf(db: Db, id: string) {
	const run = await db
		.selectFrom('initiative')
		.select('method_version_id')
		.where('id', '=', id)
		.executeTakeFirstOrThrow();
	return methodVersion(db, run.method_version_id);
}

/** Adds a person to the team in a role and gives a context for them. */
export async function makeTeamMember(
	db: Db,
	initiativeId: string,
	role: TeamRole,
	options: PersonOptions = {}
): Promise<{ id: string; ctx: Context }> {
	const person = await makePerson(db, options);
	await db
		.insertInto('team_member')
		.values({ initiative_id: initiativeId, person_id: person.id, role })
		.execute();
	return person;
}
