import { expect } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import type { Journey, Role } from './journey.ts';
import type { Person } from './person.ts';

/** Signs in by mail for the first time. */
export async function signUp(journey: Journey, role: Role): Promise<Person> {
	const person = await journey.person(role);
	await person.visit();
	await person.menu('common.sign-in');
	await person.fill([['identity.email', person.email]]);
	await person.press('identity.sign-in.mail.send');
	await person.seesTitle('identity.sent.title');
	await person.visit(await journey.mailbox.link(person.email, '/sign-in/link'));
	await person.fill([['identity.name', person.name]]);
	await person.press('identity.link.new.button');
	await person.page.waitForURL((url) => url.pathname === `/${journey.lang}`);
	return person;
}

/** A page asks for a one-time code: sets up an app for them, and comes back. */
export async function confirmWithCode(person: Person): Promise<void> {
	const wanted = new URL(person.page.url()).pathname;
	await person.follow('common.second-factor.confirm');
	await setUpCode(person);
	await person.follow('identity.factor.go-on');
	expect(new URL(person.page.url()).pathname).toBe(wanted);
}

/** Sets up an app for one-time codes; from then on this session may decide, open and administer. */
export async function setUpCode(person: Person): Promise<void> {
	await person.press('identity.factor.begin');
	const key = (await person.page.locator('li p code').innerText()).replaceAll(/\s/g, '');
	await person.fill([['identity.code', new TOTP({ secret: Secret.fromBase32(key) }).generate()]]);
	await person.press('identity.factor.confirm');
	await person.page.locator('.codes li').first().waitFor();
}

/** An empty installation gets its first administrator and its first process leader from the console. */
export function appoint(journey: Journey, person: Person): void {
	journey.console('bin/grant.ts', 'admin', person.email);
	journey.console('bin/grant.ts', 'process-leader', person.email, '--node', 'Jönköping');
}

/** Somebody adds the organisation they work for; the process leader finds that this is true. */
export async function addOrganisation(
	journey: Journey,
	person: Person,
	organisation: { name: string; sector: string; municipality: string }
): Promise<void> {
	await person.menu('common.menu.actors');
	await person.follow('actors.directory.add');
	await person.fill([['actors.new.search', organisation.name]]);
	await person.press('design.search.button');
	await person.select('actors.field.sector', { text: organisation.sector });
	await person.select('actors.field.municipality', { text: organisation.municipality });
	await person.fill([['actors.claim.words', journey.say('Jag arbetar där.', 'I work there.')]]);
	await person.press('actors.new.button');
	await person.sees('actors.claim.waits');
	await approve(journey, await journey.person('leader'));
}

/** Somebody says that they belong to an organisation that is there already. */
export async function claimOrganisation(
	journey: Journey,
	person: Person,
	organisation: string
): Promise<void> {
	await person.menu('common.menu.actors');
	await person.fill([['actors.directory.search', organisation.slice(0, -1)]]);
	await person.press('design.search.button');
	await person.follow({ text: organisation });
	await person.follow('actors.claim.button');
	await person.check('actors.role.decision-maker');
	await person.fill([
		['actors.claim.words', journey.say('Jag är ordförande i nämnden.', 'I chair the committee.')]
	]);
	await person.press('actors.claim.send');
	await approve(journey, await journey.person('leader'));
}

/** The mail leads to the question; the answer is a mail too. */
async function approve(journey: Journey, answering: Person): Promise<void> {
	await answering.visit(await journey.mailbox.link(answering.email, '/people'));
	await answering.press('actors.claims.approve');
}
