import type { MessageKey } from '#platform/i18n/index.ts';
import { day } from '../../demo/clock.ts';
import { confirmWithCode } from './arrive.ts';
import type { Journey, Role } from './journey.ts';
import { openWork, passGate } from './work.ts';

/** The official starts the initiative for the municipality, with the innovation model. */
export async function startInitiative(journey: Journey): Promise<void> {
	const official = await journey.person('official');
	await official.menu('common.menu.challenges');
	await official.findsNoBarriers();
	await official.follow('initiatives.start.title');
	await official.findsNoBarriers();
	await official.fill([
		['initiatives.start.title-field', journey.question.text],
		[
			'initiatives.start.summary',
			journey.say(
				'Var tionde ung vuxen har inget att gå till. Vi vill att fler hittar en egen väg vidare.',
				'One young adult in ten has nothing to go to. We want more of them to find a way of their own.'
			)
		]
	]);
	await official.select('initiatives.start.municipality', { text: 'Tranås' });
	await official.check('theme.work-integration');
	await official.press('initiatives.start.button');
	await official.sees(journey.question);
	const [run] = await journey.query('select id from initiative');
	journey.initiativeId = run!.id!;
}

/** Ragnar leads the workshops, and will open and score tenders; Ylva scores too; Omar runs the procurement. */
export async function gatherTeam(journey: Journey): Promise<void> {
	const official = await journey.person('official');
	await official.follow('initiatives.work.team');
	await invite(journey, 'researcher', 'initiatives.role.facilitator');
	await invite(journey, 'researcher', 'initiatives.role.opener');
	await invite(journey, 'researcher', 'initiatives.role.evaluator');
	await invite(journey, 'leader', 'initiatives.role.evaluator');
	await official.select('initiatives.team.colleague', { text: official.name });
	await official.check('initiatives.role.procurement-officer');
	await official.press('initiatives.team.button');
	await official.findsNoBarriers();
	await official.follow('initiatives.work.overview');
}

/** Somebody from elsewhere, by their address; they answer for themselves. */
async function invite(journey: Journey, role: Role, as: MessageKey): Promise<void> {
	const [official, person] = [await journey.person('official'), await journey.person(role)];
	await official.fill([['initiatives.team.email', person.email]]);
	await official.check(as);
	await official.press('initiatives.team.button');
	await person.visit(await journey.mailbox.link(person.email, '/my/invitations'));
	await person.press(['initiatives.invitations.yes-label', { title: journey.question.text }]);
}

/** The official puts words to it, page by page; the form leads from one to the next. */
export async function wordChallenge(journey: Journey): Promise<void> {
	const official = await journey.person('official');
	const { say } = journey;
	await official.follow(journey.opens('challenges.next.write'));
	await official.fill([
		[
			'challenges.field.problem',
			say('Ingen frågar de unga som inte syns.', 'Nobody asks those whom nobody sees.')
		],
		['challenges.field.whom', say('Omkring 180 personer, 18–24 år.', 'About 180 people aged 18 to 24.')],
		[
			'challenges.field.change',
			say('Hälften har något att gå till inom ett år.', 'Half have something to go to within a year.')
		]
	]);
	await official.press('challenges.write.save-next');
	await official.fill([
		['challenges.figures.text', say('Elva procent av de unga', 'Eleven per cent of the young')],
		['challenges.figures.source', 'SCB']
	]);
	await official.press('challenges.write.save-next');
	await official.fill([
		[
			'challenges.field.local',
			say('Närmaste gymnasium ligger fyra mil bort.', 'The nearest college is 40 km away.')
		],
		[
			'challenges.field.tried',
			say('Feriejobb, för dem som redan syns.', 'Summer jobs, for those already seen.')
		]
	]);
	await official.press('challenges.write.save-next');
	await official.fill([
		['challenges.field.notSought', say('En app till.', 'One more app.')],
		['challenges.field.budget', '2 000 000']
	]);
	await official.press('challenges.write.save');
	await official.findsNoBarriers();
}

/** The committee has decided; its chair records that, with date and diary number, and the official publishes. */
export async function approveChallenge(journey: Journey): Promise<void> {
	const decider = await journey.person('decider');
	await openWork(journey, decider);
	await decider.follow(journey.opens('challenges.next.decide'));
	await confirmWithCode(decider);
	await decider.fill([
		['challenges.decide.body', journey.say('Arbetsmarknadsnämnden', 'The employment committee')],
		['challenges.decide.date', day(-1)],
		['challenges.decide.paragraph', '§ 71'],
		['challenges.decide.diary', 'AMN 2026-118']
	]);
	await decider.findsNoBarriers();
	await decider.press('challenges.decide.button');
	await decider.sees({ text: 'AMN 2026-118' });
	const official = await journey.person('official');
	await openWork(journey, official);
	await official.follow(journey.opens('challenges.next.publish'));
	await official.press('challenges.desk.publish');
	await passGate(journey);
}
