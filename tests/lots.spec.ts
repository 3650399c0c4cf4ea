import type { Db } from '#platform/server/db/index.ts';
import { makeOrganisation, makePerson } from '#capabilities/initiatives/testing.ts';
import { makeProcurement, publish } from '#capabilities/procurements/testing.ts';
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
