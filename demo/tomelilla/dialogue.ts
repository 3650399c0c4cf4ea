import { insights } from '../insights.ts';
import { next, type Run } from '../steps.ts';
import { held, workshop } from '../workshop.ts';
import type { World } from '../world.ts';
import { HEARD } from './heard.ts';

/** Two workshops, one in the village school and one digital, and what was heard. */
export async function dialogue(world: World, run: Run): Promise<void> {
	const first = await workshop(world, run, {
		title: ['Vad händer innan någon slår larm?', 'What happens before anyone raises the alarm?'],
		about: [
			'En eftermiddag i byskolan. Vi ritar ett barns vecka och markerar var vuxna finns.',
			'An afternoon in the village school. We draw a child’s week and mark where there are adults.'
		],
		agenda: [
			'13:00 Välkomna\n13:20 Ett barns vecka\n15:00 Fika\n15:20 Vad saknas?',
			'13:00 Welcome\n13:20 A child’s week\n15:00 Coffee\n15:20 What is lacking?'
		],
		inDays: 20,
		from: '13:00',
		to: '16:00',
		placeName: 'Byskolan i Onslunda',
		address: 'Skolvägen 3, Onslunda',
		capacity: 30,
		organisations: ['osterlen', 'fritid', 'bryggan', 'ungkraft', 'mau', 'msi', 'lsv', 'snaptive'],
		lived: 6
	});
	await world.pass(run.id, 28);
	await held(world, run, first, [
		'Fjorton personer från fem sektorer, sex av dem med egen erfarenhet. Avstånden återkom vid varje bord. Fritidsledarna hade mest att berätta.',
		'Fourteen people from five sectors, six of them with experience of their own. The distances came back at every table. The youth workers had the most to tell.'
	]);
	const second = await workshop(world, run, {
		title: ['Från hela landet: hur gör ni?', 'From all over the country: what do you do?'],
		about: [
			'Digital verkstad med kommuner och forskare som arbetat med samma fråga.',
			'A digital workshop with municipalities and researchers who have worked on the same question.'
		],
		agenda: [
			'09:00 Tre exempel\n10:00 I grupper\n11:30 Vad tar vi med oss?',
			'09:00 Three examples\n10:00 In groups\n11:30 What do we bring?'
		],
		inDays: 18,
		from: '09:00',
		to: '12:00',
		placeName: 'Digitalt',
		form: 'digital',
		link: 'https://exempel.se/mote',
		capacity: 60,
		organisations: ['skelleftea', 'haninge', 'oru', 'rise', 'lst-skane', 'malmo', 'funkis'],
		lived: 2
	});
	await world.pass(run.id, 28);
	await held(world, run, second, [
		'Tre kommuner berättade. Det som fungerat har börjat där barnen redan är.',
		'Three municipalities told their stories. What worked began where the children already are.'
	]);
	await insights(world, run, first, HEARD, [
		'Vi hörde tre saker gång på gång.\n\n**Avståndet är problemet.** Bra verksamhet finns, men den går inte att ta sig till.\n\n**De som ser det först har ingen att ringa.** Tränare, fritidsledare och mormödrar märker tidigt.\n\n**Orden stänger dörrar.** Utredning och anmälan gör att familjer drar sig undan. Ett öppet kök gör det inte.',
		'We heard three things again and again.\n\n**The distance is the problem.** Good activities exist, but there is no way to get there.\n\n**Those who see it first have nobody to call.** Coaches, youth workers and grandmothers notice early.\n\n**Words close doors.** Inquiry and report make families withdraw. An open kitchen does not.'
	]);
	await world.pass(run.id, 14);
	await next(world, run, 'dialogue');
}
