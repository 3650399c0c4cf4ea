import { giveRole } from '#capabilities/actors/index.ts';
import { createPerson, grantFromConsole } from '#capabilities/identity/index.ts';
import { nameRegistrar } from '#capabilities/records/index.ts';
import { PEOPLE, type Entry } from './personas.ts';
import { both, type World } from './world.ts';

const email = (name: string) =>
	`${name.toLowerCase().replace(/[åä]/g, 'a').replace(/ö/g, 'o').replace(/é/g, 'e').replace(/\s+/g, '.')}@exempel.se`;

/** Process leader first: somebody has to enter the organisations. */
export async function addLeader(world: World): Promise<void> {
	for (const key of ['leo', 'ada'])
		await addPerson(
			world,
			PEOPLE.find((one) => one.key === key)!
		);
	await grantFromConsole(world.db, {
		email: email('Leo Vikström'),
		role: 'process-leader',
		node: 'Malmö'
	} as Parameters<typeof grantFromConsole>[1]);
	await grantFromConsole(world.db, { email: email('Ada Rosén'), role: 'administrator' } as Parameters<
		typeof grantFromConsole
	>[1]);
}

export async function addPeople(world: World): Promise<void> {
	for (const entry of PEOPLE) if (!world.people.has(entry.key)) await addPerson(world, entry);
	for (const entry of PEOPLE) {
		for (const [organisation, role, title] of entry.member ?? []) {
			await world.db.transaction().execute((tx) =>
				giveRole(tx, {
					organisationId: world.org(organisation).id,
					personId: world.person(entry.key),
					role,
					title
				})
			);
		}
	}
}

/** Who keeps the register, named by whoever decides. */
export async function addRegistrar(world: World): Promise<void> {
	const { slug } = world.org('jonkoping');
	await nameRegistrar(await world.as('birgit'), slug, { personId: world.person('rut') });
}

async function addPerson(world: World, entry: Entry): Promise<void> {
	const persona = entry.persona && {
		key: entry.key,
		position: PEOPLE.indexOf(entry),
		role: both(entry.persona.role),
		about: both(entry.persona.about)
	};
	const id = await world.db.transaction().execute((tx) =>
		createPerson(tx, {
			name: entry.name,
			email: email(entry.name),
			lang: entry.lang,
			emailVerified: true,
			persona
		})
	);
	world.people.set(entry.key, id);
}
