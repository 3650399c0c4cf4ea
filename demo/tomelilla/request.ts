import { addTask } from '#capabilities/initiatives/index.ts';
import { askEnquiry } from '#capabilities/calls/index.ts';
import { answer, rfi } from '../rfi.ts';
import type { Run } from '../steps.ts';
import { day } from '../clock.ts';
import type { World } from '../world.ts';

/** The request that is out now, with nine questions of all kinds. */
function ask(world: World, run: Run): ReturnType<typeof rfi> {
	return rfi(world, run, {
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
}

/** Two answers are sent, one is a draft, and a question waits for its answer. */
export async function request(world: World, run: Run): Promise<void> {
	const call = await ask(world, run);
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
