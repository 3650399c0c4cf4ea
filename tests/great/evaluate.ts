import { at, day } from '../../demo/clock.ts';
import type { Journey } from './journey.ts';
import { takeOffLayer } from './keys.ts';
import type { Person } from './person.ts';
import { titleOf } from './procure.ts';
import { receiptHolds } from './receipt.ts';
import { openWork, passGate, weeksPass } from './work.ts';

/** The social enterprise finds the procurement on the initiative's page, writes its tender and hands it in. */
export async function handInTender(journey: Journey): Promise<void> {
	const social = await journey.person('social');
	await social.visit();
	await social.follow('home.offer');
	await social.follow(titleOf(journey));
	await social.findsNoBarriers();
	await writeTender(journey, social, [
		[new RegExp(journey.say('^Fas 1:', '^Phase 1:')), '320 000'],
		[new RegExp(journey.say('^Fas 2:', '^Phase 2:')), '380 000']
	]);
}

async function writeTender(journey: Journey, social: Person, prices: [RegExp, string][]): Promise<void> {
	await social.press(['procurement.tender.start.for', { name: 'Kedjan arbetskooperativ' }]);
	await social.findsNoBarriers();
	await social.follow(social.scripts ? WRITE : 'procurement.tender.way.server.go');
	await social.fill([
		['procurement.tender.name', journey.say('Vi ringer', 'We ring')],
		[
			new RegExp(journey.say('^Effekt, 80', '^Effect, 80')),
			journey.say('Tolv av fyrtio började något.', 'Twelve of forty began something.')
		],
		...prices
	]);
	await (social.scripts ? sealHere(social) : sealThere(social));
	await social.sees('procurement.receipts');
	await receiptHolds(social);
}

const WRITE = /^(Skriv anbudet|Write the tender)$/;
const PLAN = { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('Så gör vi: vi ringer.') };

/** In the browser: saved as one writes, a file locked and sent, then sealed and handed in. */
async function sealHere(social: Person): Promise<void> {
	await social.sees(/Sparat|Saved/);
	await social.field('procurement.tender.file').setInputFiles(PLAN);
	await social.sees('procurement.write.file.done');
	await social.findsNoBarriers();
	await social.press('procurement.write.send');
}

/** Without a script the server seals on receipt, and says that this is weaker. */
async function sealThere(social: Person): Promise<void> {
	await social.press('procurement.tender.save');
	await social.field('procurement.tender.file').setInputFiles(PLAN);
	await social.press('procurement.tender.file.add');
	await social.sees({ text: PLAN.name });
	await social.findsNoBarriers();
	await social.check('procurement.plain.agree');
	await social.press('procurement.submit.button');
}

/** The deadline passes; two of the three who hold keys take off a layer each. */
export async function openTenders(journey: Journey): Promise<void> {
	await weeksPass(journey, 9);
	const [official, researcher] = [await journey.person('official'), await journey.person('researcher')];
	await openWork(journey, official);
	await official.follow(journey.opens('procurement.next.open'));
	await official.findsNoBarriers();
	await official.follow('procurement.opening.my-key');
	await official.press('procurement.unseal.begin.button');
	await official.findsNoBarriers();
	await takeOffLayer(official);
	await official.sees(['procurement.unseal.their-turn', { name: researcher.name }]);
	await researcher.menu('common.my-page');
	await researcher.follow(['procurement.key.open-now', { title: titleOf(journey).text }]);
	await takeOffLayer(researcher);
	await researcher.seesAnywhere('procurement.unseal.flash.opened');
	await researcher.follow('procurement.unseal.protocol');
	await (await journey.person('researcher')).sees({ text: 'Kedjan arbetskooperativ' });
}

async function openRound(journey: Journey, person: Person): Promise<void> {
	await openWork(journey, person);
	await person.follow(journey.opens('procurement.next.evaluate'));
}

/** Nobody reads a tender before having said that they have nothing to gain. Two evaluators score on their own. */
export async function scoreTenders(journey: Journey): Promise<void> {
	for (const [role, points] of [
		['researcher', 4],
		['leader', 3]
	] as const) {
		const person = await journey.person(role);
		await openRound(journey, person);
		await person.follow('procurement.step.conflicts');
		await person.findsNoBarriers();
		await declareNothing(person);
		await person.follow('procurement.todo.score.go');
		await person.follow(/Kedjan/);
		await person.check(new RegExp(`^${points}`));
		await person.fill([
			[
				new RegExp(journey.say('^Skäl för', '^Reason')),
				journey.say('Tolv av fyrtio är visat.', 'Twelve of forty is shown.')
			]
		]);
		await person.findsNoBarriers();
		await person.press('procurement.score.save');
		await person.press('procurement.score.hand-in.button');
	}
}

async function declareNothing(person: Person): Promise<void> {
	await person.check('procurement.conflict.no');
	await person.press('procurement.conflict.button');
}

/** They agree on points; then the prices are shown, and letters are written. */
export async function agreeOnPoints(journey: Journey): Promise<void> {
	const official = await journey.person('official');
	await openRound(journey, official);
	await official.follow('procurement.step.conflicts');
	await declareNothing(official);
	await official.follow('procurement.step.consensus');
	await official.follow(['procurement.consensus.write', { name: 'Kedjan arbetskooperativ' }]);
	await official.check(/^4/);
	await official.fill([
		[
			new RegExp(journey.say('^Skäl för', '^Reason')),
			journey.say('Visat hos de unga, säger vi båda.', 'Shown among the young, we both say.')
		]
	]);
	await official.press('procurement.save');
	await official.findsNoBarriers();
	await official.fill([
		['procurement.freeze.held', day(0)],
		['procurement.freeze.people', 'Omar Falk, Ragnar Hed, Ylva Sund']
	]);
	await official.check('procurement.freeze.confirm');
	await official.press('procurement.freeze.button');
	await official.follow('procurement.step.decision');
	await official.press('procurement.letters.prepare');
	await official.findsNoBarriers();
}

/** The chair records the decision; every tenderer gets a letter, and nothing is signed for ten days. */
export async function decideAward(journey: Journey): Promise<void> {
	const decider = await journey.person('decider');
	await openRound(journey, decider);
	await decider.follow('procurement.step.decision');
	await decider.follow('procurement.declare-first.link');
	await declareNothing(decider);
	await decider.follow('procurement.step.decision');
	await decider.fill([
		['procurement.decision.body', journey.say('Arbetsmarknadsnämnden', 'The employment committee')],
		['procurement.decision.by', decider.name],
		['procurement.decision.on', day(0)],
		['procurement.decision.diary', 'AMN 2027-9']
	]);
	await decider.check('procurement.decide.confirm');
	await decider.press('procurement.decide.button');
	await decider.sees('procurement.standstill');
	await decider.findsNoBarriers();
	const social = await journey.person('social');
	await social.menu('common.my-page');
	await social.follow('procurement.my.title');
	await social.follow(titleOf(journey));
	await social.sees('procurement.my.awarded');
	await askAboutDecision(journey, social);
	await weeksPass(journey, 2);
	await passGate(journey);
}

/** Whoever tendered may ask why, and is owed an answer. */
async function askAboutDecision(journey: Journey, social: Person): Promise<void> {
	await social.follow('procurement.letter.read');
	await social.press('written.debrief.ask');
	const question = journey.say('Vad saknades för full poäng?', 'What did we lack for full marks?');
	await social.fill([['written.debrief.question', question]]);
	await social.press('written.debrief.ask');
	await social.seesAnywhere('written.debrief.asked');
	await social.findsNoBarriers();
	await social.follow(titleOf(journey));
}

async function answerAboutDecision(journey: Journey, official: Person): Promise<void> {
	await official.follow('procurement.step.decision');
	await official.fill([
		[
			'written.debrief.answer',
			journey.say('Ingenting saknades, fyra var högst.', 'Nothing, four was the most.')
		]
	]);
	await official.findsNoBarriers();
	await official.press('written.debrief.send');
	await official.seesAnywhere('written.debrief.sent');
	await official.follow('procurement.step.gate');
}

/** After the phase: the supplier reports, the work is assessed, and it is settled who goes on. */
export async function closePhase(journey: Journey): Promise<void> {
	const [official, decider] = [await journey.person('official'), await journey.person('decider')];
	const social = await journey.person('social');
	await social.follow('procurement.report.write');
	const told = journey.say('Vi ringde fyrtio, tolv började något.', 'We rang forty, twelve began something.');
	await social.fill([['procurement.report.body', told]]);
	await social.press('procurement.report.button');
	await leaveFramework(journey, official);
	await openWork(journey, official);
	await official.follow(journey.opens('procurement.next.gate'));
	await answerAboutDecision(journey, official);
	for (const question of ['procurement.gate.satisfactory', 'procurement.gate.successful'] as const)
		await official.at(question, 'fieldset').check('procurement.yes');
	await official.fill([['procurement.gate.assess.reason', told]]);
	await official.findsNoBarriers();
	await official.press('procurement.gate.assess.button');
	await official.fill([
		['procurement.evaluation.learned', told],
		['procurement.evaluation.public', told]
	]);
	await official.press('procurement.evaluation.save');
	await openWork(journey, decider);
	await decider.follow(journey.opens('procurement.next.gate'));
	await decider.check('procurement.gate.next', /Kedjan/);
	await decider.fill([
		['procurement.gate.reason', told],
		['procurement.decision.by', decider.name],
		['procurement.decision.on', day(0)],
		['procurement.decision.diary', 'AMN 2027-40']
	]);
	await decider.findsNoBarriers();
	await decider.press('procurement.gate.button');
}

/** Everything that the method asks for after the framework tender is there: the agreement is signed. */
async function leaveFramework(journey: Journey, official: Person): Promise<void> {
	await openWork(journey, official);
	await official.follow(journey.opens('procurement.next.framework'));
	await official.findsNoBarriers();
	await official.press(/^(Gå vidare till Lösningsförslag|Go on to Solution design)$/);
	await official.sees('procurement.run.left.next');
}

/** Who goes on is invited to the next phase, and hands in a tender for it. */
export async function beginNextPhase(journey: Journey): Promise<void> {
	const [official, social] = [await journey.person('official'), await journey.person('social')];
	await openWork(journey, official);
	await official.follow(journey.opens('procurement.next.round'));
	await official.findsNoBarriers();
	await official.fill([
		['procurement.round.questions-until', at(30, '15:00', true)],
		['procurement.round.tenders-until', at(54, '15:00', true)]
	]);
	await official.press('procurement.round.start.button');
	await official.seesAnywhere('procurement.round.started');
	await social.menu('common.my-page');
	await social.follow('procurement.my.title');
	await social.sees('procurement.my.invitations');
	await social.at('procurement.round.kind.prototype', 'li').follow(titleOf(journey));
	await writeTender(journey, social, [[new RegExp(journey.say('^Fas 2:', '^Phase 2:')), '360 000']]);
}
