import { insights, type Heard } from '../insights.ts';
import { challenge, next, type Run } from '../steps.ts';
import { held, workshop } from '../workshop.ts';
import type { World } from '../world.ts';

const HEARD: Heard[] = [
	{
		kind: 'obstacle',
		scope: 'local',
		theme: 'equal-health',
		words: [
			'Inbjudan når fram men ingen kommer. Brevet ser ut som en räkning.',
			'The invitation arrives but nobody comes. The letter looks like a bill.'
		],
		alike: ['Jag öppnar inte brev från regionen.']
	},
	{
		kind: 'need',
		scope: 'local',
		theme: 'equal-health',
		words: ['Någon som följer med första gången.', 'Someone who comes along the first time.'],
		alike: ['Om grannen hade gått med hade jag gått.', 'Ensam går jag inte dit.']
	},
	{
		kind: 'observation',
		scope: 'national',
		theme: 'equal-health',
		words: [
			'De som behöver hälsosamtalet mest bokar av mest.',
			'Those who need the health talk most cancel most.'
		]
	},
	{
		kind: 'idea',
		scope: 'local',
		theme: 'loneliness',
		words: [
			'Lägg hälsosamtalet på bygdegården samma kväll som bingon.',
			'Put the health talk in the village hall, on the same evening as the bingo.'
		]
	},
	{
		kind: 'obstacle',
		scope: 'local',
		theme: 'mobility',
		words: [
			'Vårdcentralen stängde och bussen slutade gå samma år.',
			'The health centre closed and the bus stopped in the same year.'
		]
	},
	{
		kind: 'question',
		scope: 'national',
		theme: 'equal-health',
		words: [
			'Får en förening ringa upp den som uteblivit?',
			'May an association call someone who did not turn up?'
		]
	},
	{
		kind: 'need',
		scope: 'local',
		theme: 'migration-and-establishment',
		words: [
			'Säg det på tigrinja, på telefon, av någon jag känner.',
			'Say it in Tigrinya, on the phone, by someone I know.'
		]
	}
];

/** The challenge as it was decided. */
export async function need(world: World, run: Run): Promise<void> {
	await challenge(world, run, {
		texts: {
			problem: [
				'Alla i länet bjuds in till hälsosamtal. I vissa områden kommer färre än var tredje, och det är där ohälsan är störst. Våra kallelser fungerar för dem som redan litar på oss.',
				'Everyone in the county is invited to a health talk. In some areas fewer than one in three come, and that is where ill-health is greatest. Our invitations work for those who already trust us.'
			],
			whom: [
				'Vuxna mellan fyrtio och sjuttio i områden där få kommer på hälsosamtal.',
				'Adults between forty and seventy in areas where few come to health talks.'
			],
			change: [
				'Dubbelt så många i de fem områdena kommer på ett första samtal, och hälften kommer tillbaka.',
				'Twice as many in the five areas come to a first talk, and half of them come back.'
			],
			local: [
				'Fem områden på Höglandet och i Värnamo. Två vårdcentraler har stängt de senaste fem åren.',
				'Five areas in Höglandet and Värnamo. Two health centres have closed in the last five years.'
			],
			national: [
				'Ojämlik hälsa finns i hela landet. Riktade hälsosamtal provas av flera regioner.',
				'Unequal health exists in the whole country. Several regions try targeted health talks.'
			],
			tried: [
				'Påminnelser med sms, längre öppettider och en kampanj på bussar.',
				'Reminders by text message, longer hours and a campaign on buses.'
			],
			notSought: ['En ny kampanj eller en ny kallelse.', 'A new campaign or a new letter.'],
			constraints: ['Journaluppgifter lämnar inte regionen.', 'Health records do not leave the region.']
		},
		figures: [
			{
				text: [
					'29 procent kom på hälsosamtal i de fem områdena, mot 61 i länet.',
					'29 per cent came to a health talk in the five areas, against 61 in the county.'
				],
				source: 'Regionens statistik, n = 4 180'
			}
		],
		budgetMinor: 6_000_000_00,
		decision: { body: 'Nämnden för folkhälsa och sjukvård', paragraph: '42', diaryNumber: 'RJL 2025/3391' }
	});
	await world.pass(run.id, 42);
	await next(world, run, 'need');
}

/** A workshop in the village hall, and what was heard. */
export async function dialogue(world: World, run: Run): Promise<void> {
	const meeting = await workshop(world, run, {
		title: ['Vad skulle få dig att komma?', 'What would make you come?'],
		about: [
			'Vi ses i bygdegården. De som inte har kommit är dem vi helst vill höra.',
			'We meet in the village hall. Those who have not come are those we most want to hear.'
		],
		agenda: [
			'15:00 Fika\n15:30 Vad hände när kallelsen kom?\n17:00 Idéer',
			'15:00 Coffee\n15:30 What happened when the invitation came?\n17:00 Ideas'
		],
		inDays: 21,
		from: '15:00',
		to: '18:00',
		placeName: 'Bodafors bygdegård',
		capacity: 50,
		langs: ['sv', 'ti', 'ar'],
		organisations: ['hogland', 'rorelse', 'halsolots', 'kyrkan', 'byabuss', 'ju', 'kii', 'lsv'],
		lived: 11
	});
	await world.pass(run.id, 28);
	await held(world, run, meeting, [
		'Nitton personer, elva med egen erfarenhet. Rädslan för att få veta något var större än vi trott.',
		'Nineteen people, eleven with experience of their own. The fear of being told something was greater than we had thought.'
	]);
	await insights(world, run, meeting, HEARD, [
		'Få sa att de inte bryr sig om sin hälsa. Många sa att de inte vill gå ensamma, att brevet skrämmer och att det är långt.\n\nDet som skulle få dem att komma var nästan alltid **en människa de känner**.',
		'Few said that they do not care about their health. Many said that they do not want to go alone, that the letter frightens them and that it is far.\n\nWhat would make them come was almost always **a person they know**.'
	]);
	await world.pass(run.id, 7);
	await next(world, run, 'dialogue');
}
