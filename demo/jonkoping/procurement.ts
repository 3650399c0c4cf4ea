import { framework, type Framework } from '../framework.ts';
import type { Run } from '../steps.ts';
import type { World } from '../world.ts';

/** The call: three phases, two criteria, one requirement. */
export function procurement(world: World, run: Run): Promise<Framework> {
	return framework(world, run, 'olof', {
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
}
