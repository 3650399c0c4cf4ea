import { confirmWithCode } from './arrive.ts';
import type { Journey, Role } from './journey.ts';
import type { Person } from './person.ts';
import { titleOf } from './procure.ts';
import { openWork } from './work.ts';
import { createIdentity, openBytes, recipientOf } from '#platform/sealing/index.ts';

/** What each holder has on paper, or in their key file. */
const phrases = new Map<Person, string>();
const secrets = new Map<Person, string>();

/** Omar and Ragnar open; Edit, from outside, keeps the third key. Each makes their own. */
export async function makeKeys(journey: Journey): Promise<void> {
	const official = await journey.person('official');
	await openWork(journey, official);
	await official.follow('procurement.kind');
	await official.follow(titleOf(journey));
	await official.follow('procurement.tab.holders');
	await official.select('procurement.holders.a', { text: official.name });
	await official.select('procurement.holders.b', { text: (await journey.person('researcher')).name });
	await official.fill([['procurement.holders.e', (await journey.person('escrow')).email]]);
	await official.findsNoBarriers();
	await official.press('procurement.holders.save');
	await official.sees('procurement.holders.waiting');
	for (const role of ['official', 'researcher', 'escrow'] as const) {
		const person = await journey.person(role);
		await person.visit(await journey.mailbox.link(person.email, '/my/key'));
		await codeOnce(person);
		await (person.scripts ? makeHere(person) : makeElsewhere(person));
		await person.seesAnywhere('procurement.key.saved');
		await person.sees('procurement.holders.fingerprint');
	}
}

/** In the browser: a file to keep, a passphrase for paper, a copy under it. */
async function makeHere(person: Person): Promise<void> {
	await person.click('procurement.key.make');
	const phrase = person.page.locator('.passphrase code');
	await phrase.waitFor();
	await person.findsNoBarriers();
	// Nobody goes on who has neither written it down nor saved the file.
	await person.click('procurement.key.use');
	await person.sees('procurement.key.written.first');
	phrases.set(person, await phrase.innerText());
	await person.check('procurement.key.written');
	await person.press('procurement.key.use');
}

/** Without a script: as `age-keygen` makes it, and only the public line is pasted. */
async function makeElsewhere(person: Person): Promise<void> {
	const secret = await createIdentity();
	await person.unfold('procurement.key.own');
	await person.fill([['procurement.key.recipient', await recipientOf(secret)]]);
	await person.findsNoBarriers();
	await person.press('procurement.key.recipient.save');
	secrets.set(person, secret);
}

/** Asked for once in a session, where somebody acts as holder. */
async function codeOnce(person: Person): Promise<void> {
	const asked = person.page
		.locator('main')
		.getByRole('link', { name: person.t('common.second-factor.confirm') });
	if ((await asked.count()) === 0) return;
	await confirmWithCode(person);
}

/** Well before the deadline two of them open a test tender. */
export async function rehearseOpening(journey: Journey): Promise<void> {
	const [official, escrow] = [await journey.person('official'), await journey.person('escrow')];
	await toRound(journey, official, 'official');
	await official.findsNoBarriers();
	await official.check(['procurement.unseal.pair.label', { outer: official.name, inner: escrow.name }]);
	await official.press('procurement.unseal.rehearse.button');
	await takeOffLayer(official);
	await official.seesAnywhere('procurement.unseal.flash.layer');
	await toRound(journey, escrow, 'escrow');
	await takeOffLayer(escrow);
	await escrow.seesAnywhere('procurement.unseal.flash.worked');
	await escrow.findsNoBarriers();
}

/** To the page where one opens, from the round's own page, or from the mail for whoever stands outside. */
export async function toRound(journey: Journey, person: Person, role: Role): Promise<void> {
	if (role === 'escrow') {
		await person.menu('common.my-page');
		return person.follow(['procurement.key.held', { title: titleOf(journey).text }]);
	}
	await openWork(journey, person);
	await person.follow('procurement.kind');
	await person.follow(titleOf(journey));
	await person.follow(['procurement.tab.round', { number: 1 }]);
	await person.follow(journey.opens('procurement.todo.opening.rehearse'));
	await person.follow('procurement.unseal.rehearse');
}

/** Takes off one's layer: in the browser with the passphrase, or elsewhere with the script that the page gives. */
export async function takeOffLayer(person: Person): Promise<void> {
	await codeOnce(person);
	if (person.scripts) {
		await person.fill([['procurement.unseal.passphrase', phrases.get(person)!]]);
		return person.press('procurement.unseal.peel');
	}
	await person.unfold('procurement.unseal.age');
	const link = person.page.getByRole('link', { name: person.t('procurement.unseal.age.script') });
	const answer = await person.page.request.get(
		new URL((await link.getAttribute('href'))!, person.page.url()).href
	);
	await person.fill([
		['procurement.unseal.age.result', await asScriptDoes(await answer.text(), secrets.get(person)!)]
	]);
	await person.press('procurement.unseal.age.send');
}

/** What the script prints; the program age itself is tried where it is installed. */
async function asScriptDoes(script: string, secret: string): Promise<string> {
	const lines = /<<'END'\n([\s\S]*)\nEND/.exec(script)![1]!.split('\n');
	const printed = lines.map(async (line) => {
		const [number, layer] = line.split(' ');
		const inner = await openBytes(secret, new Uint8Array(Buffer.from(layer!, 'base64')));
		return `${number} ${Buffer.from(inner).toString('base64')}`;
	});
	return (await Promise.all(printed)).join('\n');
}
