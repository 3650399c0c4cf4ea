import { sql } from 'kysely';
import type { Page } from '@playwright/test';
import {
	createIdentity,
	lock,
	newPassphrase,
	recipientOf,
	sealText,
	wrapFor
} from '#platform/sealing/index.ts';
import type { Db } from '#platform/server/db/index.ts';
import { writeTexts } from '#capabilities/procurements/sealing/content.ts';
import { PAIRS } from '#capabilities/procurements/sealing/seats.ts';
import {
	contentOf,
	makeProcurement,
	makeTender,
	passDeadline,
	type MadeProcurement,
	type Tenderer
} from '#capabilities/procurements/testing.ts';
import { declareConflict } from '#capabilities/procurements/index.ts';
import { roundIdOf, unseal } from '#capabilities/procurements/testing-rounds.ts';
import { hasAge, sealWithAge } from './support/age.ts';
import { appDb, enter } from './support/enter.ts';
import { expect, expectAccessible, test } from './support/index.ts';
import { bringToSecondPhase } from './support/second-phase.ts';

// A round of sealed tenders, as those who write, send and open them see it.

test.skip(({ javaScriptEnabled }) => !javaScriptEnabled, 'sealing in the browser needs its script');
test.setTimeout(240_000);

let db: Db;
test.beforeAll(() => void (db = appDb()));

const until = (made: MadeProcurement, what: string) =>
	sql`update procurement_round set tenders_until = clock_timestamp() + ${what}::interval
		where procurement_id = ${made.ref.id} and number = 1`.execute(db);

async function write(page: Page, tender: Tenderer, name: string): Promise<void> {
	await enter(page, tender.representative.id);
	await page.goto(`/sv/my/tenders/${tender.tenderId}`);
	await page.getByRole('link', { name: 'Skriv anbudet' }).click();
	await page.getByLabel('Förslagets namn').fill(name);
	for (const yes of await page.locator('input[type="radio"][value="yes"]').all()) await yes.check();
	for (const box of await page.locator('textarea').all()) await box.fill('Ett hemligt svar av oss.');
	for (const price of await page.locator('input[name^="price."]').all()) await price.fill('300 000');
}

const send = (page: Page) => page.getByRole('button', { name: 'Försegla och lämna in' }).click();

/** What the age program makes of the templates: the same pieces, made here where it is not installed. */
async function byHand(made: MadeProcurement, tender: Tenderer) {
	const secret = await createIdentity();
	const label = {
		round: await roundIdOf(made),
		organisation: tender.organisation.id,
		version: 1,
		documents: 0
	};
	// Says nothing of the first thing that had to be declared: the check of who may take part finds that.
	const { criteria, conditions } = made;
	const texts = writeTexts(label, contentOf({ criteria, conditions: conditions.slice(1) }, tender), {
		organisation: tender.organisation.name,
		partners: []
	});
	const seats = made.holders;
	const files = [];
	for (const part of ['identity', 'solution', 'price'] as const)
		files.push([part, await sealText(await recipientOf(secret), texts[part])] as const);
	for (const pair of PAIRS) {
		const [outer, inner] = [seats[pair[0] as 'a'], seats[pair[1] as 'b']];
		const wrap = await wrapFor(await recipientOf(outer.secret), await recipientOf(inner.secret), secret);
		files.push([`wrap-${pair}`, wrap] as const);
	}
	return files.map(([name, bytes]) => ({
		name: `${name}.age`,
		mimeType: 'application/octet-stream',
		buffer: Buffer.from(bytes)
	}));
}

test('four tender, one replaces, one comes too late; two of three open, one with a file', async ({
	page,
	newPerson
}) => {
	const made = await makeProcurement(db, { conditions: true });
	await sql`update initiative set published_at = now() where id = ${made.run.id}`.execute(db);
	const phrase = newPassphrase();
	await db
		.updateTable('holder_key')
		.set({ locked: await lock(made.holders.a.secret, phrase) })
		.where('person_id', '=', made.officer.id)
		.execute();
	const begin = (name: string) =>
		makeTender(db, made, { name: `${name} ${made.ref.id.slice(0, 4)}`, submitted: false });
	const [alfa, beta, gamma, delta] = [
		await begin('Alfa'),
		await begin('Beta'),
		await begin('Gamma'),
		await begin('Delta')
	];

	await test.step('one writes in the browser, and replaces it', async () => {
		await write(page, alfa, 'Vi ringer');
		await page.locator('#tender-files').setInputFiles({
			name: 'plan för året.txt',
			mimeType: 'text/plain',
			buffer: Buffer.from('Hemlig plan')
		});
		await expect(page.getByText('Framme')).toBeVisible();
		await expectAccessible(page);
		await send(page);
		await expect(page.getByText('Ert anbud är inlämnat, version 1')).toBeVisible();
		await page.getByRole('link', { name: 'Fortsätt skriva' }).click();
		await expect(page.getByLabel('Förslagets namn')).toHaveValue('Vi ringer');
		await page.getByLabel('Förslagets namn').fill('Vi ringer igen');
		await send(page);
		await expect(page.getByText('Ert anbud är inlämnat, version 2')).toBeVisible();
	});

	await test.step('a draft is read in another browser with its key, and not without', async () => {
		await page.goto(`/sv/my/tenders/${alfa.tenderId}/write`);
		await page.getByText('Utkastets nyckel', { exact: true }).click();
		const key = await page.locator('pre.signed').innerText();
		const other = await newPerson();
		await enter(other, alfa.representative.id);
		await other.goto(`/sv/my/tenders/${alfa.tenderId}/write`);
		await other.getByLabel('Utkastets nyckel').fill('AGE-SECRET-KEY-1FEL');
		await other.getByRole('button', { name: 'Öppna utkastet' }).click();
		await expect(other.getByText('Den nyckeln öppnar inte det här utkastet')).toBeVisible();
		await other.getByLabel('Utkastets nyckel').fill(key);
		await other.getByRole('button', { name: 'Öppna utkastet' }).click();
		await expect(other.getByLabel('Förslagets namn')).toHaveValue('Vi ringer igen');
		// Two who write at once: the second is told, and keeps what they wrote.
		await other.getByLabel('Förslagets namn').fill('Annat namn');
		await expect(other.getByText(/^Sparat/)).toBeVisible();
		await page.getByLabel('Förslagets namn').fill('Tredje namnet');
		await expect(page.getByText('En kollega har sparat en nyare version')).toBeVisible();
		await expect(page.getByLabel('Förslagets namn')).toHaveValue('Tredje namnet');
	});

	await test.step('two tender together, and both must stand behind it', async () => {
		const together = await newPerson();
		await write(together, beta, 'Tillsammans');
		await expect(together.getByText(/^Sparat/)).toBeVisible();
		await together.goto(`/sv/my/tenders/${beta.tenderId}`);
		await together.getByLabel('Fråga en organisation').fill(delta.organisation.name);
		await together.getByRole('button', { name: 'Skicka förfrågan' }).click();
		await together.getByRole('link', { name: 'Fortsätt skriva' }).click();
		await expect(together.getByText('Alla parter i anbudet har inte bekräftat')).toBeVisible();
		const partner = await newPerson();
		await enter(partner, delta.representative.id);
		await partner.goto(`/sv/my/tenders/${beta.tenderId}`);
		// A partner declares for its own organisation.
		await partner.locator('button[name="yes"][value="yes"]').click();
		await expect(partner.getByRole('alert').getByRole('link')).toHaveCount(3);
		for (const yes of await partner.locator('input[type="radio"][value="yes"]').all()) await yes.check();
		await partner.locator('button[name="yes"][value="yes"]').click();
		await expect(partner.getByText('Tack. Ni är med i anbudet.')).toBeVisible();
		await together.reload();
		await send(together);
		await expect(together.getByText('Ert anbud är inlämnat, version 1')).toBeVisible();
	});

	await test.step('one seals with the age program', async () => {
		const hand = await newPerson();
		await enter(hand, gamma.representative.id);
		await hand.goto(`/sv/my/tenders/${gamma.tenderId}`);
		await hand.getByRole('link', { name: 'Visa hur' }).click();
		await expectAccessible(hand);
		const mine = `/sv/my/tenders/${gamma.tenderId}`;
		const files = hasAge ? await sealWithAge(hand.request, mine, '300 000 kr') : await byHand(made, gamma);
		await hand.locator('#sealed').setInputFiles(files.filter(({ name }) => name !== 'identity.age'));
		await hand.getByRole('button', { name: 'Lämna in' }).click();
		await expect(hand.getByText('identity.age saknas').first()).toBeVisible();
		await hand.locator('#sealed').setInputFiles(files);
		await hand.getByRole('button', { name: 'Lämna in' }).click();
		await expect(hand.getByText('Ert anbud är inlämnat, version 1')).toBeVisible();
	});

	await test.step('one is a second late, and gets a receipt of that', async () => {
		const late = await newPerson();
		await write(late, delta, 'För sent');
		await expect(late.getByText(/^Sparat/)).toBeVisible();
		await until(made, '-1 second');
		await send(late);
		await expect(late.getByText(/Anbudstiden gick ut .* kan inte tas emot/)).toBeVisible();
		await late.goto(`/sv/my/tenders/${delta.tenderId}`);
		await expect(late.getByText(/Kom för sent/).first()).toBeVisible();
	});

	await passDeadline(db, made.ref);
	const round = await roundIdOf(made);

	await test.step('the first opener takes off a layer with the passphrase', async () => {
		const first = await newPerson();
		await enter(first, made.officer.id);
		await first.goto(`/sv/my/key/${round}`);
		await first.getByRole('button', { name: 'Börja öppningen' }).click();
		await first.getByLabel('Lösenfras').fill(newPassphrase());
		await first.getByRole('button', { name: 'Ta av mitt lager' }).click();
		await expect(first.getByText('Lösenfrasen eller nyckeln stämmer inte')).toBeVisible();
		await expectAccessible(first);
		await first.getByLabel('Lösenfras').fill(phrase.toUpperCase());
		await first.getByRole('button', { name: 'Ta av mitt lager' }).click();
		await expect(first.getByText('Första lagret: 3 av 3')).toBeVisible();
	});

	await test.step('the second with a key file, and everything is opened', async () => {
		const second = await newPerson();
		await enter(second, made.opener.id);
		await second.goto(`/sv/my/key/${round}`);
		const file = (secret: string) => ({
			name: 'key.txt',
			mimeType: 'text/plain',
			buffer: Buffer.from(`# mine\n${secret}\n`)
		});
		await second.getByLabel('Eller din nyckelfil').setInputFiles(file(made.holders.e.secret));
		await second.getByRole('button', { name: 'Ta av mitt lager' }).click();
		await expect(second.getByText('Den nyckeln hör inte till din plats')).toBeVisible();
		await second.getByLabel('Eller din nyckelfil').setInputFiles(file(made.holders.b.secret));
		await second.getByRole('button', { name: 'Ta av mitt lager' }).click();
		await second.getByRole('link', { name: 'Till öppningslistan' }).click();
		for (const { organisation } of [alfa, beta, gamma])
			await expect(second.getByText(organisation.name).first()).toBeVisible();
		await expect(second.getByText(`. ${delta.organisation.name}`)).toHaveCount(0);
		await expectAccessible(second);
	});

	await test.step('an evaluator with a conflict finds the door shut, another downloads the file', async () => {
		const [bea, bo] = [await newPerson(), await newPerson()];
		const base = `/sv/initiatives/${made.ref.slug}/work/procurement/${made.ref.id}/rounds/1`;
		const declare = async (page: Page, person: string, answer: 'yes' | 'no') => {
			await enter(page, person);
			await page.goto(`${base}/conflicts`);
			const mine = page
				.locator('main ul.rows > li')
				.filter({ has: page.getByRole('heading', { name: alfa.organisation.name }) });
			await mine.locator(`input[value="${answer}"]`).check();
			if (answer === 'yes') await mine.locator('textarea').fill('Min syster arbetar där.');
			await mine.getByRole('button', { name: 'Anmäl' }).click();
		};
		await declare(bea, made.evaluators[0].id, 'yes');
		await expect(bea.getByText('Du har anmält jäv').first()).toBeVisible();
		for (const path of [alfa.tenderId, `${alfa.tenderId}/files/${alfa.tenderId}`])
			expect((await bea.request.get(`${base}/tenders/${path}`)).status()).toBe(403);
		await declare(bo, made.evaluators[1].id, 'no');
		await bo.goto(`${base}/tenders/${alfa.tenderId}`);
		await expect(bo.locator('h1')).toHaveText('Vi ringer igen');
		const href = await bo.getByRole('link', { name: 'plan för året.txt' }).getAttribute('href');
		const file = await bo.request.get(href!);
		expect(await file.text()).toBe('Hemlig plan');
		expect(file.headers()['content-disposition']).toContain('attachment');
		for (const path of ['checks', 'requests'])
			expect((await bea.request.get(`${base}/${path}/${alfa.tenderId}`)).status()).not.toBe(200);
	});

	await test.step('what one did not declare is asked for in writing, and answered with a receipt', async () => {
		const [official, tenderer] = [await newPerson(), await newPerson()];
		for (const tenderId of [alfa.tenderId, beta.tenderId, gamma.tenderId])
			await declareConflict(made.officer.ctx, made.round, { tenderId, conflict: 'no' });
		await enter(official, made.officer.id);
		const base = `/sv/initiatives/${made.ref.slug}/work/procurement/${made.ref.id}/rounds/1`;
		await official.goto(`${base}/checks`);
		await expect(official.getByText('0 av 3 prövade · ett intygande saknas')).toBeVisible();
		await official.goto(`${base}/checks/${gamma.tenderId}`);
		await expect(official.getByText('inget svar.')).toHaveCount(1);
		await official.getByRole('link', { name: 'Be om en komplettering' }).first().click();
		await official.getByLabel('Frågan').fill('Anbudet säger inget om brott. Intyga det.');
		await official.getByLabel('Varför ni frågar').fill('Det måste stå i anbudet.');
		await official.getByLabel('Svar senast').fill('2099-01-01T12:00');
		await official.getByRole('button', { name: 'Skicka frågan' }).click();
		await expect(official.getByText('Skriv varför de andra inte får samma fråga').first()).toBeVisible();
		await official.getByLabel('Varför inte de andra?').fill('De har intygat det i sina anbud.');
		await expectAccessible(official);
		await official.getByRole('button', { name: 'Skicka frågan' }).click();
		await expect(official.getByText('Frågan är skickad till en anbudsgivare.')).toBeVisible();
		await official.goto(`${base}/negotiate`);
		await expect(official.getByText('Upphandlingen säger inte att det får förhandlas')).toBeVisible();
		await enter(tenderer, gamma.representative.id);
		await tenderer.goto(`/sv/my/tenders/${gamma.tenderId}`);
		await tenderer.getByRole('link', { name: 'Komplettering' }).click();
		await tenderer.getByLabel('Ert svar').fill('Det stämmer för oss också.');
		const proof = { name: 'intyg.txt', mimeType: 'text/plain', buffer: Buffer.from('Intyg') };
		await tenderer.locator('input[type="file"]').setInputFiles(proof);
		await expectAccessible(tenderer);
		await tenderer.getByRole('button', { name: 'Skicka svaret' }).click();
		await expect(tenderer.getByText(/Svar på en skriftlig fråga togs emot/)).toBeVisible();
		await official.goto(`${base}/requests`);
		await official.getByRole('link', { name: `Komplettering: ${gamma.organisation.name}` }).click();
		await expect(official.getByText('Det stämmer för oss också.')).toBeVisible();
		await official.getByRole('link', { name: 'Tillbaka till prövningen' }).click();
		await expect(official.getByText(/^Besvarad/)).toBeVisible();
	});

	await test.step('two are left for the second phase, and only they tender in it', async () => {
		const left = await bringToSecondPhase(db, made, [alfa, beta, gamma]);
		for (const [at, tender] of left.entries()) {
			const someone = await newPerson();
			await write(someone, tender, `Fas två, ${at + 1}`);
			await send(someone);
			await expect(someone.getByText('Ert anbud är inlämnat, version 1')).toBeVisible();
		}
		const out = await newPerson();
		await enter(out, gamma.representative.id);
		await out.goto(`/sv/initiatives/${made.ref.slug}/procurement/${made.ref.id}`);
		await expect(out.getByRole('heading', { level: 1 })).toBeVisible();
		await expect(out.locator('form[action="?/start"]')).toHaveCount(0);
		await passDeadline(db, made.ref, 2);
		expect(await unseal(made, { number: 2 })).toBe('opened');
		await enter(out, made.opener.id);
		await out.goto(`/sv/initiatives/${made.ref.slug}/work/procurement/${made.ref.id}/rounds/2/opening`);
		for (const { organisation } of left) await expect(out.getByText(organisation.name).first()).toBeVisible();
		await expect(out.getByText(gamma.organisation.name)).toHaveCount(0);
	});
});

test('a file whose sending is interrupted goes on where it stopped, in a new page', async ({ page }) => {
	const made = await makeProcurement(db);
	const tender = await makeTender(db, made, { submitted: false });
	await enter(page, tender.representative.id);
	const offsets: number[] = [];
	let fail = true;
	await page.route('**/files/*', async (route) => {
		const request = route.request();
		if (request.method() !== 'PATCH') return route.continue();
		offsets.push(Number(request.headers()['upload-offset']));
		if (fail && offsets.at(-1)! > 0) return route.abort('internetdisconnected');
		return route.continue();
	});
	await page.goto(`/sv/my/tenders/${tender.tenderId}/write`);
	const bytes = Buffer.alloc(20 * 1024 * 1024, 'x');
	await page
		.locator('#tender-files')
		.setInputFiles({ name: 'stor.bin', mimeType: 'application/octet-stream', buffer: bytes });
	await expect(page.getByText('Väntar på nätet')).toBeVisible();
	await expect(page.getByText(/^Sparat/)).toBeVisible();
	fail = false;
	await page.reload();
	await expect(page.getByText('Framme')).toBeVisible();
	// Not from the beginning: the first piece was already there.
	expect(offsets.filter((offset) => offset === 0)).toHaveLength(1);
	const [file] = await db
		.selectFrom('sealed_file')
		.selectAll()
		.where('tender_id', '=', tender.tenderId)
		.execute();
	expect(file!.completed_at).not.toBeNull();
});
