import type { Page } from '@playwright/test';
import type { Db } from '#platform/server/db/index.ts';
import { makeOrganisation, makePerson } from '#capabilities/initiatives/testing.ts';
import { makeProcurement, passDeadline, publish } from '#capabilities/procurements/testing.ts';
import { makeDivided, makeLotTender, numberOf } from '#capabilities/procurements/testing-lots.ts';
import { declareAll, scoreAll, unseal } from '#capabilities/procurements/testing-rounds.ts';
import { appDb, enter } from './support/enter.ts';
import { expect, expectAccessible, test } from './support/index.ts';

// A call in lots, as it is divided, read and tendered for: in English, without a script.

test.skip(({ javaScriptEnabled }) => javaScriptEnabled === true, 'once is enough, the harder way');

let db: Db;
test.beforeAll(() => void (db = appDb()));

test('an officer divides a call, and a supplier begins a tender for one lot', async ({ page }) => {
	const made = await makeProcurement(db, { published: false });
	const team = `/en/initiatives/${made.ref.slug}/work/procurement/${made.ref.id}`;
	await enter(page, made.officer.id);
	await page.goto(`${team}/phases`);
	await page.getByRole('link', { name: 'Divide the procurement into lots' }).click();
	await page.getByLabel('Name of the lot').fill('Schools');
	await page.getByRole('button', { name: 'Add the first lot' }).click();
	await expect(page.getByText('There is only one lot.').first()).toBeVisible();
	await page.getByLabel('Name of the lot').fill('Health care');
	await page.getByLabel('What the lot covers').fill('Everything but emergency care.');
	await page.getByRole('button', { name: 'Add a lot' }).click();
	await page.getByLabel('Highest number of lots one supplier can win').fill('3');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByText('This is more than the number of lots').first()).toBeVisible();
	await page.getByLabel('Highest number of lots one supplier can win').fill('1');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByRole('link', { name: 'Lot 2: Health care' })).toBeVisible();
	await expectAccessible(page);
	await page.goto(`${team}/criteria/new`);
	await expect(page.getByLabel('Applies to')).toBeVisible();

	await publish(made.officer.ctx, made.ref);
	await page.goto(team);
	await expect(page.getByRole('heading', { name: 'Lot 2: Health care' }).first()).toBeVisible();
	await expectAccessible(page);
	await page.goto(`${team}/rounds/4`);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Lot 2, phase 1');

	const organisation = await makeOrganisation(db, { name: 'Many Hands', sector: 'social-enterprise' });
	await db
		.updateTable('organisation')
		.set({ claimed_at: new Date() })
		.where('id', '=', organisation.id)
		.execute();
	const member = [{ organisationId: organisation.id, role: 'representative' as const }];
	const supplier = await makePerson(db, { name: 'Sam Supplier', member });
	await enter(page, supplier.id);
	await page.goto(`/en/initiatives/${made.ref.slug}/procurement/${made.ref.id}`);
	await expect(page.getByText('One supplier can win 1 lot at most.')).toBeVisible();
	await expectAccessible(page);
	await page.getByLabel('Which lot?').selectOption({ label: 'Lot 2: Health care' });
	await page.getByRole('button', { name: 'Many Hands' }).click();
	await expect(page.getByText('Lot 2: Health care').first()).toBeVisible();
	await page.goto('/en/my/tenders');
	await expect(page.getByText('Lot 2, phase 1')).toBeVisible();
});

test('lots are decided in their order, one is cancelled, and each tenderer gets a letter per lot', async ({
	page: officer,
	newPerson
}) => {
	const made = await makeDivided(db, {
		titles: ['Schools', 'Health care', 'Sports'],
		rules: { winMax: 1 }
	});
	const team = `/en/initiatives/${made.ref.slug}/work/procurement/${made.ref.id}`;
	const tag = made.ref.id.slice(0, 4);
	const [schools, care] = [numberOf(1), numberOf(2)];
	const alfa = await makeLotTender(db, made, 1, { name: `Alfa ${tag}` });
	const alfaCare = await makeLotTender(db, made, 2, { from: alfa });
	const beta = await makeLotTender(db, made, 2, { name: `Beta ${tag}` });
	const tab = (page: Page, name: string) =>
		page.getByRole('navigation').getByRole('link', { name, exact: true }).click();

	const decider = await newPerson();
	await test.step('the lot that nobody wants is cancelled by itself', async () => {
		await enter(decider, made.run.decider.id);
		await decider.goto(team);
		const lot = decider
			.locator('section')
			.filter({ has: decider.getByRole('heading', { name: 'Lot 3: Sports' }) });
		await lot.first().getByRole('link', { name: 'Cancel the lot' }).click();
		await lot.first().getByLabel('Reason').fill('The sports clubs do this themselves from now on.');
		await lot.first().getByLabel('Name of the person').fill('Bo Beslutare');
		await lot.first().getByRole('button', { name: 'Cancel the lot' }).click();
		await expect(decider.getByText('The sports clubs do this themselves').first()).toBeVisible();
	});

	for (const number of [schools, care]) {
		await passDeadline(db, made.ref, number);
		await unseal(made, { number });
		await declareAll(made, number);
	}
	await scoreAll(made, { [alfa.tenderId]: [4, 4] }, schools);
	await scoreAll(made, { [alfaCare.tenderId]: [4, 4], [beta.tenderId]: [2, 2] }, care);

	await test.step('the officer finds the tenders of each lot in its own round', async () => {
		await enter(officer, made.officer.id);
		await officer.goto(team);
		await tab(officer, 'Lot 2, phase 1');
		await tab(officer, 'Opening');
		for (const { organisation } of [alfaCare, beta])
			await expect(officer.getByText(organisation.name).first()).toBeVisible();
		await tab(officer, 'Decision');
		await expect(officer.getByText('Lots are decided in order')).toBeVisible();
		await expect(officer.getByRole('button', { name: 'Write proposed letters' })).toHaveCount(0);
	});

	/** Letters by the officer, decision by whoever may decide. */
	async function decide(lot: string): Promise<void> {
		await officer.goto(team);
		await tab(officer, lot);
		await tab(officer, 'Decision');
		await officer.getByRole('button', { name: 'Write proposed letters' }).click();
		await decider.goto(team);
		await tab(decider, lot);
		await tab(decider, 'Decision');
		await decider.getByLabel('Who decided?').fill('The municipal board');
		await decider.getByLabel('Name of the person').fill('Bo Beslutare');
		await decider.getByLabel('Date of the decision').fill('2026-02-10');
		await decider.getByLabel('Diary number').fill('KS 2026/44');
		await decider.getByLabel('I have read the evaluation').check();
		await decider.getByRole('button', { name: 'Decide and send the letters' }).click();
		await expect(decider.getByRole('heading', { name: 'Standstill' })).toBeVisible();
	}

	await test.step('whoever has won the first lot is passed over in the second', async () => {
		await decide('Lot 1, phase 1');
		await decide('Lot 2, phase 1');
		const row = decider.getByRole('row').filter({ hasText: alfa.organisation.name });
		await expect(row).toContainText('Has already won as many lots as allowed');
		await expectAccessible(decider);
		await decider.goto(team);
	});

	await test.step('and reads why in the letter of that lot', async () => {
		const supplier = await newPerson();
		await enter(supplier, alfa.representative.id);
		await supplier.goto('/en/my/tenders');
		await supplier.locator(`a[href$="/my/tenders/${alfaCare.tenderId}"]`).first().click();
		// Phases are counted within the lot.
		await expect(supplier.getByText('Price, phase 1')).toBeVisible();
		await supplier.getByRole('link', { name: 'Read your letter' }).click();
		await expect(supplier.getByRole('heading', { level: 1 })).toContainText('Lot 2: Health care');
		await expect(supplier.getByText('Ni har redan vunnit så många delar')).toBeVisible();
	});

	await test.step('everybody reads how it went, lot by lot', async () => {
		const visitor = await newPerson();
		await visitor.goto(`/en/initiatives/${made.ref.slug}/procurement/${made.ref.id}`);
		await expect(visitor.getByText('The lot is cancelled.').first()).toBeVisible();
		await expectAccessible(visitor);
	});
});
