import {
	addLot,
	saveLot,
	saveLotRules,
	saveNegotiationRule,
	type ProcurementRef
} from '#capabilities/procurements/index.ts';
import {
	changeDraft,
	copyMethod,
	draftOf,
	PCP,
	planPhase,
	planWords,
	publishDraft
} from '#capabilities/methods/index.ts';
import { framework, type Framework } from '../framework.ts';
import { tender } from '../tender.ts';
import type { Run } from '../steps.ts';
import { both, type Both, type World } from '../world.ts';

// A call in two lots that is evaluated anonymously and may be negotiated.

const METHOD: Both = [
	'Förkommersiell upphandling med anonym bedömning',
	'Pre-commercial procurement with anonymous evaluation'
];

const LOTS: { title: Both; description: Both }[] = [
	{
		title: ['Skjuts och sällskap', 'Rides and company'],
		description: [
			'Att ta sig till vårdcentralen och hem igen, och att ha någon med sig. Hit hör inte sjukresor som regionen redan betalar.',
			'Getting to the health centre and home again, with somebody at your side. Not patient transport that the region already pays for.'
		]
	},
	{
		title: ['Vården i bygdegården', 'Care in the village hall'],
		description: [
			'Att flytta en del av besöken till en lokal i bygden, någon dag i veckan.',
			'Moving some of the visits to a place in the village, a day a week.'
		]
	}
];

const RULE: Both = [
	'När och var insatsen börjar, hur vi samarbetar med vårdcentralen och hur den följs upp.',
	'When and where the work begins, how we work with the health centre, and how it is followed up.'
];

/** The platform's own method, but those who score do not see who has tendered. */
async function anonymousMethod(world: World): Promise<string> {
	const leader = await world.as('leo');
	const { key } = await copyMethod(leader, PCP, { name: METHOD[0] });
	await changeDraft(leader, key, { action: 'method.edited' }, (definition) => {
		const [first] = definition.phases;
		const named = { ...definition, name: both(METHOD) };
		return planPhase(named, first!.key, { ...first!.plan!, anonymous: true }, planWords(first!.plan));
	});
	const { revision } = await draftOf(leader, key);
	await publishDraft(leader, key, {
		revision,
		note: 'De som poängsätter ser inte vem som har lämnat anbud.'
	});
	return key;
}

/** Lots and their rules, and what may be negotiated. */
async function divide(world: World, ref: ProcurementRef, revision: () => Promise<number>): Promise<void> {
	const ctx = await world.as('olof');
	const english = await world.as('olof', 'en');
	for (const { title, description } of LOTS) {
		const id = await addLot(ctx, ref, {
			revision: await revision(),
			title: title[0],
			description: description[0]
		});
		await saveLot(english, ref, id, {
			revision: await revision(),
			title: title[1],
			description: description[1]
		});
	}
	await saveLotRules(ctx, ref, { revision: await revision(), winMax: 1 });
	await world.inBoth('olof', async (own, pick) =>
		saveNegotiationRule(own, ref, { revision: await revision(), negotiation: pick(RULE) })
	);
}

/** Published, with tenders for both lots. Gives what is needed to open the first. */
export async function addDivided(world: World, run: Run): Promise<Framework> {
	const made = await framework(world, run, 'olof', {
		title: ['Vägen till vårdcentralen', 'The way to the health centre'],
		aim: [
			'Vårdcentralen stängde och bussen slutade gå samma år. Vi söker sätt att komma till vården, eller låta vården komma till bygden. Ni väljer hur.',
			'The health centre closed and the bus stopped in the same year. We look for ways to get to care, or to let care come to the village. You choose how.'
		],
		notSought: ['Fler sjukresor eller en ny app.', 'More patient transport or a new app.'],
		iprTerms: [
			'Ni äger det ni utvecklar. Regionen får använda det fritt i länet.',
			'You own what you develop. The region may use it freely in the county.'
		],
		priceTerms: [
			'Priset ska vara lägre än om regionen ensam fick rättigheterna.',
			'The price must be lower than if the region alone got the rights.'
		],
		laterPurchase: [
			'Ett senare inköp görs i en egen upphandling, där alla börjar lika.',
			'A later purchase is made in a procurement of its own, where everybody starts level.'
		],
		exemption: {
			researchReason: 'Ingen vet än vad som fungerar där det är glest mellan husen. Det behöver prövas.',
			sharingReason: 'Leverantörerna behåller rättigheterna och får sprida det de lär sig.',
			marketReason: 'Det som finns bygger på tätort och fasta turer.',
			officialName: 'Olof Brandt',
			officialTitle: 'upphandlare'
		},
		method: await anonymousMethod(world),
		phases: [
			{
				kind: 'design',
				name: ['Utforma', 'Design'],
				work: ['Utforma med dem det gäller. Tre månader.', 'Design with those it concerns. Three months.'],
				success: [
					'Femton personer i bygden har format förslaget.',
					'Fifteen people of the village have shaped the proposal.'
				],
				places: 1,
				kronor: 200_000,
				perSupplier: 200_000,
				startsIn: 80,
				endsIn: 170
			},
			{
				kind: 'prototype',
				name: ['Pröva i en bygd', 'Try in one village'],
				work: ['Pröva i en bygd. Sex månader.', 'Try it in one village. Six months.'],
				success: ['Tjugo personer har kommit till vården.', 'Twenty people have reached care.'],
				places: 1,
				kronor: 450_000,
				perSupplier: 450_000,
				startsIn: 200,
				endsIn: 380
			},
			{
				kind: 'test',
				name: ['Fältprov', 'Field test'],
				work: [
					'Pröva i tre bygder, med mätning. Ett år.',
					'Try it in three villages, and measure. One year.'
				],
				success: [
					'Hälften så många uteblivna besök som året innan.',
					'Half as many missed visits as the year before.'
				],
				places: 1,
				kronor: 800_000,
				perSupplier: 800_000,
				startsIn: 410,
				endsIn: 775
			}
		],
		criteria: [
			{
				name: ['Nytta', 'Benefit'],
				description: ['Vilka kommer fram som inte gör det i dag?', 'Who gets there who does not today?'],
				weight: 45,
				levels: [
					['Saknas.', 'Missing.'],
					['Allmänna ord.', 'General words.'],
					['Beskrivet, men utan belägg.', 'Described, without evidence.'],
					['Belagt med egen erfarenhet.', 'Shown by own experience.'],
					['Belagt, och format av dem det gäller.', 'Shown, and shaped by those it concerns.']
				]
			},
			{
				name: ['Uthållighet', 'Staying power'],
				description: ['Vad händer när provet är slut?', 'What happens when the trial is over?'],
				weight: 30,
				levels: [
					['Saknas.', 'Missing.'],
					['En förhoppning.', 'A hope.'],
					['En tänkbar väg.', 'A possible way.'],
					['En plan med ansvar.', 'A plan with responsibilities.'],
					['En plan som andra redan har sagt ja till.', 'A plan others have already agreed to.']
				]
			}
		],
		decision: {
			body: 'Nämnden för folkhälsa och sjukvård',
			by: 'Birgit Sandell',
			paragraph: '91',
			diaryNumber: 'RJL 2026/802'
		},
		questionsIn: 18,
		tendersIn: 30,
		holders: ['olof', 'nils', 'sofia'],
		also: (ref, revision) => divide(world, ref, revision)
	});
	await tender(world, made, 'tore', 'byabuss', {
		name: 'Granne vid ratten',
		answers: [
			'De som inte kör längre, och de som aldrig har gjort det. Någon i byn kör, och följer med in om man vill.',
			'Förarna finns redan och får bensinpengar. Byalagen har lovat att hålla i listan.'
		],
		kronor: [120_000, 300_000, 520_000]
	});
	await tender(world, made, 'yusuf', 'hogland', {
		name: 'Följeslagaren',
		answers: [
			'De som har svårt med språket. En följeslagare ringer kvällen innan, åker med och tolkar i väntrummet.',
			'Vi utbildar två i varje bygd, så att det finns någon kvar när vi går.'
		],
		kronor: [140_000, 350_000, 610_000]
	});
	await tender(
		world,
		made,
		'malin',
		'kyrkan',
		{
			name: 'Sköterskan i församlingshemmet',
			answers: [
				'De som ändå kommer till oss på onsdagar. Sköterskan har sitt rum bredvid kaffet.',
				'Lokalen är vår och kostar inget. Sköterskans tid behöver någon ta över.'
			],
			kronor: [110_000, 280_000, 500_000]
		},
		// The first phase of the second lot.
		4
	);
	return made;
}
