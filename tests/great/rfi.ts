import type { Journey } from './journey.ts';
import { openWork, passGate, weeksPass } from './work.ts';

/** The official asks widely: a draft that begins with what is known, a few questions, and deadlines. */
export async function publishRfi(journey: Journey): Promise<void> {
	const official = await journey.person('official');
	await openWork(journey, official);
	await official.follow('rfi.kind');
	await official.press('rfi.list.begin');
	await official.follow(journey.opens('rfi.overview.texts'));
	await official.fill([
		[
			'rfi.part.next',
			journey.say('I februari berättar vi vad vi hörde.', 'In February we tell what we heard.')
		]
	]);
	await official.press('rfi.save');
	await official.follow(journey.opens('rfi.overview.questions'));
	await official.check('rfi.bank.approach', 'rfi.bank.cost');
	await official.findsNoBarriers();
	await official.press('rfi.bank.button');
	await official.follow('rfi.back');
	await official.follow(journey.opens('rfi.overview.deadlines'));
	await official.press('rfi.save');
	await official.follow('rfi.overview.publish');
	await official.findsNoBarriers();
	await official.press('rfi.publish.button');
	await official.sees('rfi.tab.enquiries');
}

/** Somebody asks, without being seen to ask; the answer is everybody's. */
export async function askAndAnswerToAll(journey: Journey): Promise<void> {
	const [official, social] = [await journey.person('official'), await journey.person('social')];
	await social.visit();
	await social.follow('home.offer');
	await social.follow(journey.question);
	await social.findsNoBarriers();
	await social.follow('rfi.page.ask');
	await social.fill([['rfi.ask.text', question(journey)]]);
	await social.press('rfi.ask.button');
	await official.follow('rfi.tab.enquiries');
	await official.sees({ text: question(journey) });
	await official.seesNot(/Sanna|Kedjan/);
	await official.fill([['rfi.enquiries.answer', journey.say('Ja, gärna.', 'Yes, please do.')]]);
	await official.press('rfi.enquiries.save');
	await official.press('rfi.enquiries.release');
	await social.page.reload();
	await social.sees({ text: question(journey) });
}

const question = (journey: Journey) =>
	journey.say('Får flera svara tillsammans?', 'May several answer together?');

/** The social enterprise answers, having seen who will see what. */
export async function answerRfi(journey: Journey): Promise<void> {
	const social = await journey.person('social');
	await social.follow('rfi.page.begin');
	await social.fill([
		[
			journey.opens('rfi.bank.approach'),
			journey.say('Vi ringer upp, tre gånger om det behövs.', 'We ring, three times if need be.')
		],
		[journey.opens('rfi.bank.cost'), '45000']
	]);
	await social.findsNoBarriers();
	await social.press('rfi.answer.preview');
	await social.findsNoBarriers();
	await social.check('rfi.send.listed', /Kedjan/);
	await social.press('rfi.send.button');
}

/** After the deadline the answers can be read; what was heard is told to all. */
export async function tellWhatRfiGave(journey: Journey): Promise<void> {
	await weeksPass(journey, 7);
	const official = await journey.person('official');
	await official.follow('rfi.tab.answers');
	await official.sees({ text: 'Kedjan arbetskooperativ' });
	await official.findsNoBarriers();
	await official.follow('rfi.tab.summary');
	await official.fill([
		[
			'rfi.summary.heard',
			journey.say('Alla säger samma sak: att ringa hjälper.', 'All say the same: that ringing helps.')
		],
		['rfi.summary.changes', journey.say('Vi söker uppsökande arbete.', 'We look for outreach.')]
	]);
	await official.press('rfi.summary.save');
	await official.press('rfi.summary.publish.button');
	await passGate(journey);
}
