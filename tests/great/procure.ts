import { at, day } from '../../demo/clock.ts';
import { confirmWithCode } from './arrive.ts';
import type { Journey } from './journey.ts';
import type { Person } from './person.ts';
import { openWork } from './work.ts';

/** The official prepares a procurement in two phases, part by part, as the list of what is missing leads. */
export async function prepareProcurement(journey: Journey): Promise<void> {
	const official = await journey.person('official');
	await openWork(journey, official);
	await official.follow('procurement.kind');
	await official.fill([['procurement.field.title', titleOf(journey).text]]);
	await official.press('procurement.new.button');
	await writeBasics(journey, official);
	await recordExemption(journey, official);
	await planPhases(journey, official);
	await setCriteria(journey, official);
}

export const titleOf = (journey: Journey) => ({
	text: journey.say('Någon som ringer först', 'Somebody who rings first')
});

async function writeBasics({ say }: Journey, official: Person): Promise<void> {
	await official.follow('procurement.tab.basics');
	await official.fill([
		[
			'procurement.field.aim',
			say('Unga som får någon att prata med.', 'Young people with somebody to talk to.')
		],
		['procurement.field.not-sought', say('En app till.', 'One more app.')],
		['procurement.field.ipr', say('Leverantören äger resultaten.', 'The supplier owns the results.')],
		['procurement.field.price-terms', say('Priset visar delningen.', 'The price shows the sharing.')],
		['procurement.field.later', say('Ett senare inköp görs för sig.', 'A later purchase is made by itself.')],
		['procurement.field.hours', '30'],
		['procurement.field.payment-days', '20'],
		['procurement.field.advance', '30']
	]);
	await official.findsNoBarriers();
	await official.press('procurement.save');
}

async function recordExemption({ say }: Journey, official: Person): Promise<void> {
	await official.follow('procurement.tab.exemption');
	const reason = say(
		'Ingen har prövat det förut, och det slutar innan drift.',
		'Nobody has tried it before; it ends before operation.'
	);
	await official.fill([
		['procurement.exemption.research', reason],
		['procurement.exemption.sharing-how', reason],
		['procurement.exemption.market', reason],
		['procurement.exemption.name', official.name],
		['procurement.exemption.job', say('Strateg', 'Strategist')]
	]);
	await official.select('procurement.exemption.cpv', /73100000-3/);
	await official.check('procurement.sharing.both');
	await official.press('procurement.exemption.button');
}

async function planPhases(journey: Journey, official: Person): Promise<void> {
	await official.follow('procurement.tab.phases');
	await official.press(['procurement.phase.remove', { number: 3 }]);
	for (const number of [1, 2]) {
		await official.follow(new RegExp(journey.say(`^Fas ${number}:`, `^Phase ${number}:`)));
		await official.fill([
			['procurement.round.places', '1'],
			[
				'procurement.round.work',
				journey.say('Ring och beskriv vad som hände.', 'Ring, and tell what happened.')
			],
			['procurement.round.success', journey.say('Tio unga är nådda.', 'Ten young people are reached.')],
			['procurement.round.budget', '400 000'],
			['procurement.round.ceiling', '400 000'],
			['procurement.phase.starts', day(number * 120)],
			['procurement.phase.ends', day(number * 120 + 60)]
		]);
		if (number === 1)
			await official.fill([
				['procurement.round.questions-until', at(30, '15:00', true)],
				['procurement.round.tenders-until', at(54, '15:00', true)]
			]);
		await official.press('procurement.save');
		await official.follow('procurement.tab.phases');
	}
}

async function setCriteria(journey: Journey, official: Person): Promise<void> {
	const { say } = journey;
	await official.follow('procurement.tab.criteria');
	await official.follow('procurement.criterion.add');
	await official.fill([
		['procurement.criterion.name', say('Effekt', 'Effect')],
		['procurement.criterion.weight-field', '80'],
		[['procurement.level', { level: 4 }], say('Visad hos de unga.', 'Shown among the young.')],
		[['procurement.level', { level: 3 }], say('Visad på annan plats.', 'Shown elsewhere.')],
		[['procurement.level', { level: 2 }], say('Trolig.', 'Likely.')],
		[['procurement.level', { level: 1 }], say('Möjlig.', 'Possible.')],
		[['procurement.level', { level: 0 }], say('Saknas.', 'Absent.')]
	]);
	await official.findsNoBarriers();
	await official.press('procurement.save');
	await official.follow('procurement.price.edit');
	for (const [points, percent] of [
		[4, '70'],
		[3, '80'],
		[2, '90'],
		[1, '100']
	] as const)
		await official.fill([[['procurement.price.band', { points }], percent]]);
	await official.press('procurement.save');
}

/** What the dialogue gave is released, masked, by a named person, so that all who tender know the same. */
export async function releaseDossier(journey: Journey): Promise<void> {
	const official = await journey.person('official');
	await official.follow('initiatives.work.dossier');
	await official.follow('initiatives.dossier.release');
	await confirmWithCode(official);
	await official.fill([
		['initiatives.dossier.release.title', journey.say('Det dialogen gav', 'What the dialogue gave')]
	]);
	for (const words of [journey.say('Vad vi har hört', 'What we heard')])
		await official.check(new RegExp(words));
	await official.findsNoBarriers();
	await official.press('initiatives.dossier.release.button');
}

/** Decided by the committee; the official enters the decision, and it is published. */
export async function publishProcurement(journey: Journey): Promise<void> {
	const official = await journey.person('official');
	await openWork(journey, official);
	await official.follow('procurement.kind');
	await official.follow(titleOf(journey));
	await official.fill([
		['procurement.decision.body', journey.say('Arbetsmarknadsnämnden', 'The employment committee')],
		['procurement.decision.by', 'Berit Lund'],
		['procurement.decision.on', day(0)],
		['procurement.decision.diary', 'AMN 2026-140']
	]);
	await official.check('procurement.publish.confirm');
	await official.findsNoBarriers();
	await official.press('procurement.publish.button');
	await official.sees({ text: 'AMN 2026-140' });
}
