import { test as base } from '../support/index.ts';
import { startApp } from '../support/app.ts';
import { addOrganisation, appoint, claimOrganisation, signUp } from './arrive.ts';
import { payForMilestone, signAgreement } from './agree.ts';
import { approveChallenge, gatherTeam, startInitiative, wordChallenge } from './begin.ts';
import { measureEffect, publishLesson, recordBaseline } from './effect.ts';
import {
	agreeOnPoints,
	beginNextPhase,
	closePhase,
	decideAward,
	handInTender,
	openTenders,
	scoreTenders
} from './evaluate.ts';
import { CAST, Journey, type Role } from './journey.ts';
import { Mailbox } from './mailbox.ts';
import { makeKeys, rehearseOpening } from './keys.ts';
import { prepareProcurement, publishProcurement, releaseDossier } from './procure.ts';
import { answerRfi, askAndAnswerToAll, publishRfi, tellWhatRfiGave } from './rfi.ts';
import { seeWholeChain } from './visitor.ts';
import { captureInsights, planWorkshop, signUpForWorkshop, tellWhatWasHeard } from './workshop.ts';

// One challenge, five people, an empty database: from need to measured effect, by the links and buttons that
// people see. In Swedish with JavaScript, in English without.

interface Start {
	app: Awaited<ReturnType<typeof startApp>>;
	mailbox: Mailbox;
}

const test = base.extend<{ journey: Journey }, { start: Start }>({
	start: [
		// eslint-disable-next-line no-empty-pattern
		async ({}, use) => {
			const mailbox = new Mailbox();
			const app = await startApp({ args: ['--no-demo'], env: { SMTP_URL: await mailbox.open() } });
			await use({ app, mailbox });
			await app.stop();
			await mailbox.close();
		},
		{ scope: 'worker', timeout: 300_000 }
	],
	baseURL: async ({ start }, use) => use(start.app.url),
	journey: async ({ start, newPerson, javaScriptEnabled }, use) =>
		use(new Journey(javaScriptEnabled ? 'sv' : 'en', start.app, start.mailbox, newPerson))
});

test.setTimeout(900_000);

test('one challenge goes all the way, carried by five people', async ({ journey }) => {
	const step = (name: string, run: (journey: Journey) => Promise<unknown>) =>
		test.step(name, () => run(journey));
	await step('five people sign in by mail; the first becomes process leader', async () => {
		for (const role of Object.keys(CAST) as Role[]) await signUp(journey, role);
		appoint(journey, await journey.person('leader'));
	});
	await step('their organisations are added and claimed', addOrganisations);
	await step('the initiative is started', startInitiative);
	await step('the team gathers', gatherTeam);
	await step('the challenge is worded', wordChallenge);
	await step('approved and published', approveChallenge);
	await step('a workshop is planned', planWorkshop);
	await step('held', async () => captureInsights(journey, await signUpForWorkshop(journey)));
	await step('what was heard is told', tellWhatWasHeard);
	await step('a request for information is published', publishRfi);
	await step('a question is answered to all', askAndAnswerToAll);
	await step('an organisation answers', answerRfi);
	await step('the deadline passes, and what it gave is told', tellWhatRfiGave);
	await step('where it starts is measured', recordBaseline);
	await step('a procurement in phases is prepared', prepareProcurement);
	await step('what the dialogue gave is released into it', releaseDossier);
	await step('three people make keys', makeKeys);
	await step('decided and published', publishProcurement);
	if (journey.lang === 'en') await step('the opening is rehearsed', rehearseOpening);
	await step('a tender is handed in', handInTender);
	await step('opened by two', openTenders);
	await step('scored by two on their own', scoreTenders);
	await step('agreed on', agreeOnPoints);
	await step('awarded, with standstill', decideAward);
	await step('an agreement with a part paid for results is signed', signAgreement);
	await step('a milestone is reached and paid', payForMilestone);
	await step('the phase is settled', closePhase);
	await step('the next phase begins', beginNextPhase);
	await step('a year later the effect is measured', measureEffect);
	await step('lessons are published', publishLesson);
	await step('a visitor sees the whole chain', seeWholeChain);
});

async function addOrganisations(journey: Journey): Promise<void> {
	const t = journey.t;
	const { municipality } = journey;
	await addOrganisation(journey, await journey.person('official'), {
		name: municipality,
		sector: t('actors.sector.public'),
		municipality: 'Tranås'
	});
	await claimOrganisation(journey, await journey.person('decider'), municipality);
	await addOrganisation(journey, await journey.person('social'), {
		name: 'Kedjan arbetskooperativ',
		sector: t('actors.sector.social-enterprise'),
		municipality: 'Tranås'
	});
	await addOrganisation(journey, await journey.person('researcher'), {
		name: journey.say('Högskolan i Vätterbygden', 'Vätterbygden University College'),
		sector: t('actors.sector.academia'),
		municipality: 'Jönköping'
	});
}
