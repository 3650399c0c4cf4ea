import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import pg from 'pg';
import { expect, expectAccessible, signInAs, test } from './support/index.ts';

// What is decided must be confirmed by a one-time code, typed in the form itself: nothing typed is lost over it.

const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format();
const code = (page: Page) => page.getByLabel('Engångskod', { exact: true });

/** Starts an initiative and words its challenge. @returns the address of its working pages */
async function wordChallenge(page: Page, title: string): Promise<string> {
	await page.goto('/sv/initiatives/start');
	await page.getByLabel('Hur lyder frågan, med vanliga ord?').fill(title);
	await page.getByLabel('Psykisk hälsa').check();
	await page.getByRole('button', { name: 'Starta' }).click();
	const work = /.*\/initiatives\/[^/?#]+/.exec(page.url())![0] + '/work';
	for (const part of ['essential', 'evidence', 'perspective', 'limits']) {
		await page.goto(`${work}/challenge/${part}`);
		for (const field of await page.locator('main textarea').all())
			await field.fill('Det vi ser, och hur vi vet det.');
		await page
			.getByRole('button', { name: /^Spara/ })
			.first()
			.click();
		await expect(page.getByRole('alert')).toHaveCount(0);
	}
	return work;
}

async function draftAgreement(page: Page, work: string): Promise<string> {
	await page.goto(`${work}/agreements/new`);
	await page.getByLabel('Vad heter avtalet?').fill('Partnerskap om kvällsöppet');
	await page.getByLabel('Vad är parterna överens om?').fill('Vi håller öppet två kvällar i veckan.');
	await page.getByRole('button', { name: 'Spara' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Partnerskap om kvällsöppet' })).toBeVisible();
	return page.url().split('?')[0]!;
}

/** An app for one-time codes, and the recovery codes. */
async function setUpCode(page: Page): Promise<{ totp: TOTP; recovery: string }> {
	await page.goto('/sv/my/second-factor');
	await page.getByRole('button', { name: 'Kom igång' }).click();
	const key = (await page.locator('li p code').innerText()).replaceAll(/\s/g, '');
	const totp = new TOTP({ secret: Secret.fromBase32(key) });
	await page.getByLabel('Kod', { exact: true }).fill(totp.generate());
	await page.getByRole('button', { name: 'Slå på' }).click();
	return { totp, recovery: await page.locator('.codes li').first().innerText() };
}

/** People of the demo world come in as if they had shown a code; everybody else shows one in each session. */
async function forgetCode(name: string): Promise<void> {
	const client = new pg.Client(process.env.APP_DATABASE_URL);
	await client.connect();
	await client.query(
		'update session set second_factor_at = null where person_id = (select id from person where name = $1)',
		[name]
	);
	await client.end();
}

test('a delegate decides, the board gets a list of it, and an agreement is signed', async ({
	page,
	newPerson,
	javaScriptEnabled
}) => {
	// The world is shared by both projects, and an app is set up once.
	const persona = javaScriptEnabled ? 'gunnar' : 'birgit';
	const title = `Vem håller öppet på kvällen? ${Date.now()}`;
	await signInAs(page, persona);
	const work = await wordChallenge(page, title);
	const agreement = await draftAgreement(page, work);
	const { totp, recovery } = await setUpCode(page);

	const signing = await newPerson();
	await signInAs(signing, persona);
	const deciding = await newPerson();
	await signInAs(deciding, persona);
	await forgetCode(javaScriptEnabled ? 'Gunnar Ek' : 'Birgit Sandell');
	await signing.goto(`${agreement}?do=sign`);
	await deciding.goto(`${work}/challenge/decide`);
	await deciding.getByLabel('En tjänsteperson på delegation').check();
	await deciding.getByLabel('Nämnd eller styrelse', { exact: true }).fill('Socialnämnden');
	await deciding.getByLabel('Beslutsdatum').fill(day);
	await deciding.getByLabel('Paragraf').fill('§ 14');
	await deciding.getByLabel('Diarienummer').fill('SN 2026-77');
	const minutes = deciding.getByLabel('Protokoll eller beslutshandling');
	await minutes.setInputFiles({
		name: 'protokoll.pdf',
		mimeType: 'application/pdf',
		buffer: Buffer.from('%PDF-1.4\n%%EOF\n')
	});
	await deciding.getByRole('button', { name: 'Registrera beslutet' }).click();
	await expect(deciding.getByRole('alert')).toContainText('måste bekräftas');
	// With script the chosen file stays chosen; without, the field says that it did not come along.
	await expect(minutes).toHaveValue(javaScriptEnabled ? /protokoll\.pdf$/ : '');
	await expect(deciding.getByText('Hade du valt en fil?')).toBeVisible({ visible: !javaScriptEnabled });
	await expectAccessible(deciding);
	await code(deciding).fill('12');
	await deciding.getByRole('button', { name: 'Registrera beslutet' }).click();
	await expect(deciding.getByRole('link', { name: /Koden har sex siffror/ })).toBeVisible();
	await expect(deciding.getByLabel('Diarienummer')).toHaveValue('SN 2026-77');
	await code(deciding).fill(totp.generate({ timestamp: Date.now() + 30_000 }));
	await deciding.getByRole('button', { name: 'Registrera beslutet' }).click();
	// The code was right and is not asked for again; who decided is still lacking.
	await expect(deciding.getByRole('alert')).toBeVisible();
	await expect(code(deciding)).toHaveCount(0);

	await signing.getByLabel('Datum').fill(day);
	await code(signing).fill(totp.generate());
	const sign = signing.locator('#task').getByRole('button', { name: 'Spara' });
	await sign.click();
	await expect(signing.getByRole('alert')).toContainText('Koden är redan använd');
	await expect(signing.getByLabel('Datum')).toHaveValue(day);
	await expectAccessible(signing);
	await code(signing).fill(recovery);
	await sign.click();
	await expect(signing.locator('main')).toContainText('Skrev under');

	await deciding.getByLabel('Vem, med titel').fill('Förvaltningschef Bo Sten');
	await deciding.getByLabel('Punkt i delegationsordningen').fill('C 4.2');
	await deciding.getByRole('button', { name: 'Registrera beslutet' }).click();
	await expect(deciding.getByText('Beslutet är registrerat.')).toBeVisible();
	await deciding.goto(`/sv/decisions?from=${day}`);
	const row = deciding.getByRole('row').filter({ hasText: title });
	for (const words of ['Förvaltningschef Bo Sten', 'C 4.2', 'Socialnämnden', 'SN 2026-77, § 14'])
		await expect(row).toContainText(words);
	await expectAccessible(deciding);
	const [file] = await Promise.all([
		deciding.waitForEvent('download'),
		deciding.getByRole('link', { name: 'Ladda ner som CSV' }).click()
	]);
	expect(await readFile(await file.path(), 'utf8')).toContain('Förvaltningschef Bo Sten');

	await deciding.goto(`${work}/challenge`);
	await deciding.getByRole('button', { name: 'Publicera utmaningen' }).click();
	await concludeAndStop(deciding, work);
	const visitor = await newPerson();
	// What everybody sees may be a few seconds old.
	await expect(async () => {
		await visitor.goto(work.replace(/\/work$/, ''));
		await expect(visitor.locator('main h2').first()).toHaveText('Det blev ingen skillnad', { timeout: 500 });
	}).toPass({ timeout: 20_000 });
	await expect(visitor.locator('.headline')).toContainText('Tolv kom en gång, ingen kom tillbaka.');
	await expect(visitor.locator('main')).toContainText('Nämnden har valt en annan väg.');
	await expectAccessible(visitor);
	await visitor.getByRole('link', { name: 'Vad slutsatsen bygger på' }).click();
	await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Det blev ingen skillnad');
});

/** Says what changed for whom, or did not; mends it, publishes it, and ends the initiative. */
async function concludeAndStop(page: Page, work: string): Promise<void> {
	await page.goto(`${work}/effects/conclusion`);
	await page.getByLabel('Det blev ingen skillnad').check();
	const body = page.getByLabel('Vad ändrades för vem, eller varför inte?');
	await body.fill('Tolv kom en gång, ingen kom tillbaka.');
	await page.getByRole('button', { name: 'Spara' }).click();
	await expect(page.getByText('Utkast, syns bara för teamet')).toBeVisible();
	await expect(page.getByLabel('Det blev ingen skillnad')).toBeChecked();
	await expect(body).toHaveValue('Tolv kom en gång, ingen kom tillbaka.');
	await expectAccessible(page);
	await page.getByRole('button', { name: 'Publicera slutsatsen' }).click();
	await expect(page.getByText('Slutsatsen är publicerad.')).toBeVisible();
	await page.goto(`${work}/settings`);
	await page.getByText('Lägg ner initiativet').click();
	await page.getByLabel('Varför läggs det ner?').fill('Nämnden har valt en annan väg.');
	await page.getByRole('button', { name: 'Lägg ner', exact: true }).click();
	await expect(page.getByText('Initiativet är nedlagt')).toBeVisible();
}
