import type { Page } from '@playwright/test';
import { expectBadInputIsAnswered } from './support/bad-input.ts';
import { expect, expectAccessible, signInAs, test } from './support/index.ts';

// A process leader makes a method of their own out of the innovation model, changes and translates it, publishes
// it twice, and moves an initiative that runs by it. With script in Swedish, without in English.

const WORDS = {
	sv: {
		copy: 'Kopiera till en egen metod',
		copyName: 'Vad ska den nya metoden heta?',
		copyButton: 'Kopiera',
		save: 'Spara',
		stepName: 'Stegets namn',
		guidance: 'Vägledning',
		down: 'Flytta ner: Verkstäder',
		editGate: /Ändra villkoren.*Behov/,
		add: 'Lägg till ett villkor',
		fact: 'Minst en insikt är insamlad',
		howMany: 'Hur många?',
		see: 'Visa hur det läses',
		reads: 'Minst 12 insikter är insamlade',
		saveCondition: 'Spara villkoret',
		translate: 'Översätt',
		review: 'Granska och publicera',
		note: 'Vad är nytt, och varför?',
		publish: (n: number) => `Publicera version ${n}`,
		edit: 'Ändra metoden',
		remove: 'Ta bort steget',
		move: 'Se skillnaden och flytta',
		over: 'Gå över till version 2',
		newStep: 'Nytt steg: Träffa barnen',
		moved: 'Nu följer ni version 2.',
		theirs: 'Så står det nu',
		up: 'Flytta upp: ',
		beaten: 'Någon har publicerat eller kastat utkastet',
		nothingLeft: 'Det finns inget kvar att kasta.'
	},
	en: {
		copy: 'Copy to a method of its own',
		copyName: 'What is the new method to be called?',
		copyButton: 'Copy',
		save: 'Save',
		stepName: 'Name of the step',
		guidance: 'Guidance',
		down: 'Move down: Workshops',
		editGate: /Change the conditions.*Need/,
		add: 'Add a condition',
		fact: /At least one insight/,
		howMany: 'How many?',
		see: 'Show how it reads',
		reads: /At least 12 insights/,
		saveCondition: 'Save the condition',
		translate: 'Translate',
		review: 'Review and publish',
		note: 'What is new, and why?',
		publish: (n: number) => `Publish version ${n}`,
		edit: 'Change the method',
		remove: 'Remove the step',
		move: 'See the difference and move',
		over: 'Change to version 2',
		newStep: 'New step: Träffa barnen',
		moved: 'You now follow version 2.',
		theirs: 'This is how it reads now',
		up: 'Move up: ',
		beaten: 'Somebody has published or thrown away the draft',
		nothingLeft: 'There is nothing left to throw away.'
	}
};
type Words = (typeof WORDS)['sv' | 'en'];

async function copyModel(page: Page, lang: string, w: Words, name: string): Promise<string> {
	await page.goto(`/${lang}/methods/innovation-model`);
	await page.getByRole('link', { name: w.copy }).click();
	await page.getByRole('button', { name: w.copyButton, exact: true }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await expectAccessible(page);
	await page.getByLabel(w.copyName).fill(name);
	await page.getByRole('button', { name: w.copyButton, exact: true }).click();
	await expect(page).toHaveURL(/\/draft$/);
	await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
	await expectAccessible(page);
	return page.url();
}

/** Two who write in the same box: the second sees both, and may save again. */
async function collide(page: Page, draft: string, w: Words): Promise<void> {
	const other = await page.context().newPage();
	for (const one of [page, other]) await one.goto(`${draft}/steps/workshops`);
	await page.getByLabel(w.stepName).fill('Första namnet');
	await page.getByRole('button', { name: w.save, exact: true }).click();
	await expect(page).toHaveURL(/\/draft#step-workshops$/);
	await other.getByLabel(w.stepName).fill('Andra namnet');
	await other.getByRole('button', { name: w.save, exact: true }).click();
	await expect(other.getByRole('heading', { name: w.theirs })).toBeVisible();
	await expect(other.getByText('Första namnet').first()).toBeVisible();
	await expect(other.getByLabel(w.stepName)).toHaveValue('Andra namnet');
	await other.getByRole('button', { name: w.save, exact: true }).click();
	await expect(other.getByRole('link', { name: 'Andra namnet' })).toBeVisible();
	await other.close();
}

async function setGate(page: Page, draft: string, w: Words): Promise<void> {
	await page.goto(draft);
	await page.getByRole('link', { name: w.editGate }).click();
	await expectAccessible(page);
	await page.getByRole('link', { name: w.add }).click();
	await expectAccessible(page);
	await page.getByRole('link', { name: w.fact }).click();
	await page.getByLabel(w.howMany).fill('tolv');
	await page.getByRole('button', { name: w.saveCondition }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await expect(page.getByLabel(w.howMany)).toHaveValue('tolv');
	await page.getByLabel(w.howMany).fill('12');
	await page.getByRole('button', { name: w.see }).click();
	await expect(page.getByText(w.reads)).toBeVisible();
	await expectAccessible(page);
	await page.getByRole('button', { name: w.saveCondition }).click();
	await expect(page).toHaveURL(/\/gate$/);
	await expect(page.getByText(w.reads)).toBeVisible();
	await moveLastConditionUp(page, w);
}

async function moveLastConditionUp(page: Page, w: Words): Promise<void> {
	const conditions = page.locator('.gate-lines .condition');
	const before = await conditions.allTextContents();
	await page.getByRole('button', { name: w.up }).last().click();
	await expect(page).toHaveURL(new RegExp(`#line-${before.length - 2}$`));
	await expect(conditions).toHaveText([...before.slice(0, -2), before.at(-1)!, before.at(-2)!]);
	await expectAccessible(page);
}

/** The original of the other language's name is missing: it is counted, and written beside the original. */
async function translate(page: Page, draft: string, to: string, id: string, words: string): Promise<void> {
	await page.goto(`${draft}/translate?to=${to}&left=1`);
	await expectAccessible(page);
	const field = page.locator(`[name="${id}"]`);
	await expect(field).toHaveAttribute('lang', to);
	await field.fill(words);
	await page.locator('form', { has: field }).getByRole('button').click();
	await expect(page.locator(`[name="${id}"]`)).toHaveCount(0);
}

/** Every form of the draft refuses what cannot be, with all that was typed, and is accessible. */
async function tryNonsense(page: Page, draft: string): Promise<void> {
	for (const path of [
		'/about',
		'/phases/rfi',
		'/phases/rfi/gate/condition?fact=rfi.answers',
		'/steps/rfi',
		'/new-phase',
		'/new-step?phase=rfi',
		'/translate?to=en',
		'/translate?to=sv',
		'/publish',
		'/discard'
	]) {
		await page.goto(`${draft}${path}`);
		await expectBadInputIsAnswered(page);
		await expectAccessible(page);
	}
}

async function publish(page: Page, draft: string, w: Words, number: number): Promise<void> {
	await page.goto(draft);
	await page.getByRole('link', { name: w.review }).click();
	await page.getByRole('button', { name: w.publish(number) }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await expectAccessible(page);
	await page.getByLabel(w.note).fill('Provat på tre ställen & putsat.');
	await page.getByRole('button', { name: w.publish(number) }).click();
	await expect(page).toHaveURL(draft.replace(/\/draft$/, ''));
}

/** Two who publish, and one who throws away: the late ones are told, and the note is kept. */
async function publishAmongOthers(page: Page, draft: string, w: Words, number: number): Promise<void> {
	const [first, thrower] = [await page.context().newPage(), await page.context().newPage()];
	await page.goto(`${draft}/publish`);
	for (const one of [first, thrower]) await one.goto(`${draft}/${one === first ? 'publish' : 'discard'}`);
	await first.getByLabel(w.note).fill('Provat på tre ställen & putsat.');
	await first.getByRole('button', { name: w.publish(number) }).click();
	await expect(first).toHaveURL(draft.replace(/\/draft$/, ''));
	await page.getByLabel(w.note).fill('Min egen anteckning');
	await page.getByRole('button', { name: w.publish(number) }).click();
	await expect(page.getByText(w.beaten)).toBeVisible();
	await expect(page.getByLabel(w.note)).toHaveValue('Min egen anteckning');
	await expect(page.locator('main form').getByRole('button')).toHaveCount(0);
	await expectAccessible(page);
	await thrower.locator('.confirm').getByRole('button').click();
	await expect(thrower.getByText(w.nothingLeft)).toBeVisible();
	for (const one of [first, thrower]) await one.close();
	await page.goto(draft.replace(/\/draft$/, ''));
}

async function startRun(page: Page, lang: string, key: string, title: string): Promise<string> {
	await page.goto(`/${lang}/initiatives/start?method=${key}`);
	await page.locator('select[name="organisationId"]').selectOption({ index: 1 });
	await page.locator('[name="title"]').fill(title);
	await page.locator('input[name="themes"]').first().check();
	await page.locator(`input[name="method"][value="${key}"]`).check();
	await page.locator('main form').getByRole('button').last().click();
	await expect(page).toHaveURL(/\/initiatives\/[^/]+\/work/);
	return /initiatives\/([^/?#]+)/.exec(page.url())![1]!;
}

test('copy, change, translate and publish a method, and move an initiative to its next version', async ({
	page,
	javaScriptEnabled
}) => {
	test.setTimeout(300_000);
	const lang = javaScriptEnabled ? 'sv' : 'en';
	const other = javaScriptEnabled ? 'en' : 'sv';
	const w: Words = WORDS[lang];
	const name = `Prov ${lang} ${process.pid}-${Date.now()}`;
	await signInAs(page, 'leo');
	const draft = await copyModel(page, lang, w, name);
	const key = /methods\/([^/]+)/.exec(draft)![1]!;

	await page.getByRole('button', { name: w.down }).click();
	const steps = page.locator('#phase-dialogue ol > li');
	await expect(steps.first()).toHaveAttribute('id', 'step-insights');
	await collide(page, draft, w);
	await setGate(page, draft, w);
	await translate(page, draft, other, 'name', `Översatt ${name}`);
	if (javaScriptEnabled) await tryNonsense(page, draft);
	await publish(page, draft, w, 1);
	await expect(page.getByText(w.reads)).toBeVisible();
	await page.goto(`/${other}/methods/${key}`);
	await expect(page.getByRole('heading', { level: 1, name: `Översatt ${name}` })).toBeVisible();

	const slug = await startRun(page, lang, key, `Hur prövar vi ${name}?`);
	await page.goto(`/${lang}/methods/${key}`);
	await page.getByRole('button', { name: w.edit }).click();
	await page.goto(`${draft}/new-step?phase=need`);
	await page.getByLabel(w.stepName).fill('Träffa barnen');
	await page.locator('main form').getByRole('button').click();
	await page.goto(`${draft}/steps/challenge`);
	await page.getByRole('button', { name: w.remove }).click();
	await expect(page).toHaveURL(draft);
	await publishAmongOthers(page, draft, w, 2);

	await expectAccessible(page);
	await page.getByRole('link', { name: w.move }).click();
	await expect(page.getByText(w.newStep)).toBeVisible();
	await expectAccessible(page);
	await page.getByRole('button', { name: w.over }).click();
	await expect(page.getByText(w.moved)).toBeVisible();
	await expect(page.locator('#phase-need').getByText('Träffa barnen').first()).toBeVisible();
	await expect(page.locator('#homeless a').first()).toBeVisible();
	await expectAccessible(page);
	await page.goto(`/${lang}/methods/${key}/versions`);
	await expect(page.getByText(w.newStep)).toBeVisible();
	await expectAccessible(page);
	await page.goto(`/${lang}/initiatives/${slug}/work/settings`);
	await expectAccessible(page);
	await retireAndBack(page, `/${lang}/methods/${key}`);
});

async function retireAndBack(page: Page, method: string): Promise<void> {
	for (const offered of [0, 1]) {
		await page.goto(`${method}/retire`);
		await expectAccessible(page);
		await page.locator('main form').getByRole('button').click();
		await expect(page).toHaveURL(method);
		await expect(page.locator(`a[href*="start?method="]`)).toHaveCount(offered);
	}
}

test('a visitor reads versions, and meets no door to change them', async ({ page }) => {
	await page.goto('/sv/methods/innovation-model');
	await expect(page.getByText('dagar').first()).toBeVisible();
	await expect(page.getByText(/(^|\s)0 dagar/)).toHaveCount(0);
	await expect(page.getByRole('button', { name: WORDS.sv.edit })).toHaveCount(0);
	await page.getByRole('link', { name: 'Alla versioner, och vad som skiljer dem' }).click();
	await expectAccessible(page);
	for (const path of ['/draft', '/copy', '/retire', '/draft/publish']) {
		await page.goto(`/sv/methods/innovation-model${path}`);
		await expect(page).toHaveURL(/\/sign-in\?next=/);
	}
});
