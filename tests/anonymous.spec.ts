import { sql } from 'kysely';
import type { Page } from '@playwright/test';
import type { Db } from '#platform/server/db/index.ts';
import { makeTeamMember } from '#capabilities/initiatives/testing.ts';
import {
	addEvaluator,
	declareRound,
	saveConsensus,
	saveScores,
	submitScores
} from '#capabilities/procurements/index.ts';
import { entries, open } from '#capabilities/procurements/testing-rounds.ts';
import { makeProcurement, makeTender, type Tenderer } from '#capabilities/procurements/testing.ts';
import { appDb, enter } from './support/enter.ts';
import { expect, expectAccessible, test } from './support/index.ts';
import { checkAll } from './support/second-phase.ts';

// An anonymous evaluation, as those see it who score and those who handle the names, until the names are shown.

let db: Db;
test.beforeAll(() => void (db = appDb()));

test('who scores sees neutral names until the points are frozen, and an officer the names all along', async ({
	page: bea,
	newPerson
}) => {
	const made = await makeProcurement(db, { conditions: true });
	await sql`update procurement_round set anonymous = true where procurement_id = ${made.ref.id}`.execute(db);
	const tag = made.ref.id.slice(0, 4);
	const names = [`Ängens omsorg ${tag}`, `Alfa ${tag}`, `Zebran ${tag}`];
	const tenders: Tenderer[] = [];
	for (const name of names) tenders.push(await makeTender(db, made, { name }));
	await open(made);
	const third = await makeTeamMember(db, made.run.id, 'evaluator', { name: 'Boel Bedömare' });
	await addEvaluator(made.officer.ctx, made.round, { personId: third.id });
	const base = `/sv/initiatives/${made.ref.slug}/work/procurement/${made.ref.id}/rounds/1`;
	const [, bo] = made.evaluators;
	const nameless = async (page: Page) => {
		for (const name of names) await expect(page.getByText(name)).toHaveCount(0);
	};
	const tab = (page: Page, name: string) =>
		page.getByRole('navigation').getByRole('link', { name, exact: true }).click();

	await test.step('one with a conflict in somebody on the list evaluates nothing in the round', async () => {
		const page = await newPerson();
		await enter(page, third.id);
		await page.goto(base);
		await page.getByRole('link', { name: 'Anmäl' }).first().click();
		const list = page.locator('main ul').filter({ hasText: names[0] });
		await expect(list.getByRole('listitem')).toHaveText([names[1]!, names[2]!, names[0]!]);
		await page.getByLabel('Ja, mot minst en').check();
		await page.getByRole('button', { name: 'Anmäl' }).click();
		await expect(page.getByRole('alert')).toBeVisible();
		await page.getByLabel('Varför är du jävig?').fill('Min bror arbetar på Zebran.');
		await page.getByRole('button', { name: 'Anmäl' }).click();
		await expect(page.getByText('Du bedömer inte i den här fasen')).toBeVisible();
		// No way leads on to what is shut.
		await expect(page.getByRole('link', { name: 'Mina poäng' })).toHaveCount(0);
		await tab(page, 'Läget');
		await expect(page.getByRole('link', { name: /Läs och sätt poäng|Till den gemensamma/ })).toHaveCount(0);
		for (const { tenderId } of tenders)
			expect((await page.request.get(`${base}/tenders/${tenderId}`)).status()).toBe(403);
	});

	await test.step('one without reads "Anbud A" and scores it', async () => {
		await enter(bea, made.evaluators[0].id);
		await bea.goto(`${base}/conflicts`);
		await bea.getByLabel('Nej, inte mot någon').check();
		await bea.getByRole('button', { name: 'Anmäl' }).click();
		await bea.getByRole('link', { name: 'Läs och sätt poäng' }).click();
		await nameless(bea);
		for (const letter of ['A', 'B', 'C']) {
			const row = bea.getByRole('listitem').filter({ hasText: `Anbud ${letter}` });
			await row.getByRole('link', { name: 'Läs och bedöm' }).click();
			for (const points of await bea.locator('input[type="radio"][value="3"]').all()) await points.check();
			for (const why of await bea.locator('form textarea').all()) await why.fill('Väl beskrivet med belägg.');
			await bea.getByRole('button', { name: 'Spara poängen' }).click();
		}
		await bea.getByRole('button', { name: 'Lämna in mina poäng' }).click();
		await expect(bea.getByText('Dina poäng är inlämnade.')).toBeVisible();
		await tab(bea, 'Läget');
		await nameless(bea);
		await expectAccessible(bea);
		await tab(bea, 'Gemensam bedömning');
		await nameless(bea);
	});

	await test.step('whatever tells a name is shut: the list, checks, questions, prices, letters', async () => {
		const tender = tenders[0]!.tenderId;
		const shut = ['opening', 'opening.pdf', 'record.txt', 'checks', `checks/${tender}`, 'requests', 'prices'];
		for (const path of [...shut, 'decision', `letters/${tender}`])
			expect((await bea.request.get(`${base}/${path}`)).status(), path).not.toBe(200);
	});

	const officer = await newPerson();
	await test.step('the officer sees who, declares one by one, and checks', async () => {
		await enter(officer, made.officer.id);
		await officer.goto(base);
		await tab(officer, 'Jäv');
		for (const name of names) {
			const row = officer
				.locator('main ul.rows > li')
				.filter({ has: officer.getByRole('heading', { name }) });
			await row.locator('input[value="no"]').check();
			await row.getByRole('button', { name: 'Anmäl' }).click();
			await expect(row.getByText('Du har svarat att du inte är jävig.')).toBeVisible();
		}
		await checkAll(made, tenders);
		await tab(officer, 'Prövning');
		await expect(officer.getByText(names[0]!).first()).toBeVisible();
	});

	await declareRound(bo.ctx, made.round, { conflict: 'no' });
	for (const { tenderId } of tenders) await saveScores(bo.ctx, made.round, tenderId, entries(made, [4, 2]));
	await submitScores(bo.ctx, made.round);

	await test.step('the meeting agrees with neutral names on the table, and freezing shows whose they are', async () => {
		await tab(officer, 'Gemensam bedömning');
		await nameless(officer);
		await expect(officer.locator('main h2')).toHaveText(['Anbud A', 'Anbud B', 'Anbud C']);
		await officer.getByRole('link', { name: 'Gemensamma poäng för Anbud A' }).click();
		await nameless(officer);
		for (const { tenderId } of tenders)
			await saveConsensus(made.officer.ctx, made.round, tenderId, entries(made, [3, 3]));
		await tab(officer, 'Gemensam bedömning');
		await officer.getByLabel('När hölls mötet?').fill('2026-02-01');
		await officer.getByLabel('Vilka var med?').fill('Bea, Bo och Ulla');
		await officer.getByLabel('Poängen är gemensamma').check();
		await expectAccessible(officer);
		await officer.getByRole('button', { name: 'Lås poängen' }).click();
		await expect(officer.getByText('Kvalitetspoängen är låsta.')).toBeVisible();
		await bea.goto(base);
		await tab(bea, 'Gemensam bedömning');
		for (const name of names)
			await expect(bea.getByRole('heading', { name: new RegExp(`${name} · Anbud [ABC]`) })).toBeVisible();
		await tab(bea, 'Beslut');
		await expect(bea.getByText(names[0]!).first()).toBeVisible();
	});
});
