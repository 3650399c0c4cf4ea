import type { Value } from '#capabilities/calls/answer-rules.ts';
import { checkAllBut } from './check.ts';
import { insights, type Heard } from './insights.ts';
import { disclosure } from './disclosure.ts';
import { answer, rfi, sumUpRfi } from './rfi.ts';
import { challenge, next, startRun } from './steps.ts';
import { held, workshop } from './workshop.ts';
import { addDivided } from './divided.ts';
import { framework, open, score, tender } from './tender.ts';
import type { World } from './world.ts';

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

/** The procurement's first phase: four tenders are opened and being assessed. */
export async function addJonkoping(world: World): Promise<void> {
	const run = await startRun(world, {
		organisation: 'jonkoping',
		lead: 'karin',
		decider: 'birgit',
		title: ['Folkhälsa för dem vi inte når', 'Public health for those we do not reach'],
		summary: [
			'Inbjudan når fram men få kommer. Vad skulle få fler att vilja?',
			'The invitation arrives but few come. What would make more people want to?'
		],
		county: '06',
		placeName: 'Höglandet och Värnamo',
		themes: ['equal-health', 'loneliness', 'migration-and-establishment'],
		team: [
			['olof', 'procurement-officer'],
			['nils', 'opener'],
			['frida', 'evaluator'],
			['samir', 'evaluator']
		],
		budgetMinor: 6_000_000_00
	});
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
	const made = await framework(world, run, 'olof', {
		title: ['Första steget till hälsosamtal', 'The first step to a health talk'],
		aim: [
			'Vi söker sätt att få människor som inte kommer i dag att vilja komma, och komma tillbaka. Ni väljer hur. Vi betalar för att ni utvecklar och prövar.',
			'We look for ways to make people who do not come today want to come, and come back. You choose how. We pay you to develop and try it.'
		],
		notSought: [
			'Kampanjer, kallelser och system som kräver journaluppgifter.',
			'Campaigns, letters and systems that need health records.'
		],
		iprTerms: [
			'Ni äger det ni utvecklar. Regionen får använda det fritt i länet, och andra regioner på skäliga villkor.',
			'You own what you develop. The region may use it freely in the county, and other regions on fair terms.'
		],
		priceTerms: [
			'Priset ska vara lägre än om regionen ensam fick rättigheterna.',
			'The price must be lower than if the region alone got the rights.'
		],
		laterPurchase: [
			'Ett senare inköp görs i en egen upphandling. Den som varit med här har inget företräde.',
			'A later purchase is made in a procurement of its own. Those who took part here have no precedence.'
		],
		exemption: {
			researchReason:
				'Det är inte känt vad som får dem som uteblir att komma. Arbetssätten behöver utvecklas och prövas med målgruppen.',
			sharingReason: 'Leverantörerna behåller rättigheterna och står för en del av kostnaden.',
			marketReason: 'RFI:n gav tre svar. Inget av dem finns färdigt för hela länet.',
			officialName: 'Olof Brandt',
			officialTitle: 'upphandlare'
		},
		phases: [
			{
				kind: 'design',
				name: ['Utforma', 'Design'],
				work: [
					'Utforma arbetssättet med dem det gäller. Tre månader.',
					'Design the way of working with those it concerns. Three months.'
				],
				success: [
					'Minst tjugo personer ur målgruppen har format förslaget.',
					'At least twenty people of the target group have shaped the proposal.'
				],
				places: 3,
				kronor: 900_000,
				perSupplier: 300_000,
				startsIn: 70,
				endsIn: 160
			},
			{
				kind: 'prototype',
				name: ['Pröva i liten skala', 'Try on a small scale'],
				work: ['Pröva i ett område. Sex månader.', 'Try it in one area. Six months.'],
				success: [
					'Trettio personer har kommit på ett första samtal.',
					'Thirty people have come to a first talk.'
				],
				places: 2,
				kronor: 1_600_000,
				perSupplier: 800_000,
				startsIn: 190,
				endsIn: 370
			},
			{
				kind: 'test',
				name: ['Fältprov', 'Field test'],
				work: [
					'Pröva i alla fem områden, med mätning. Ett år.',
					'Try it in all five areas, with measurement. One year.'
				],
				success: ['Dubbelt så många kommer som året innan.', 'Twice as many come as the year before.'],
				places: 1,
				kronor: 2_500_000,
				perSupplier: 2_500_000,
				startsIn: 400,
				endsIn: 765
			}
		],
		criteria: [
			{
				name: ['Tillit', 'Trust'],
				description: ['Varför skulle målgruppen vilja komma?', 'Why would the target group want to come?'],
				weight: 40,
				levels: [
					['Saknas.', 'Missing.'],
					['Allmänna ord.', 'General words.'],
					['Beskrivet, men utan belägg.', 'Described, without evidence.'],
					['Belagt med egen erfarenhet.', 'Shown by own experience.'],
					['Belagt, och format av målgruppen.', 'Shown, and shaped by the target group.']
				]
			},
			{
				name: ['Genomförande', 'Delivery'],
				description: [
					'Hur går det till, vem gör vad, vad kan gå fel?',
					'How is it done, who does what, what can go wrong?'
				],
				weight: 35,
				levels: [
					['Saknas.', 'Missing.'],
					['Vag plan.', 'A vague plan.'],
					['Rimlig plan.', 'A reasonable plan.'],
					['Plan med risker och ansvar.', 'A plan with risks and responsibilities.'],
					['Plan som redan har prövats i delar.', 'A plan already tried in parts.']
				]
			}
		],
		decision: {
			body: 'Nämnden för folkhälsa och sjukvård',
			by: 'Birgit Sandell',
			paragraph: '88',
			diaryNumber: 'RJL 2026/774'
		},
		requirement: {
			statement: [
				'Vi har arbetat med människor i något av de fem områdena i minst ett år.',
				'We have worked with people in one of the five areas for at least a year.'
			],
			proof: [
				'En kort beskrivning och en kontaktperson, i anbudet.',
				'A short description and a contact person, in the tender.'
			]
		},
		questionsIn: 18,
		tendersIn: 30,
		holders: ['olof', 'nils', 'sofia']
	});
	const a = await tender(world, made, 'yusuf', 'hogland', {
		name: 'Vägvisare hemma',
		answers: [
			'Våra vägledare bor i området och talar tolv språk. Förra året följde de 140 personer till vården, efter att ha ringt först.',
			'Varje vägledare har tio hushåll. Vi ringer, fikar, följer med. Risken är att vägledaren slutar; därför är de alltid två.'
		],
		kronor: [195_000, 620_000, 1_900_000]
	});
	const b = await tender(world, made, 'tore', 'byabuss', {
		name: 'Hälsobussen stannar hos dig',
		answers: [
			'Bussen är känd i bygden. Folk kommer för kaffet och stannar för samtalet.',
			'Två turer i veckan, fasta hållplatser. Chauffören är värd.'
		],
		kronor: [240_000, 700_000, 2_200_000]
	});
	const c = await tender(world, made, 'linnea', 'halsolots', {
		name: 'Lotsa rätt',
		answers: [
			'En tjänst som bokar åt den som inte själv gör det, efter ett samtal med en människa.',
			'Vi bygger på en tjänst som finns, lägger till telefon och språk.'
		],
		kronor: [285_000, 760_000, 2_450_000]
	});
	const d = await tender(world, made, 'malin', 'kyrkan', {
		name: 'Samtalet vid matbordet',
		answers: [
			'De kommer redan till oss för att äta. Samtalet sker vid bordet, med en sköterska som är där varje vecka.',
			'En sköterska, en värd, samma dag varje vecka. Vi börjar i två lokaler.'
		],
		kronor: [210_000, 540_000, 1_700_000],
		owesTaxes: 'Vi hade en skuld efter en felräknad arbetsgivaravgift. Den är betald med ränta.'
	});
	const divided = await addDivided(world, run);
	await open(world, made, 'rehearsal', 'olof', 'nils');
	await world.pass(run.id, 35);
	await open(world, made, 'opening', 'olof', 'nils');
	// Its first lot only: the second waits for two with their keys.
	await open(world, divided, 'opening', 'olof', 'nils');
	await checkAllBut(world, made, 'olof', {
		tenderId: d,
		by: 'malin',
		question: 'Ni skriver att ni har haft en skatteskuld. Visa att den är betald.',
		answer:
			'Vi räknade fel på en arbetsgivaravgift i våras. Skulden betalades den 3 oktober, med ränta, och nu räknar två personer oberoende av varandra.'
	});
	const scores = (rows: [string, [number, string][], string?][]) =>
		rows.map(([tenderId, given, conflict]) => ({ tenderId, scores: given, conflict }));
	await score(
		world,
		made,
		'olof',
		'frida',
		scores([
			[
				a,
				[
					[4, 'Belagt med 140 personer och språk som saknas hos oss.'],
					[3, 'Tydlig plan. Vikarier är en öppen fråga.']
				]
			],
			[
				b,
				[
					[3, 'Förtroendet är visat, men inte i alla fem områden.'],
					[3, 'Fasta turer, rimlig plan.']
				]
			],
			[
				c,
				[
					[2, 'Samtalet först är bra. Erfarenheten av målgruppen saknas.'],
					[3, 'Tydlig plan som bygger på en tjänst i drift.']
				]
			],
			[
				d,
				[
					[4, 'Målgruppen är redan där och har format upplägget.'],
					[2, 'Två lokaler räcker inte långt, det säger de själva.']
				]
			]
		]),
		true
	);
	await score(
		world,
		made,
		'olof',
		'samir',
		scores([
			[
				a,
				[
					[4, 'Vägledare som bor i området är just det vi hörde.'],
					[4, 'Alltid två, och redan prövat.']
				]
			],
			[
				b,
				[
					[3, 'Känd i bygden.'],
					[2, 'Vad händer när bussen går sönder?']
				]
			],
			[
				c,
				[
					[2, 'Bra tanke, inget belägg från vår målgrupp.'],
					[3, 'Genomtänkt.']
				]
			],
			[d, [], 'Min syster arbetar där.']
		]),
		false
	);
}
