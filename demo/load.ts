import type { Db } from '#platform/server/db/index.ts';
import { publishDue } from '#capabilities/ocds/index.ts';
import { methodsFromBefore } from './clock.ts';
import { addGottsunda } from './gottsunda.ts';
import { addJonkoping } from './jonkoping.ts';
import { addNorrkoping } from './norrkoping.ts';
import { addOrganisations } from './organisations.ts';
import { addLeader, addPeople, addRegistrar } from './people.ts';
import { addTomelilla } from './tomelilla.ts';
import { World } from './world.ts';

/**
 * The demo world: three places where the model was tried, at three stages, and one finished initiative. All of
 * it is entered through the services, as people would; only the clock is helped along (clock.ts).
 */
export default async function loadDemo({
	db,
	progress
}: {
	db: Db;
	progress: (text: string) => void;
}): Promise<void> {
	const world = new World(db);
	progress('people and organisations');
	await addLeader(world);
	await addOrganisations(world);
	await addPeople(world);
	await addRegistrar(world);
	progress('Norrköping: from challenge to three years of measurements');
	await addNorrkoping(world);
	progress('Region Jönköping: procurement in phases');
	await addJonkoping(world);
	progress('Tomelilla: a request for information is out');
	await addTomelilla(world);
	progress('Gottsunda: the challenge is decided, a workshop is coming');
	await addGottsunda(world);
	await methodsFromBefore(db);
	progress('what is public of contracting, as releases');
	await publishDue(db);
}
