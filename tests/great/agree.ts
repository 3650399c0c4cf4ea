import { day } from '../../demo/clock.ts';
import { indicatorOf } from './effect.ts';
import type { Journey } from './journey.ts';
import type { Person } from './person.ts';
import { openWork, passGate } from './work.ts';

/** The agreement begins with the award, gets a part that is paid for results, is signed by both and published. */
export async function signAgreement(journey: Journey): Promise<void> {
	const official = await journey.person('official');
	await openWork(journey, official);
	await official.follow('agreements.kind');
	await official.follow(journey.opens('agreements.awards.write'));
	await official.sees({ text: 'Kedjan arbetskooperativ' });
	await official.findsNoBarriers();
	await official.press('agreements.save');
	await payForResults(journey, official);
	for (const party of [journey.municipality, 'Kedjan arbetskooperativ']) {
		await official.follow('agreements.task.sign');
		const task = official.within((main) => main.locator('#task'));
		await task.select('agreements.sign.who', { text: party });
		await task.fill([['agreements.sign.when', day(0)]]);
		await task.press('agreements.save');
	}
	await official.press('agreements.publish');
	await official.findsNoBarriers();
}

async function payForResults(journey: Journey, official: Person): Promise<void> {
	await official.follow('agreements.task.outcome');
	const task = official.within((main) => main.locator('#task'));
	await task.select('agreements.outcome.indicator', indicatorOf(journey));
	await task.fill([
		[
			'agreements.outcome.terms',
			journey.say('Alla i åldern 18–24 i registret.', 'All aged 18 to 24 in the register.')
		],
		['agreements.outcome.threshold', '35'],
		['agreements.outcome.target', '50'],
		['agreements.outcome.price', '10 000'],
		['agreements.outcome.cap', '100 000'],
		['agreements.outcome.measured-by', day(500)]
	]);
	await task.check('agreements.outcome.basis.unit');
	await task.press('agreements.save');
}

/** A milestone is agreed and reached; a payment is planned and made. */
export async function payForMilestone(journey: Journey): Promise<void> {
	const official = await journey.person('official');
	const task = official.within((main) => main.locator('#task'));
	const milestone = journey.say('Tio unga är nådda', 'Ten young people are reached');
	await official.follow('agreements.task.milestone');
	await task.fill([
		['agreements.milestone.title', milestone],
		['agreements.milestone.due-on', day(30)]
	]);
	await task.press('agreements.save');
	await official.follow('agreements.task.plan');
	await task.check('agreements.kind.milestone');
	await task.select('agreements.payment.milestone', { text: milestone });
	await task.fill([
		['agreements.payment.planned-on', day(30)],
		['agreements.payment.planned', '320 000']
	]);
	await task.press('agreements.save');
	await official.follow(journey.opens('agreements.milestone.settle'));
	await task.check('agreements.milestone.met');
	await task.fill([['agreements.milestone.settled-on', day(0)]]);
	await task.press('agreements.save');
	await official.follow(journey.opens('agreements.payment.record'));
	await task.fill([
		['agreements.payment.paid-on', day(0)],
		['agreements.payment.paid-amount', '320 000']
	]);
	await task.press('agreements.save');
	await official.sees(/320[\s\u00a0]000|320,000/);
	await passGate(journey);
}
