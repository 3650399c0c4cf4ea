import {
	addMilestone,
	addOutcome,
	addParty,
	draftAgreement,
	endAgreement,
	findAgreement,
	planPayment,
	publishAgreement,
	recordPayment,
	recordSignature,
	settleMilestone
} from '#capabilities/agreements/index.ts';
import {
	addIndicator,
	editIndicator,
	listSteps,
	markStepReached,
	publishConclusion,
	publishIndicator,
	reportMeasurement,
	setTarget,
	setUpEffects,
	translateConclusion,
	writeConclusion
} from '#capabilities/effects/index.ts';
import { editLesson, publishLesson, tellOfReuse, writeLesson } from '#capabilities/spread/index.ts';
import { day, justNowEarlier, leftEarlier } from './clock.ts';
import {
	answer,
	challenge,
	held,
	insights,
	next,
	rfi,
	startRun,
	sumUpRfi,
	workshop,
	type Run
} from './steps.ts';
import type { Both, World } from './world.ts';

/** Finished: an outcome contract and three years of measurements. */
export async function addNorrkoping(world: World): Promise<void> {
	const run = await startRun(world, {
		organisation: 'norrkoping',
		lead: 'eva',
		decider: 'lars',
		title: ['Fler placerade barn som klarar skolan', 'More children in care who manage school'],
		summary: [
			'Barn som bor i familjehem eller på institution lämnar skolan för tidigt. Kommunen betalade för resultat, inte för timmar.',
			'Children in foster homes or institutions leave school too early. The municipality paid for results instead of hours.'
		],
		municipality: '0581',
		themes: ['rights-of-the-child', 'schooling'],
		budgetMinor: 10_000_000_00
	});
	await dialogue(world, run);
	const indicators = await contract(world, run);
	await measure(world, run, indicators);
	await spread(world, run);
}

async function dialogue(world: World, run: Run): Promise<void> {
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

async function contract(
	world: World,
	run: Run
): Promise<{ school: string; moves: string; reached: string; agreement: string }> {
	// The parties negotiate.
	await world.pass(run.id, 70);
	await setUpEffects(await world.as('eva'), run.slug);
	const steps = await listSteps(world.db, run.id);
	const add = async (
		step: number,
		unit: 'share' | 'count',
		direction: 'up' | 'down',
		name: Both,
		source: Both,
		definition: Both
	) => {
		const input = (lang: 0 | 1) => ({
			step: steps[step]!.id,
			name: name[lang],
			source: source[lang],
			definition: definition[lang],
			unit,
			direction
		});
		const id = await addIndicator(await world.as('eva'), run.slug, input(0));
		await editIndicator(await world.as('eva', 'en'), run.slug, id, input(1));
		return id;
	};
	const school = await add(
		5,
		'share',
		'up',
		['Barn som fullföljer läsåret', 'Children who complete the school year'],
		['Skolans register', 'The school’s register'],
		[
			'Placerade barn i gruppen som har minst godkänt i svenska och matematik vid läsårets slut.',
			'Children in the group with at least a pass in Swedish and mathematics at the end of the school year.'
		]
	);
	const moves = await add(
		4,
		'share',
		'down',
		['Barn som får flytta på nytt', 'Children who have to move again'],
		['Socialtjänstens statistik', 'Statistics of social services'],
		['Minst ett byte av hem under året.', 'At least one change of home in the year.']
	);
	const reached = await add(
		1,
		'count',
		'up',
		['Barn som får stöd', 'Children who get support'],
		['Skolstöd Östergötland', 'Skolstöd Östergötland'],
		['Barn med en egen lärare och psykolog.', 'Children with a teacher and a psychologist of their own.']
	);

	const ctx = await world.as('eva');
	const ids = {
		buyer: world.org('norrkoping').id,
		supplier: world.org('skolstod').id,
		funder: world.org('lsv').id
	};
	const words = (lang: 0 | 1) => ({
		title: (
			[
				'Utfallskontrakt för placerade barns skolgång',
				'Outcome contract for the schooling of children in care'
			] as const
		)[lang],
		form: 'outcome' as const,
		purpose: (
			[
				'Finansiären lånar ut upp till tio miljoner kronor till insatsen. Fyrtio procent betalas tillbaka för att arbetet blir gjort, sextio procent beror på resultatet. Kommunen betalar inte mer än taket, och betalningen för resultat räknas på en siffra som skolan själv lämnar.',
				'The funder lends up to ten million kronor for the work. Forty per cent is paid back for the work being done, sixty per cent depends on the result. The municipality pays no more than the cap, and the payment for results is counted on a figure that the school itself provides.'
			] as const
		)[lang],
		startsOn: day(10),
		endsOn: day(1105),
		fixedMinor: 4_000_000_00,
		capMinor: 12_000_000_00
	});
	const id = await draftAgreement(ctx, run.slug, words(0));
	const { editAgreementTerms } = await import('#capabilities/agreements/index.ts');
	await editAgreementTerms(await world.as('eva', 'en'), run.slug, id, words(1));
	await addParty(ctx, run.slug, id, { organisation: ids.supplier, role: 'supplier' });
	await addParty(ctx, run.slug, id, { organisation: ids.funder, role: 'funder' });
	await addParty(ctx, run.slug, id, { organisation: world.org('rise').id, role: 'evaluator' });
	// The contract began some weeks after the year of the baseline; that many days pass once it is signed.
	const [baseline, , , last] = measuredYears() as [number, number, number, number];
	const since = Math.floor((daysSince(`${baseline}-12-31`) - 40) / 7) * 7;
	await addOutcome(ctx, run.slug, id, {
		indicator: school,
		terms:
			'De sextio barn som var placerade när avtalet började. Varje procentenhet över femtio räknas. RISE kontrollerar siffran.',
		threshold: 50,
		target: 65,
		priceMinor: 300_000_00,
		basis: 'unit',
		capMinor: 6_000_000_00,
		measuredBy: later(`${last}-12-31`, since)
	});
	for (const organisation of Object.values(ids))
		await recordSignature(ctx, run.slug, id, { organisation, signedOn: day(0) });
	for (const [title, due] of [
		['Tjugo barn har fått sitt team', 180],
		['Alla sextio barn är med', 400],
		['Slutrapport från utvärderaren', 1100]
	] as const)
		await addMilestone(ctx, run.slug, id, { title, dueOn: day(due) });
	for (const due of [200, 560])
		await planPayment(ctx, run.slug, id, {
			payer: ids.buyer,
			payee: ids.funder,
			kind: 'fixed',
			plannedOn: day(due),
			plannedMinor: 2_000_000_00
		});
	const outcome = (await findAgreement(world.db, run.id, id)).outcomes[0]!;
	await planPayment(ctx, run.slug, id, {
		payer: ids.buyer,
		payee: ids.funder,
		kind: 'outcome',
		outcome: outcome.id,
		plannedOn: day(1150),
		plannedMinor: 4_500_000_00
	});
	await publishAgreement(ctx, run.slug, id);
	await reportMeasurement(ctx, run.slug, school, {
		kind: 'baseline',
		periodStart: later(`${baseline}-01-01`, since),
		periodEnd: later(`${baseline}-12-31`, since),
		value: 45,
		n: 60,
		design: 2
	});
	await next(world, run, 'agreement');
	await world.pass(run.id, since);
	return { school, moves, reached, agreement: id };
}

/** The baseline and the three years after it, up to the last whole one. */
function measuredYears(): number[] {
	const last = Number(day(0).slice(0, 4)) - 1;
	return [last - 3, last - 2, last - 1, last];
}

const daysSince = (date: string) =>
	Math.floor((Date.parse(`${day(0)}T12:00:00Z`) - Date.parse(`${date}T12:00:00Z`)) / 86_400_000);
const later = (date: string, days: number) =>
	new Date(Date.parse(`${date}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

async function measure(
	world: World,
	run: Run,
	{ school, moves, reached, agreement }: Awaited<ReturnType<typeof contract>>
): Promise<void> {
	const ctx = await world.as('eva');
	const years = measuredYears();
	const last = years[3]!;
	const figures = { [school]: [45, 50, 56.7, 61.7], [moves]: [38.3, 31.7, 25, 26.7] };
	const notes: Record<string, string> = {
		[`${moves}:3`]: 'Två familjehem slutade samma vår. Det syns i siffran.'
	};
	for (const [indicator, values] of Object.entries(figures)) {
		for (const [n, value] of values.entries()) {
			if (n === 0 && indicator === school) continue;
			await reportMeasurement(ctx, run.slug, indicator, {
				kind: n === 0 ? 'baseline' : 'measurement',
				periodStart: `${years[n]}-01-01`,
				periodEnd: `${years[n]}-12-31`,
				value,
				n: 60,
				design: 2,
				note: notes[`${indicator}:${n}`]
			});
		}
		await publishIndicator(ctx, run.slug, indicator);
	}
	const worker = await world.as('petra');
	for (const [n, value] of [22, 60, 60].entries()) {
		await reportMeasurement(worker, run.slug, reached, {
			kind: 'measurement',
			periodStart: `${years[n + 1]}-01-01`,
			periodEnd: `${years[n + 1]}-12-31`,
			value,
			design: 1
		});
	}
	await publishIndicator(ctx, run.slug, reached);
	await setTarget(ctx, run.slug, school, { value: 65, byDate: `${last}-12-31` });
	await setTarget(ctx, run.slug, moves, { value: 25, byDate: `${last}-12-31` });
	const steps = await listSteps(world.db, run.id);
	for (const [step, date] of [
		[0, -1000],
		[1, -760],
		[2, -640],
		[4, -330]
	] as const)
		await markStepReached(ctx, run.slug, steps[step]!.id, { reachedOn: day(date) });

	const detail = await findAgreement(world.db, run.id, agreement);
	for (const [n, milestone] of detail.milestones.entries())
		await settleMilestone(ctx, run.slug, agreement, {
			milestone: milestone.id,
			outcome: n === 0 ? 'partly' : 'met',
			settledOn: milestone.dueOn,
			note: n === 0 ? 'Fjorton barn hade sitt team i tid.' : undefined
		});
	for (const payment of detail.payments) {
		const amount = payment.kind === 'outcome' ? detail.outcomes[0]!.due : payment.plannedMinor;
		await recordPayment(ctx, run.slug, agreement, {
			payment: payment.id,
			paidOn: payment.plannedOn,
			paidMinor: amount,
			reference: `F-${payment.plannedOn.slice(0, 7)}`
		});
	}
	await endAgreement(
		ctx,
		run.slug,
		agreement,
		'Avtalstiden är slut. Kommunen fortsätter i egen regi med samma arbetssätt.'
	);
	// The last figures came in; what they say was thought over for some weeks.
	await next(world, run, 'effect');
	await leftEarlier(world.db, run.id, 'effect', 56);
	const conclusion = await writeConclusion(ctx, run.slug, {
		verdict: 'partly',
		body: 'Fler barn fullföljer läsåret: från 45 till 62 av 100 på tre år. Målet 65 nåddes inte. Färre flyttar på nytt, men sista året vände det uppåt när två familjehem slutade.\n\nDe yngre barnen vann mest. För dem över femton ser vi ingen skillnad.',
		caveats:
			'Samma sextio barn före och efter, utan jämförelsegrupp. Sextio är få: skillnaden mellan två år kan bero på slumpen. Skolorna fick också en ny rektor under tiden.'
	});
	await translateConclusion(await world.as('eva', 'en'), run.slug, conclusion, {
		body: 'More children complete the school year: from 45 to 62 in 100 in three years. The target of 65 was not reached. Fewer have to move again, but the last year it turned up when two foster homes ended.\n\nThe younger children gained most. For those over fifteen we see no difference.',
		caveats:
			'The same sixty children before and after, without a comparison group. Sixty is few: the difference between two years may be chance. The schools also got a new head in the meantime.'
	});
	await publishConclusion(ctx, run.slug, conclusion);
	await justNowEarlier(world.db, run.id, 35);
}

async function spread(world: World, run: Run): Promise<void> {
	let ago = 32;
	const lesson = async (kind: 'worked' | 'did-not-work' | 'do-differently', title: Both, body: Both) => {
		const id = await writeLesson(await world.as('eva'), run.slug, { kind, title: title[0], body: body[0] });
		await editLesson(await world.as('eva', 'en'), run.slug, id, { kind, title: title[1], body: body[1] });
		await publishLesson(await world.as('eva'), run.slug, id);
		await justNowEarlier(world.db, run.id, (ago -= 6));
	};
	await lesson(
		'worked',
		['En vuxen som stannade kvar', 'One adult who stayed'],
		[
			'Läraren och psykologen följde med vid varje flytt. Det var det enda som alla barn nämnde.',
			'The teacher and the psychologist came along at every move. It was the only thing that every child mentioned.'
		]
	);
	await lesson(
		'did-not-work',
		['Två år var för kort för att se besparingen', 'Two years were too short to see the saving'],
		[
			'Inom avtalets första två år syntes ingen besparing. Med tre år pekar det åt rätt håll. Skriv in horisonten från början.',
			'No saving showed within the first two years of the contract. With three years it points the right way. Write the horizon in from the start.'
		]
	);
	await lesson(
		'do-differently',
		['Ta med de unga när måttet väljs', 'Bring the young people when the measure is chosen'],
		[
			'Vi valde godkända betyg. De unga hade hellre sett att någon frågade hur det går.',
			'We chose passing marks. The young people would rather have had someone ask how things are going.'
		]
	);
	await tellOfReuse(await world.as('eva'), run.slug, {
		organisation: world.org('haninge').id,
		what: 'Ett team per placerat barn, i två skolområden.',
		since: day(-240)
	});
	await next(world, run, 'spread', 'Metoden är redan reviderad utanför plattformen.');
	await justNowEarlier(world.db, run.id, 8);
}
