import type { Value } from '#capabilities/calls/answer-rules.ts';
import { disclosure } from '../disclosure.ts';
import { answer, rfi, sumUpRfi } from '../rfi.ts';
import { next, type Run } from '../steps.ts';
import type { World } from '../world.ts';

/** The request for information, its three answers, and somebody who asks to read them. */
export async function request(world: World, run: Run): Promise<void> {
	const call = await rfi(world, run, {
		title: ['Hur når man den som inte kommer?', 'How do you reach someone who does not come?'],
		background: [
			'Vi har frågat dem som uteblivit. Nu frågar vi er som kanske redan når dem. Upphandlingen har inte börjat.',
			'We have asked those who stayed away. Now we ask you who may already reach them. The procurement has not begun.'
		],
		desiredEffect: [
			'Fler kommer på ett första samtal och vill komma tillbaka.',
			'More people come to a first talk and want to come back.'
		],
		targetGroup: ['Vuxna i fem områden där få kommer.', 'Adults in five areas where few come.'],
		notSought: ['Kampanjer och kallelser.', 'Campaigns and letters.'],
		next: [
			'Om svaren visar att lösningar behöver utvecklas gör vi en förkommersiell upphandling.',
			'If the answers show that solutions need to be developed, we run a pre-commercial procurement.'
		],
		contact: { name: 'Karin Almgren', email: 'karin.almgren@exempel.se' },
		questions: [
			{
				kind: 'long',
				required: true,
				minutes: 6,
				label: [
					'Hur skulle ni få fler att komma en första gång?',
					'How would you get more people to come a first time?'
				]
			},
			{
				kind: 'yes-no',
				minutes: 2,
				label: ['Finns lösningen redan på marknaden?', 'Does the solution exist on the market already?']
			},
			{
				kind: 'number',
				minutes: 2,
				label: ['Hur många kan ni möta på ett år?', 'How many can you meet in a year?'],
				unit: ['personer', 'persons']
			}
		],
		questionsIn: 10,
		answersIn: 24
	});
	const said = (text: string, people: string): (Value | undefined)[] => [
		{ kind: 'text', text },
		undefined,
		{ kind: 'text', text: people }
	];
	await answer(
		world,
		run,
		call,
		'yusuf',
		'hogland',
		said('Hälsovägledare som bor i området ringer, på språket man talar hemma, och följer med.', '400')
	);
	await answer(
		world,
		run,
		call,
		'tore',
		'byabuss',
		said('Hälsobussen stannar vid bygdegården. Samtalet sker ombord eller vid kaffebordet.', '650')
	);
	await answer(
		world,
		run,
		call,
		'malin',
		'kyrkan',
		said('Vi har redan förtroendet. Lägg samtalet hos oss.', '180')
	);
	await world.pass(run.id, 35);
	await sumUpRfi(
		world,
		run,
		call,
		[
			'Tre svar. Alla bygger på en person man känner. Ingen färdig lösning finns för hela länet.',
			'Three answers. All build on a person one knows. No ready solution exists for the whole county.'
		],
		[
			'Vi går vidare med en upphandling i faser, där fler får pröva.',
			'We go on with a procurement in phases, where several get to try.'
		]
	);
	await disclosure(world, run, call);
	await next(world, run, 'rfi');
}
