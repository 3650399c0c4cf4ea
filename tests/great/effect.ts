import { day } from '../../demo/clock.ts';
import type { Journey } from './journey.ts';
import { openWork, passGate, weeksPass } from './work.ts';

export const indicatorOf = (journey: Journey) => ({
	text: journey.say('Andel med något att gå till', 'Share with something to go to')
});

/** Before anything is done: what is measured, where it starts, and where it should go. */
export async function recordBaseline(journey: Journey): Promise<void> {
	const official = await journey.person('official');
	await openWork(journey, official);
	await official.follow('effects.kind');
	await official.press('effects.begin');
	await official.findsNoBarriers();
	await official.follow('effects.indicator.new');
	await official.fill([
		['effects.indicator.name', indicatorOf(journey).text],
		['effects.indicator.source', journey.say('Aktivitetsansvarets register', 'The municipal register')]
	]);
	await official.check('effects.unit.share', 'effects.direction.up');
	await official.findsNoBarriers();
	await official.press('effects.save');
	await official.fill([
		['effects.measure.from', day(-430)],
		['effects.measure.to', day(-70)],
		['effects.measure.value', '30'],
		['effects.measure.n', '180']
	]);
	await official.press('effects.save');
	await official.fill([
		['effects.target.value', '50'],
		['effects.target.by', day(600)]
	]);
	await official.press('effects.target.set');
	await official.press('effects.indicator.publish');
}

/** A year later: a figure with its n, what came of it, and lessons for others. */
export async function measureEffect(journey: Journey): Promise<void> {
	await weeksPass(journey, 52);
	const official = await journey.person('official');
	await openWork(journey, official);
	await official.follow(journey.opens('effects.kind'));
	await official.follow(indicatorOf(journey));
	await official.check('effects.measure.kind.measurement');
	await official.fill([
		['effects.measure.from', day(-330)],
		['effects.measure.to', day(-5)],
		['effects.measure.value', '45'],
		['effects.measure.n', '160']
	]);
	await official.press('effects.save');
	await official.sees({ text: '160' });
	await official.findsNoBarriers();
	await passGate(journey);
}

/** What was learned is published for others; then the journey is over. */
export async function publishLesson(journey: Journey): Promise<void> {
	const official = await journey.person('official');
	await official.follow('spread.kind');
	await official.fill([
		['spread.lesson.title', lessonOf(journey).text],
		[
			'spread.lesson.body',
			journey.say('Den som svarar på tredje försöket stannar.', 'Who answers at the third attempt, stays.')
		]
	]);
	await official.check('spread.lesson.kind.worked');
	await official.findsNoBarriers();
	await official.press('spread.lesson.save');
	await official.press(new RegExp(`^${journey.t('spread.lesson.publish')}`));
	await official.seesAnywhere('spread.lesson.published');
}

export const lessonOf = (journey: Journey) => ({
	text: journey.say('Ring tre gånger', 'Ring three times')
});
