import { openDb } from '#platform/server/db/index.ts';
import { passDays } from '../../demo/clock.ts';
import type { Journey } from './journey.ts';
import type { Person } from './person.ts';

/** From anywhere to the initiative's working pages, by way of *my work*. */
export async function openWork(journey: Journey, person: Person): Promise<void> {
	await person.menu('common.my-page');
	await person.follow(journey.question);
}

/** The official sees on the overview that everything is in place, and takes the initiative to the next phase. */
export async function passGate(journey: Journey): Promise<void> {
	const official = await journey.person('official');
	await openWork(journey, official);
	await official.findsNoBarriers();
	await official.press(new RegExp(`^${journey.t('initiatives.overview.pass', { phase: '' }).trim()}`));
	await official.sees('initiatives.phase.heading');
}

/** Whole weeks go by for the initiative, in the one way that the demo world uses too. */
export async function weeksPass(journey: Journey, weeks: number): Promise<void> {
	const db = openDb(journey.app.databaseUrl!, 2);
	try {
		await passDays(db, journey.initiativeId, weeks * 7);
	} finally {
		await db.destroy();
	}
}
