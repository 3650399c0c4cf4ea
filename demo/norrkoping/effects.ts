import {
	endAgreement,
	findAgreement,
	recordPayment,
	settleMilestone
} from '#capabilities/agreements/index.ts';
import {
	listSteps,
	markStepReached,
	publishConclusion,
	publishIndicator,
	reportMeasurement,
	setTarget,
	translateConclusion,
	writeConclusion
} from '#capabilities/effects/index.ts';
import { editLesson, publishLesson, tellOfReuse, writeLesson } from '#capabilities/spread/index.ts';
import { day, justNowEarlier, leftEarlier } from '../clock.ts';
import { next, type Run } from '../steps.ts';
import type { Both, World } from '../world.ts';
import { measuredYears } from './dates.ts';
import { inEnglish, type contract } from './contract.ts';

/** Three years of figures, payments by outcome, and what they say. */
export async function measure(
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
	await inEnglish(world, run.slug, agreement, {
		settled: ['Fourteen children had their team in time.'],
		ended: 'The term is over. The municipality carries on by itself in the same way.'
	});
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

/** Lessons, and who has taken after it. */
export async function spread(world: World, run: Run): Promise<void> {
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
