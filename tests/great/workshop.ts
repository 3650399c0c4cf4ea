import { at } from '../../demo/clock.ts';
import type { Journey } from './journey.ts';
import type { Person } from './person.ts';
import { openWork, passGate, weeksPass } from './work.ts';

const titleOf = (journey: Journey) => ({
	text: journey.say('Vad händer efter skolan?', 'What comes after school?')
});

/** The facilitator plans it, and chooses whom to invite from the directory. */
export async function planWorkshop(journey: Journey): Promise<void> {
	const researcher = await journey.person('researcher');
	await openWork(journey, researcher);
	await researcher.follow('workshops.kind.name');
	await researcher.follow('workshops.list.new');
	await researcher.fill([
		['workshops.field.title', titleOf(journey).text],
		['workshops.field.starts', at(4, '13:00')],
		['workshops.field.ends', at(4, '16:00')],
		['workshops.field.place', journey.say('Biblioteket', 'The library')]
	]);
	await researcher.findsNoBarriers();
	await researcher.press('workshops.new.button');
	await researcher.press('workshops.publish.button');
	await researcher.check(/Kedjan/, /Tranås/);
	await researcher.findsNoBarriers();
	await researcher.press('workshops.invite.button');
}

/** Those invited sign up by the link in their mail; somebody who knows the matter from within has no account. */
export async function signUpForWorkshop(journey: Journey): Promise<Person> {
	const social = await journey.person('social');
	await social.visit(await journey.mailbox.link(social.email, '/workshops/'));
	await social.findsNoBarriers();
	await social.press('workshops.register.button');
	await social.sees('workshops.mine.place');
	for (const role of ['official', 'researcher'] as const) {
		const person = await journey.person(role);
		await person.menu('common.menu.meetings');
		await person.follow(titleOf(journey));
		await person.press('workshops.register.button');
	}
	const young = await journey.stranger('Milo Vik', 'milo@example.org');
	await young.visit(`/${journey.lang}/meetings`);
	await young.follow(titleOf(journey));
	await young.fill([
		['workshops.reg.name', young.name],
		['workshops.reg.email', young.email]
	]);
	await young.check('workshops.as.lived-experience');
	await young.press('workshops.register.button');
	return young;
}

/** In the room: a code on the wall, two notes from a phone, read by the facilitator before they are shown. */
export async function captureInsights(journey: Journey, young: Person): Promise<void> {
	const researcher = await journey.person('researcher');
	await openWork(journey, researcher);
	await researcher.follow('workshops.kind.name');
	await researcher.follow(titleOf(journey));
	await researcher.follow(journey.opens('workshops.step.capture.action'));
	await researcher.press('insights.room.open');
	await researcher.findsNoBarriers();
	const code = await researcher.page.locator('.code-big').innerText();
	await young.menu('common.menu.meetings');
	await young.follow('insights.code.have');
	await young.fill([['insights.code.label', code]]);
	await young.press('insights.code.button');
	await young.findsNoBarriers();
	for (const words of notes(journey)) {
		await young.fill([['insights.field.words', words]]);
		await young.click('insights.capture.button');
		await young.seesAnywhere('insights.flash.taken');
	}
	await researcher.page.reload();
	await researcher.press('insights.room.release-all');
}

const notes = (journey: Journey) => [
	journey.say('Ingen ringde när jag slutade skolan', 'Nobody rang when I left school'),
	journey.say('Bussen går inte dit jobben finns', 'The bus does not go where the jobs are')
];

/** Afterwards: who came, what was agreed, and what was heard, resting on the notes. */
export async function tellWhatWasHeard(journey: Journey): Promise<void> {
	await weeksPass(journey, 1);
	const researcher = await journey.person('researcher');
	await openWork(journey, researcher);
	await researcher.follow('workshops.kind.name');
	await researcher.follow(titleOf(journey));
	await researcher.follow(journey.opens('workshops.step.attendance.action'));
	await researcher.check(/Milo/, /Omar/, /Ragnar/, /Sanna/);
	await researcher.press('workshops.attendance.button');
	await researcher.findsNoBarriers();
	await researcher.follow('workshops.step.minutes.action');
	await researcher.fill([
		['workshops.minutes.field', journey.say('Någon måste ringa först.', 'Somebody must ring first.')]
	]);
	await researcher.press('workshops.minutes.save');
	await researcher.press('workshops.minutes.share.button');
	await researcher.follow('insights.kind.name');
	await changeAll(journey, researcher, 'insights.act.tag');
	await changeAll(journey, researcher, 'insights.act.cite');
	await researcher.findsNoBarriers();
	await researcher.follow('insights.list.summary');
	await researcher.fill([
		[
			'insights.summary.field',
			journey.say('De unga vill bli uppringda.', 'Young people would like somebody to ring them.')
		]
	]);
	await researcher.press('insights.summary.save');
	await researcher.press('insights.summary.publish');
	await passGate(journey);
}

async function changeAll(
	journey: Journey,
	person: Person,
	act: 'insights.act.tag' | 'insights.act.cite'
): Promise<void> {
	for (const words of notes(journey)) await person.check(new RegExp(words));
	await person.select('insights.bulk.label', act);
	if (act === 'insights.act.tag') await person.select('insights.bulk.theme', 'theme.work-integration');
	await person.press('insights.bulk.button');
}
