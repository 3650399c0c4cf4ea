import { sql } from 'kysely';
import type { Page } from '@playwright/test';
import type { Db } from '#platform/server/db/index.ts';
import { saveScores, submitScores } from '#capabilities/procurements/index.ts';
import { declareAll, entries, open } from '#capabilities/procurements/testing-rounds.ts';
import {
	makeProcurement,
	makeTender,
	publish,
	type MadeProcurement,
	type Tenderer
} from '#capabilities/procurements/testing.ts';
import { appDb, enter } from './support/enter.ts';
import { expect, expectAccessible, test } from './support/index.ts';

// A negotiation in writing, from the rule in the call to the points: the buyer, three who tender, one who evaluates.

const RULE = 'När insatsen börjar, och hur den följs upp.';

let db: Db;
test.beforeAll(() => void (db = appDb()));

/** Everybody's time to answer ended a second ago. */
const passTime = ({ ref }: MadeProcurement) =>
	sql`update tender_request q set answer_until = clock_timestamp() - interval '1 second' from tender t
		join procurement_round r on r.id = t.round_id
		where t.id = q.tender_id and r.procurement_id = ${ref.id}`.execute(db);

/** From one's own tenders to the question that waits. */
async function toQuestion(page: Page, tender: Tenderer): Promise<void> {
	await enter(page, tender.representative.id);
	await page.goto('/sv/my/tenders');
	await page.locator(`a[href$="/my/tenders/${tender.tenderId}"]`).first().click();
	await page.getByRole('link', { name: 'Förhandling' }).click();
}

test('the same words to all, answers shut until the time is out, and then the points', async ({
	page: officer,
	newPerson
}) => {
	const made = await makeProcurement(db, { published: false });
	const team = `/sv/initiatives/${made.ref.slug}/work/procurement/${made.ref.id}`;
	const tab = (page: Page, name: string) =>
		page.getByRole('navigation').getByRole('link', { name, exact: true }).click();

	await test.step('the call says what may be negotiated', async () => {
		await enter(officer, made.officer.id);
		await officer.goto(team);
		await tab(officer, 'Krav');
		await officer.getByLabel('Vad får förhandlas?').fill(RULE);
		await officer.locator('#negotiation').getByRole('button', { name: 'Spara' }).click();
		await expect(officer.getByLabel('Vad får förhandlas?')).toHaveValue(RULE);
		await publish(made.officer.ctx, made.ref);
		await officer.goto(team);
		await officer.getByRole('link', { name: 'Se den publika sidan' }).click();
		await expect(officer.getByText(RULE)).toBeVisible();
		await expect(officer.getByText('priset förhandlas inte')).toBeVisible();
	});

	const tag = made.ref.id.slice(0, 4);
	const [alfa, beta, gamma] = [
		await makeTender(db, made, { name: `Alfa ${tag}` }),
		await makeTender(db, made, { name: `Beta ${tag}` }),
		await makeTender(db, made, { name: `Gamma ${tag}` })
	];
	await open(made);
	await declareAll(made);

	const bea = await newPerson();
	await test.step('one who evaluates has already given points to what was offered first', async () => {
		await enter(bea, made.evaluators[0].id);
		await bea.goto(`${team}/rounds/1`);
		await bea.getByRole('link', { name: 'Läs och sätt poäng' }).click();
		for (const { tenderId } of [alfa, beta, gamma]) {
			await bea.locator(`a[href$="/score/${tenderId}"]`).click();
			for (const points of await bea.locator('input[type="radio"][value="3"]').all()) await points.check();
			for (const why of await bea.locator('textarea').all()) await why.fill('Väl beskrivet med belägg.');
			await bea.getByRole('button', { name: 'Spara poängen' }).click();
		}
		await expect(bea.getByRole('heading', { name: 'Allt är bedömt' })).toBeVisible();
	});

	await test.step('the officer negotiates with all at once', async () => {
		await officer.goto(`${team}/rounds/1`);
		await officer.getByRole('link', { name: 'Förhandla skriftligt' }).click();
		for (const { organisation } of [alfa, beta, gamma])
			await expect(officer.getByRole('listitem').filter({ hasText: organisation.name })).toBeVisible();
		await officer
			.getByLabel('Det ni vill förhandla om')
			.fill(`Kan ni, som ${beta.organisation.name}, börja i maj?`);
		await officer.getByLabel('Varför ni förhandlar').fill('Skolan börjar i augusti.');
		await officer.getByLabel('Svar senast').fill('2099-01-01T12:00');
		await officer
			.getByLabel(`Särskilt om anbudet från ${alfa.organisation.name}`)
			.fill('Er plan säger oktober.');
		await officer.getByRole('button', { name: 'Skicka till alla' }).click();
		await expect(officer.getByText('Nämn ingen annan anbudsgivare här').first()).toBeVisible();
		await officer
			.getByLabel('Det ni vill förhandla om')
			.fill('Kan insatsen börja tidigare än ni har skrivit?');
		await officer.getByRole('button', { name: 'Skicka till alla' }).click();
		await expect(officer.getByText('Förhandlingen är skickad till 3 anbudsgivare.')).toBeVisible();
		await expect(officer.getByText('En förhandling pågår.')).toBeVisible();
		await expect(officer.getByRole('link', { name: 'Förhandla skriftligt' })).toHaveCount(0);
	});

	const tenderer = await newPerson();
	await test.step('one changes what it offers, one does not, and neither hears of the other', async () => {
		await toQuestion(tenderer, alfa);
		await expect(tenderer.getByText('Er plan säger oktober.')).toBeVisible();
		await expectAccessible(tenderer);
		await tenderer.getByLabel('Ert svar').fill('Vi kan börja i augusti.');
		await tenderer.getByLabel('Effekt').fill('Vi börjar i augusti och frågar de unga varje månad.');
		await tenderer.getByRole('button', { name: 'Skicka svaret' }).click();
		await expect(tenderer.getByText('Svaret är mottaget.')).toBeVisible();
		await tenderer.getByRole('link', { name: 'Förhandling' }).click();
		await toQuestion(tenderer, beta);
		await expect(tenderer.getByText('oktober')).toHaveCount(0);
		await tenderer.getByLabel('Ert svar').fill('Nej, vi står för det vi skrev.');
		await tenderer.getByRole('button', { name: 'Skicka svaret' }).click();
		await expect(tenderer.getByText('Svaret är mottaget.')).toBeVisible();
	});

	await test.step('while one has time left nobody reads an answer, and no points are handed in', async () => {
		await tab(officer, 'Frågor till anbudsgivare');
		await officer.getByRole('link', { name: `Förhandling: ${alfa.organisation.name}` }).click();
		await expect(officer.getByText('Svaren går att läsa när alla har svarat')).toBeVisible();
		await expect(officer.getByText('Vi kan börja i augusti.')).toHaveCount(0);
		// Her page is from before it began.
		await bea.getByRole('button', { name: 'Lämna in mina poäng' }).click();
		await expect(bea.getByText('En förhandling pågår.').first()).toBeVisible();
		await bea.reload();
		await expect(bea.getByText('En förhandling pågår, så det som erbjuds kan ändras.')).toBeVisible();
		await expect(bea.getByRole('button', { name: 'Lämna in mina poäng' })).toHaveCount(0);
	});

	await passTime(made);

	await test.step('the third is too late, and its tender stands', async () => {
		await toQuestion(tenderer, gamma);
		await expect(tenderer.getByText('Inget svar kom in i tid.')).toBeVisible();
		await expect(tenderer.getByLabel('Ert svar')).toHaveCount(0);
	});

	await test.step('the officer reads what was answered', async () => {
		await officer.reload();
		await expect(officer.getByText('Vi kan börja i augusti.')).toBeVisible();
	});

	await test.step('whoever had given points sees what has changed, and scores that', async () => {
		await bea.goto(`${team}/rounds/1/score`);
		const mark = bea.getByText('Anbudet har ändrats sedan du gav dina poäng');
		await expect(mark).toHaveCount(1);
		await expect(bea.getByRole('heading', { name: 'Allt är bedömt' })).toHaveCount(0);
		await bea.getByRole('link', { name: 'Läs och bedöm igen' }).click();
		await expect(mark).toBeVisible();
		await expect(bea.getByText('Vi börjar i augusti och frågar de unga varje månad.').first()).toBeVisible();
		await bea.getByText('Som det lämnades').click();
		// Beside what it became, folded together, it stands too.
		const before = bea.getByText(`Hemligt svar av ${alfa.organisation.name}.`);
		await expect(before.filter({ visible: true }).first()).toBeVisible();
		await expectAccessible(bea);
		await bea.locator('input[type="radio"][value="4"]').first().check();
		await bea.getByRole('button', { name: 'Spara poängen' }).click();
		await expect(mark).toHaveCount(0);
		await bea.getByRole('button', { name: 'Lämna in mina poäng' }).click();
		await expect(bea.getByText('Dina poäng är inlämnade.')).toBeVisible();
	});

	await test.step('with the points the negotiation is over', async () => {
		await tab(officer, 'Frågor till anbudsgivare');
		await expect(officer.getByText('Det går inte att förhandla längre')).toBeVisible();
		const bo = made.evaluators[1].ctx;
		for (const { tenderId } of [alfa, beta, gamma])
			await saveScores(bo, made.round, tenderId, entries(made, [3, 3]));
		await submitScores(bo, made.round);
		await tab(officer, 'Gemensam bedömning');
		await officer.getByRole('link', { name: 'Läs hela anbudet' }).first().click();
		await expect(officer.getByText('Ändrat i förhandlingen')).toBeVisible();
	});
});
