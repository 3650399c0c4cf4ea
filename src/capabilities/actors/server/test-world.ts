import { actorFor, createPerson } from '#capabilities/identity/index.ts';
import type { MembershipRole } from '#platform/access/index.ts';
import { systemContext, type Context } from '#platform/server/context.ts';
import type { Db } from '#platform/server/db/index.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { createForm, type OrganisationInput } from '../form.ts';
import { createOrganisation } from './organisations.ts';

/** For tests: people, and contexts that act as them with the memberships they have at that moment. */
export function testWorld(db: Db) {
	loadMessages();
	const person = (name: string, email = `${name.toLowerCase().replace(/\W/g, '.')}@exempel.se`) =>
		db.transaction().execute((tx) => createPerson(tx, { name, email, emailVerified: true }));

	const as = async (personId: string): Promise<Context> =>
		systemContext({ db, actor: (await actorFor(db, personId)) ?? undefined });

	const leader = async (): Promise<Context> => {
		const id = await person('Processledare', `leder.${crypto.randomUUID()}@exempel.se`);
		await db.insertInto('platform_role').values({ person_id: id, role: 'process-leader' }).execute();
		return as(id);
	};

	const organisation = async (ctx: Context, change: Partial<OrganisationInput> = {}) =>
		createOrganisation(ctx, { ...input(), ...change });

	const member = async (organisationId: string, name: string, role: MembershipRole = 'member') => {
		const id = await person(name);
		const row = { person_id: id, organisation_id: organisationId, role };
		const { id: membershipId } = await db
			.insertInto('membership')
			.values(row)
			.returning('id')
			.executeTakeFirstOrThrow();
		if (role !== 'member') {
			const claimed = { claimed_at: new Date() };
			await db.updateTable('organisation').set(claimed).where('id', '=', organisationId).execute();
		}
		return { id, membershipId };
	};

	return { person, as, leader, organisation, member, visitor: systemContext({ db }) };
}

let counter = 0;

/** A form well filled in, with a name of its own. */
export function input(change: Record<string, unknown> = {}): OrganisationInput {
	counter += 1;
	return createForm.parse({
		name: `Föreningen Brobyggarna ${counter}`,
		sector: 'civil-society',
		municipality: '1280',
		about: 'Vi möter unga på deras egna villkor.',
		themes: ['rights-of-the-child'],
		targetGroups: ['young-people'],
		...change
	});
}
