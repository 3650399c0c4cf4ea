import { askEnquiry } from '#capabilities/calls/index.ts';
import { addTask } from '#capabilities/initiatives/index.ts';
import { day } from './clock.ts';
import { insights, type Heard } from './insights.ts';
import { answer, rfi } from './rfi.ts';
import { challenge, next, startRun } from './steps.ts';
import { held, workshop } from './workshop.ts';
import type { World } from './world.ts';

const HEARD: Heard[] = [
	{
		kind: 'need',
		scope: 'local',
		theme: 'rights-of-the-child',
		words: [
			'Bussen går två gånger om dagen. Då spelar det ingen roll hur bra verksamheten är.',
			'The bus runs twice a day. Then it does not matter how good the activity is.'
		],
		alike: [
			'Det finns ingen buss hem från träningen.',
			'Vi bor fyra mil från närmaste öppna förskola.',
			'Utan bil kommer vi ingenstans.'
		]
	},
	{
		kind: 'obstacle',
		scope: 'local',
		theme: 'rights-of-the-child',
		words: [
			'Fritidsledare ser det först, men har ingen att ringa.',
			'Youth workers see it first, but have nobody to call.'
		],
		alike: ['Tränaren märker när något är fel men vet inte vem man säger det till.']
	},
	{
		kind: 'idea',
		scope: 'national',
		theme: 'schooling',
		words: [
			'Andra kommuner betalar per familj som är kvar efter ett år.',
			'Other municipalities pay per family that is still there after a year.'
		]
	},
	{
		kind: 'need',
		scope: 'local',
		theme: 'mental-health',
		words: [
			'Någon att prata med på kvällen, inte en tid om sex veckor.',
			'Someone to talk to in the evening, not an appointment in six weeks.'
		],
		alike: ['När det krisar är det alltid efter fem.']
	},
	{
		kind: 'observation',
		scope: 'local',
		theme: 'rights-of-the-child',
		words: [
			'Mormödrar håller ihop mer än vi tror. De är aldrig med på mötena.',
			'Grandmothers hold more together than we think. They are never at the meetings.'
		]
	},
	{
		kind: 'obstacle',
		scope: 'national',
		theme: 'mental-health',
		words: [
			'Så fort det heter utredning drar sig familjen undan.',
			'As soon as it is called an inquiry the family withdraws.'
		],
		alike: ['Ordet orosanmälan stänger dörren.']
	},
	{
		kind: 'idea',
		scope: 'local',
		theme: 'rights-of-the-child',
		words: [
			'Öppet kök på fredagar i byskolan. Ingen ska behöva förklara varför de kommer.',
			'An open kitchen on Fridays in the village school. Nobody should have to explain why they come.'
		]
	},
	{
		kind: 'question',
		scope: 'national',
		theme: 'schooling',
		words: [
			'Vem äger frågan när barnet är friskt, går i skolan och ändå mår dåligt?',
			'Who owns the question when the child is healthy, goes to school and still feels bad?'
		]
	},
	{
		kind: 'need',
		scope: 'local',
		theme: 'mental-health',
		words: [
			'Unga vill prata med unga, inte med en kurator som byts ut varje termin.',
			'Young people want to talk with young people, not with a counsellor who is replaced every term.'
		]
	},
	{
		kind: 'observation',
		scope: 'local',
		theme: 'schooling',
		words: [
			'De som slutar komma till skolan slutade komma till träningen ett halvår tidigare.',
			'Those who stop coming to school stopped coming to training six months before.'
		]
	}
];

/** Two workshops held, the summary is out, and now everybody is asked. */
export async function addTomelilla(world: World): Promise<void> {
	const run = await startRun(world, {
		organisation: 'tomelilla',
		lead: 'maja',
		decider: 'gunnar',
		title: [
			'Hur når vi barn och unga innan problemen växer?',
			'How do we reach children and young people before the problems grow?'
		],
		summary: [
			'Förebyggande insatser som familjer själva vill ha, i en kommun där avstånden är långa.',
			'Early support that families themselves want, in a municipality where distances are long.'
		],
		municipality: '1270',
		themes: ['rights-of-the-child', 'mental-health', 'schooling'],
		budgetMinor: 2_400_000_00
	});
	await challenge(world, run, {
		texts: {
			problem: [
				'Stödet kommer ofta först när skolan eller socialtjänsten slår larm. Då har det gått flera år. Vi söker sätt att möta familjer tidigare, i vardagen, utan att det känns som en utredning.',
				'Support often comes only when school or social services raise the alarm. By then several years have passed. We look for ways to meet families earlier, in everyday life, without it feeling like an inquiry.'
			],
			whom: [
				'Barn mellan sex och sexton år och deras familjer, särskilt i byarna utanför tätorten.',
				'Children between six and sixteen and their families, most of all in the villages outside the town.'
			],
			change: [
				'Familjer söker själva upp stöd, tidigt, och barnen stannar kvar i skola och fritid.',
				'Families seek support themselves, early, and the children stay in school and leisure.'
			],
			voices: [
				'Föräldrar vi talat med säger att de visste långt innan någon annan. De visste bara inte vart de skulle gå.',
				'Parents we talked with say that they knew long before anybody else. They only did not know where to go.'
			],
			local: [
				'Sex av tio barn bor utanför tätorten. Fritidsgårdar och familjecentral ligger i tätorten.',
				'Six children in ten live outside the town. Youth centres and the family centre are in the town.'
			],
			national: [
				'Många små kommuner har samma avstånd och samma tunna stöd.',
				'Many small municipalities have the same distances and the same thin support.'
			],
			tried: [
				'En familjecentral med korta öppettider och ett projekt med hembesök som tog slut när pengarna gjorde det.',
				'A family centre with short hours, and a project with home visits that ended when the money did.'
			],
			notSought: [
				'Ännu en kartläggning. En app utan människor.',
				'Yet another survey. An app without people.'
			],
			constraints: [
				'Ska fungera utan bil. Sekretess mellan skola och socialtjänst gäller som i dag.',
				'It must work without a car. Secrecy between school and social services stays as it is.'
			]
		},
		figures: [
			{
				text: [
					'I snitt tre år går från första oro till första stöd.',
					'Three years on average pass from first concern to first support.'
				],
				source: 'Genomgång av 38 ärenden'
			},
			{
				text: [
					'62 procent av barnen bor utanför tätorten.',
					'62 per cent of the children live outside the town.'
				],
				source: 'Kommunens befolkningsregister'
			}
		],
		budgetMinor: 2_400_000_00,
		decision: { body: 'Kommunstyrelsen', paragraph: '17', diaryNumber: 'KS 2026/112' }
	});
	await world.pass(run.id, 28);
	await next(world, run, 'need');
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
	const call = await rfi(world, run, {
		title: ['Stöd som kommer i tid, där familjerna bor', 'Support in time, where the families live'],
		background: [
			'Vi har lyssnat på familjer, föreningar och kommuner. Nu vill vi veta vad som finns, vad som går att pröva och vad det kostar, innan vi bestämmer hur vi går vidare. Upphandlingen har inte börjat.',
			'We have listened to families, associations and municipalities. Now we want to know what exists, what could be tried and what it costs, before we decide how to go on. The procurement has not begun.'
		],
		desiredEffect: [
			'Familjer söker själva stöd tidigt, och barnen stannar kvar i skola och fritid.',
			'Families seek support early, and the children stay in school and leisure.'
		],
		targetGroup: [
			'Barn sex till sexton år i byarna, och deras familjer.',
			'Children of six to sixteen in the villages, and their families.'
		],
		notSought: [
			'Färdiga utredningsmetoder och digitala tjänster utan människor.',
			'Ready-made inquiry methods, and digital services without people.'
		],
		next: [
			'Vi läser alla svar, berättar öppet vad vi hört och bestämmer under våren om det blir en förkommersiell upphandling.',
			'We read all answers, tell openly what we heard and decide in the spring whether to begin a pre-commercial procurement.'
		],
		contact: { name: 'Maja Lindqvist', email: 'maja.lindqvist@exempel.se' },
		questions: [
			{
				kind: 'long',
				required: true,
				minutes: 5,
				label: [
					'Hur skulle ni möta familjer innan någon slagit larm?',
					'How would you meet families before anyone has raised the alarm?'
				]
			},
			{
				kind: 'long',
				required: true,
				minutes: 4,
				label: [
					'Hur når ni dem som bor utan bil i byarna?',
					'How do you reach those who live in the villages without a car?'
				]
			},
			{
				kind: 'yes-no',
				minutes: 2,
				label: ['Har det prövats? Var, och hur gick det?', 'Has it been tried? Where, and how did it go?']
			},
			{
				kind: 'several',
				minutes: 1,
				label: ['Vilka vuxna behöver ni ha med er?', 'Which adults do you need on board?'],
				options: [
					'Skola\nFritidsledare och föreningar\nSocialtjänst\nVårdcentral\nFöräldrar och släkt',
					'School\nYouth workers and associations\nSocial services\nHealth centre\nParents and relatives'
				]
			},
			{
				kind: 'number',
				minutes: 2,
				label: ['Hur många familjer kan ni möta under ett år?', 'How many families can you meet in a year?'],
				unit: ['familjer', 'families']
			},
			{
				kind: 'number',
				minutes: 3,
				label: ['Vad kostar det ungefär per familj?', 'What does it cost per family, roughly?'],
				unit: ['kronor', 'kronor']
			},
			{
				kind: 'one',
				minutes: 1,
				label: ['Skulle ni kunna få betalt efter resultat?', 'Could you be paid by results?'],
				options: ['Ja\nJa, till en del\nNej', 'Yes\nYes, in part\nNo']
			},
			{
				kind: 'long',
				minutes: 4,
				label: [
					'Vad skulle göra det lätt för er att vara med, och vad skulle hindra?',
					'What would make it easy for you to take part, and what would hinder you?'
				]
			},
			{ kind: 'short', minutes: 1, label: ['Vem kan vi ringa?', 'Whom can we call?'] }
		],
		questionsIn: 12,
		answersIn: 26
	});
	await answer(world, run, call, 'jonas', 'fritid', [
		{
			kind: 'text',
			text: 'Fritidsbussen har redan två ledare ombord. Ge dem en timme extra per kväll och ett nummer att ringa.'
		},
		{ kind: 'text', text: 'Vi hämtar vid hållplatserna i sju byar, tre kvällar i veckan.' }
	]);
	await answer(world, run, call, 'hanna', 'ungkraft', [
		{ kind: 'text', text: 'Unga ledare som träffar grupper om åtta, varannan vecka, i byskolan.' },
		{ kind: 'text', text: 'Vi kommer till byn. Ingen ska behöva ta sig till oss.' }
	]);
	await answer(
		world,
		run,
		call,
		'ines',
		'bryggan',
		[{ kind: 'text', text: 'Familjecoacher som börjar vid köksbordet, på kvällen, utan remiss.' }],
		false
	);
	await askEnquiry(
		await world.as('ines'),
		run.slug,
		call.id,
		'Kan två organisationer svara tillsammans, och i så fall vem skickar in?'
	);
	await world.pass(run.id, 7);
	const ctx = await world.as('maja');
	await addTask(ctx, run.slug, {
		title: 'Svara på frågan om gemensamma svar',
		assigneeId: world.person('maja'),
		dueOn: day(3)
	});
}
