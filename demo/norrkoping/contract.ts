import {
	accessAgreement,
	addMilestone,
	addOutcome,
	addParty,
	draftAgreement,
	findAgreement,
	planPayment,
	publishAgreement,
	recordSignature,
	translateAgreement
} from '#capabilities/agreements/index.ts';
import {
	addIndicator,
	editIndicator,
	listSteps,
	reportMeasurement,
	setUpEffects
} from '#capabilities/effects/index.ts';
import { day } from '../clock.ts';
import { next, type Run } from '../steps.ts';
import type { Both, World } from '../world.ts';
import { measuredYears, daysSince, later } from './dates.ts';

/** The indicators, the outcome contract and where it starts. */
export async function contract(
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
	await inEnglish(world, run.slug, id, {
		terms:
			'Of the sixty children who were in care when the agreement began. Every percentage point above fifty counts. RISE checks the figure.',
		milestones: [
			'Twenty children have their team',
			'All sixty children are in',
			'Final report from the evaluator'
		]
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

interface English {
	terms?: string;
	milestones?: readonly string[];
	settled?: readonly string[];
	ended?: string;
}

/** What was agreed and what came of it, for those who read English. */
export async function inEnglish(world: World, slug: string, id: string, words: English): Promise<void> {
	const ctx = await world.as('eva', 'en');
	const key = await accessAgreement(ctx, slug, id);
	const { outcomes, milestones } = await findAgreement(world.db, key.run.id, id);
	const pairs = [
		...outcomes.map((one) => [`terms:${one.id}`, words.terms]),
		...milestones.map((one, n) => [`milestone:${one.id}`, words.milestones?.[n]]),
		...milestones.map((one, n) => [`settled:${one.id}`, words.settled?.[n]]),
		[`ended:${id}`, words.ended]
	];
	await translateAgreement(ctx, slug, id, Object.fromEntries(pairs) as Record<string, string>);
}
