import { sql } from 'kysely';
import type { Page } from '@playwright/test';
import { lock, newPassphrase } from '#platform/sealing/index.ts';
import type { Db } from '#platform/server/db/index.ts';
import { declareAll, scoreAll } from '#capabilities/procurements/testing-rounds.ts';
import { makeProcurement, makeTender, passDeadline, publish } from '#capabilities/procurements/testing.ts';
import { appDb, enter } from './support/enter.ts';
import { expect, expectAccessible, test } from './support/index.ts';

// Prices compared with the lowest, an observer at the opening, the standstill of the law, and an application for review.

test.skip(({ javaScriptEnabled }) => !javaScriptEnabled, 'keys are used in the browser');

let db: Db;
test.beforeAll(() => void (db = appDb()));

const REASON = 'Vi vet inte vad sådant här brukar kosta, så ett tak går inte att sätta rätt.';
const OBSERVER = 'Olga Olsson, Mellansvenska handelskammaren';

test('from a price that depends on the others to an agreement that waits for the court', async ({
	page: officer,
	newPerson
}) => {
	const made = await makeProcurement(db, { published: false });
	const team = `/sv/initiatives/${made.ref.slug}/work/procurement/${made.ref.id}`;
	const tab = (page: Page, name: string) =>
		page.getByRole('navigation').getByRole('link', { name, exact: true }).click();

	await test.step('the officer is warned, shown an example in the own weights, and gives a reason', async () => {
		await enter(officer, made.officer.id);
		await officer.goto(team);
		await tab(officer, 'Kriterier');
		await officer.getByRole('link', { name: 'Ändra skala och hur priset räknas' }).click();
		await officer.getByLabel('Priset jämförs med det lägsta').check();
		await officer.getByRole('button', { name: 'Spara' }).click();
		await expect(officer.getByRole('alert')).toBeVisible();
		await officer.getByLabel('Skäl att jämföra med lägsta pris').fill(REASON);
		await officer.getByRole('button', { name: 'Spara' }).click();
		await officer.getByRole('link', { name: 'Ändra skala och hur priset räknas' }).click();
		await expect(officer.getByRole('heading', { name: 'Så kan det slå med era vikter' })).toBeVisible();
		await expectAccessible(officer);
		await publish(made.officer.ctx, made.ref);
		await officer.goto(team);
		await officer.getByRole('link', { name: 'Se den publika sidan' }).click();
		await expect(officer.getByText(REASON)).toBeVisible();
		await expect(officer.getByText('Ett anbud som inte vinner kan därför avgöra')).toBeVisible();
	});

	const tag = made.ref.id.slice(0, 4);
	const points: Record<string, number[]> = {};
	const offers: [string, number, number[]][] = [
		['Alfa', 400_000, [3, 3]],
		['Beta', 200_000, [3, 2]],
		['Gamma', 100_000, [0, 0]]
	];
	for (const [name, kronor, given] of offers)
		points[(await makeTender(db, made, { name: `${name} ${tag}`, kronor })).tenderId] = given;
	await passDeadline(db, made.ref);
	const phrase = newPassphrase();
	for (const { id, secret } of [made.holders.a, made.holders.b])
		await sql`update holder_key set locked = ${await lock(secret, phrase)} where person_id = ${id}`.execute(
			db
		);

	await test.step('two open, with somebody from the chamber of commerce looking on', async () => {
		const peel = async (page: Page) => {
			await page.getByLabel('Lösenfras').fill(phrase);
			await page.getByRole('button', { name: 'Ta av mitt lager' }).click();
		};
		await officer.goto(`${team}/rounds/1`);
		await officer.getByRole('link', { name: 'Till öppningen' }).click();
		await officer.getByRole('link', { name: 'Öppna med min nyckel' }).click();
		await officer.getByLabel('Någon som är med och ser på').fill(OBSERVER);
		await officer.getByRole('button', { name: 'Börja öppningen' }).click();
		await peel(officer);
		await expect(officer.getByText('Första lagret: 3 av 3')).toBeVisible();
		const second = await newPerson();
		await enter(second, made.opener.id);
		await second.goto(`${team}/rounds/1/opening`);
		await second.getByRole('link', { name: 'Öppna med min nyckel' }).click();
		await peel(second);
		await second.getByRole('link', { name: 'Till öppningslistan' }).click();
		await expect(second.getByText(`utsedd av handelskammare: ${OBSERVER}`)).toBeVisible();
	});

	await declareAll(made);
	await scoreAll(made, points);

	await test.step('the order is tested, the letters are written', async () => {
		await officer.goto(`${team}/rounds/1`);
		await tab(officer, 'Beslut');
		await expect(
			officer.getByText(`Utan anbudet från Gamma ${tag} hade Beta ${tag} kommit före Alfa ${tag}.`)
		).toBeVisible();
		await expectAccessible(officer);
		await officer.getByRole('button', { name: 'Skriv förslag till brev' }).click();
		await officer.getByRole('link', { name: 'Läs och ändra brevet' }).last().click();
		await expect(officer.getByText('av vikten').first()).toBeVisible();
	});

	const decider = await newPerson();
	await test.step('the decision begins the standstill that the law lays down', async () => {
		await enter(decider, made.run.decider.id);
		await decider.goto(`${team}/rounds/1`);
		await tab(decider, 'Beslut');
		await decider.getByLabel('Vem beslutade?').fill('Kommunstyrelsen');
		await decider.getByLabel('Namn på den som fattade').fill('Bo Beslutare');
		await decider.getByLabel('Beslutsdatum').fill('2026-02-10');
		await decider.getByLabel('Diarienummer').fill('KS 2026/44');
		await decider.getByLabel('Enligt lag, tio dagar').check();
		await decider.getByLabel('Jag har läst bedömningen').check();
		await decider.getByRole('button', { name: 'Besluta och skicka breven' }).click();
		await expect(decider.getByText('Beslutet är fattat')).toBeVisible();
		await expect(decider.getByText('Spärren följer av lag')).toBeVisible();
	});

	const sign = async (day: string) => {
		await officer.getByRole('link', { name: 'Registrera underskrift' }).click();
		const task = officer.locator('#task');
		await task.getByLabel('Vem skrev under?').selectOption({ label: `Alfa ${tag}` });
		await task.getByLabel('Datum').fill(day);
		await task.getByRole('button', { name: 'Spara' }).click();
	};
	await test.step('nothing is signed while it runs', async () => {
		await officer.goto(`/sv/initiatives/${made.ref.slug}/work/agreements`);
		await officer.getByRole('link', { name: new RegExp(`Skriv avtal.*Alfa ${tag}`) }).click();
		await officer.getByLabel('Vad är parterna överens om?').fill('Alfa prövar sitt sätt under första fasen.');
		await officer.getByRole('button', { name: 'Spara' }).click();
		await sign('2026-03-01');
		await expect(officer.getByText('Avtalsspärren löper fortfarande').first()).toBeVisible();
	});

	await test.step('when it is over an application for review blocks it still, until it is decided', async () => {
		const agreement = officer.url().split('?')[0]!;
		await officer.goto(`${team}/rounds/1/decision`);
		await officer.getByText('Registrera en ansökan om överprövning').click();
		await officer.getByLabel('Domstol').fill('Förvaltningsrätten i Jönköping');
		await officer.getByLabel('Målnummer').fill('1234-26');
		await officer.getByLabel('Kom in').fill('2026-02-15');
		await officer.getByRole('button', { name: 'Registrera', exact: true }).click();
		await expect(officer.getByText('mål 1234-26')).toBeVisible();
		await sql`update award_decision set standstill_until = '2026-02-25'
			where round_id in (select id from procurement_round where procurement_id = ${made.ref.id})`.execute(db);
		await officer.reload();
		await expectAccessible(officer);
		await officer.goto(agreement);
		await expect(officer.getByText('Inget undertecknas innan den är avgjord')).toBeVisible();
		await sign('2026-03-01');
		await expect(officer.getByText('Någon har ansökt om överprövning').first()).toBeVisible();
		await officer.goto(`${team}/rounds/1/decision`);
		await officer.getByLabel('Avgjord').fill('2026-03-20');
		await officer.getByLabel('Utgång').fill('Ansökan avslogs');
		await officer.getByRole('button', { name: 'Skriv in utgången' }).click();
		await expect(officer.getByText('Avgjord 20 mars 2026: Ansökan avslogs')).toBeVisible();
		await officer.goto(agreement);
		await sign('2026-03-01');
		await expect(officer.getByText('så pågick en överprövning').first()).toBeVisible();
		await sign('2026-03-23');
		await expect(officer.locator('main')).toContainText('Skrev under');
	});
});
