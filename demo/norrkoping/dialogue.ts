import { insights } from '../insights.ts';
import { rfi, answer, sumUpRfi } from '../rfi.ts';
import { challenge, next, type Run } from '../steps.ts';
import { workshop, held } from '../workshop.ts';
import type { World } from '../world.ts';

/** From the need to what the request for information gave. */
export async function dialogue(world: World, run: Run): Promise<void> {
	await challenge(world, run, {
		texts: {
			problem: [
				'Barn som placeras byter ofta skola, ibland flera gånger, och ingen följer deras skolgång hela vägen.',
				'Children placed in care often change schools, sometimes several times, and nobody follows their schooling all the way.'
			],
			whom: [
				'Sextio barn och unga som är placerade av kommunen.',
				'Sixty children and young people placed by the municipality.'
			],
			change: [
				'Fler fullföljer läsåret och färre behöver flytta på nytt.',
				'More complete the school year and fewer need to move again.'
			],
			local: [
				'Sextio barn i kommunen, i tolv skolor och fyra andra kommuner.',
				'Sixty children of the municipality, in twelve schools and four other municipalities.'
			],
			national: [
				'Skolresultaten för placerade barn är låga i hela landet.',
				'School results of children in care are low in the whole country.'
			],
			voices: [
				'”Jag gick i nian tre gånger, i tre städer.” Ung vuxen som varit placerad.',
				'“I was in year nine three times, in three towns.” A young adult who had been in care.'
			],
			constraints: [
				'Sekretess mellan skola och socialtjänst.',
				'Secrecy between school and social services.'
			],
			tried: [
				'Samverkansmöten mellan skola och socialtjänst.',
				'Meetings between school and social services.'
			],
			notSought: ['Fler möten.', 'More meetings.']
		},
		figures: [
			{
				text: [
					'45 procent av de placerade barnen fullföljde läsåret.',
					'45 per cent of the children in care completed the school year.'
				],
				source: 'Kommunens genomgång, n = 60'
			}
		],
		decision: { body: 'Socialnämnden', paragraph: '91', diaryNumber: 'SN 2021/0311' }
	});
	await world.pass(run.id, 35);
	await next(world, run, 'need');
	const meeting = await workshop(world, run, {
		title: ['Skolan sedd från familjehemmet', 'School seen from the foster home'],
		about: [
			'Familjehem, unga som varit placerade, lärare och socialsekreterare vid samma bord.',
			'Foster families, young people who have been in care, teachers and social workers at the same table.'
		],
		agenda: [
			'13:00 Berättelser\n14:30 Vad brister?\n15:30 Vad prövar vi?',
			'13:00 Stories\n14:30 What fails?\n15:30 What do we try?'
		],
		inDays: 20,
		from: '13:00',
		to: '16:30',
		placeName: 'Hörsalen, Norrköping',
		organisations: ['famna-ost', 'skolstod', 'lsv', 'rise', 'skanska'],
		lived: 5
	});
	await world.pass(run.id, 28);
	await held(world, run, meeting, [
		'Tio personer. De unga sa samma sak: ingen frågade om skolan.',
		'Ten people. The young ones said the same thing: nobody asked about school.'
	]);
	await insights(
		world,
		run,
		meeting,
		[
			{
				kind: 'observation',
				scope: 'national',
				theme: 'schooling',
				words: [
					'Ingen frågade hur det gick i skolan. Alla frågade hur det var hemma.',
					'Nobody asked how school was. Everybody asked how home was.'
				],
				alike: ['Skolan kom alltid sist på mötet.']
			},
			{
				kind: 'need',
				scope: 'local',
				theme: 'schooling',
				words: ['En vuxen som är kvar när jag flyttar.', 'An adult who stays when I move.']
			},
			{
				kind: 'obstacle',
				scope: 'national',
				theme: 'rights-of-the-child',
				words: ['Betygen följer inte med till nya skolan.', 'The marks do not come along to the new school.']
			}
		],
		[
			'Skolan är det som finns kvar när allt annat ändras, men ingen har den som sitt ansvar. De unga vill ha **en vuxen som stannar**.',
			'School is what remains when everything else changes, but nobody is responsible for it. The young people want **one adult who stays**.'
		]
	);
	await next(world, run, 'dialogue');
	const call = await rfi(world, run, {
		title: ['Stöd som följer barnet genom skolan', 'Support that follows the child through school'],
		background: [
			'Vi vill betala för att det går bättre i skolan, inte för att någon är på plats. Upphandlingen har inte börjat.',
			'We want to pay for school going better, not for somebody being there. The procurement has not begun.'
		],
		desiredEffect: ['Fler fullföljer läsåret.', 'More complete the school year.'],
		targetGroup: ['Placerade barn.', 'Children in care.'],
		notSought: ['Läxhjälp som lösryckt insats.', 'Homework help on its own.'],
		next: ['Vi prövar ett utfallskontrakt.', 'We try an outcome contract.'],
		contact: { name: 'Eva Nordström', email: 'eva.nordstrom@exempel.se' },
		questions: [
			{ kind: 'long', required: true, minutes: 6, label: ['Hur skulle ni arbeta?', 'How would you work?'] },
			{
				kind: 'one',
				minutes: 1,
				label: ['Kan ni få betalt efter resultat?', 'Can you be paid by results?'],
				options: ['Ja\nMed en finansiär som tar risken\nNej', 'Yes\nWith a funder who takes the risk\nNo']
			}
		],
		questionsIn: 10,
		answersIn: 22
	});
	await answer(world, run, call, 'petra', 'skolstod', [
		{
			kind: 'text',
			text: 'En lärare och en psykolog per barn, kvar vid varje flytt, med mandat i både skola och socialtjänst.'
		}
	]);
	await world.pass(run.id, 35);
	await sumUpRfi(
		world,
		run,
		call,
		[
			'Ett svar, från en ekonomisk förening som redan arbetar så i liten skala. Ingen kan själv bära risken.',
			'One answer, from a cooperative that already works this way on a small scale. Nobody can carry the risk alone.'
		],
		[
			'En social investerare lånar ut pengarna. Kommunen betalar tillbaka efter resultat.',
			'A social investor lends the money. The municipality pays back by results.'
		]
	);
	await next(world, run, 'rfi');
	await next(
		world,
		run,
		'procurement',
		'Insatsen upphandlades i särskild ordning innan plattformen fanns, med stöd av socialnämndens beslut. Avtalet är ett utfallskontrakt.'
	);
}
