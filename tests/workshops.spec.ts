import type { Page } from '@playwright/test';
import { expect, expectAccessible, signInAs, test } from './support/index.ts';

const title = (name: string) => `${name} ${process.pid}-${Date.now()}`;
/** As the calendar says in Sweden, also late in the evening. */
const inDays = (days: number) =>
	new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(Date.now() + days * 86_400_000);

/** The team's list of workshops of the initiative that the persona coordinates. */
async function openWorkshops(page: Page): Promise<string> {
	await signInAs(page, 'amina');
	await page.goto('/sv/my');
	const href = await page.locator('a[href*="/initiatives/"]').first().getAttribute('href');
	const slug = /initiatives\/([^/?#]+)/.exec(href!)![1];
	const list = `/sv/initiatives/${slug}/work/workshops`;
	await page.goto(list);
	return list;
}

async function planWorkshop(page: Page, name: string): Promise<string> {
	const list = await openWorkshops(page);
	await page.getByRole('link', { name: 'Planera en verkstad' }).click();
	await page.getByRole('button', { name: 'Spara utkastet' }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await expectAccessible(page);
	await page.getByLabel('Vad heter verkstaden?').fill(name);
	await page.getByLabel('Börjar').fill(`${inDays(20)}T17:00`);
	await page.getByLabel('Slutar').fill(`${inDays(20)}T16:00`);
	await page.getByLabel('Plats, till exempel').fill('Kulturhuset');
	await page.getByRole('button', { name: 'Spara utkastet' }).click();
	await expect(page.getByRole('link', { name: 'Sluttiden måste komma efter starttiden.' })).toBeVisible();
	await expect(page.getByLabel('Vad heter verkstaden?')).toHaveValue(name);
	await page.getByLabel('Slutar').fill(`${inDays(20)}T19:00`);
	await page.getByRole('button', { name: 'Spara utkastet' }).click();
	await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
	await page.getByRole('button', { name: 'Publicera verkstaden' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Bjud in' })).toBeVisible();
	return `${list}/${/workshops\/([0-9a-f-]+)/.exec(page.url())![1]}`;
}

async function openCapture(page: Page, work: string): Promise<string> {
	await page.goto(`${work}/capture`);
	await page.getByRole('button', { name: 'Öppna insamlingen' }).click();
	return (await page.locator('.code-big').innerText()).trim();
}

const insight = (page: Page) => page.getByLabel('Skriv med dina ord');

test('plan, publish, choose whom to invite, register, wait for nobody', async ({ page, newPerson }) => {
	const name = title('Verkstad');
	const work = await planWorkshop(page, name);
	await expectAccessible(page);
	const box = page.locator('input[name="organisation"]:not([disabled])').first();
	await box.check();
	await page.getByRole('button', { name: 'Uppdatera antalet' }).click();
	await expect(box).toBeChecked();
	const guest = await newPerson();
	await guest.goto(work.replace('/work/', '/'));
	await guest.getByRole('button', { name: 'Skicka anmälan' }).click();
	await expect(guest.getByRole('alert')).toBeVisible();
	await expectAccessible(guest);
	await guest.getByLabel('Namn').fill('Gäst Gästsson');
	await guest.getByLabel('E-post').fill(`gast.${process.pid}.${Date.now()}@example.org`);
	await guest.getByLabel('Jag har egen erfarenhet av frågan').check();
	await guest.getByRole('button', { name: 'Skicka anmälan' }).click();
	await expect(guest.getByText('Tack! Vi har skickat ett mejl')).toBeVisible();
	await page.goto(`${work}/participants`);
	await expect(page.getByText('Gäst Gästsson')).toBeVisible();
});

test('a wrong code is mended; what is posted is read, released and shown on the wall', async ({
	page,
	newPerson
}) => {
	const work = await planWorkshop(page, title('Väggen'));
	const code = await openCapture(page, work);
	await expectAccessible(page);
	const phone = await newPerson();
	await phone.setViewportSize({ width: 320, height: 640 });
	await phone.goto('/sv/c');
	await phone.getByLabel('Kod').fill('AAA AAA');
	await phone.getByRole('button', { name: 'Fortsätt' }).click();
	await expect(phone.getByRole('alert')).toContainText('Vi hittar ingen insamling');
	await phone.getByLabel('Kod').fill(code.toLowerCase());
	await phone.getByRole('button', { name: 'Fortsätt' }).click();
	await expectAccessible(phone);
	const words = '<b>Bussen</b> & "tåget" 🚌 går för sällan';
	await insight(phone).fill(words);
	await phone.getByRole('button', { name: 'Skicka' }).click();
	await expect(phone.getByText('Tack! Det är mottaget.').first()).toBeVisible();

	await page.goto(`${work}/capture`);
	await expect(page.getByText(words)).toBeVisible();
	await page.getByRole('button', { name: 'Visa alla' }).click();
	const wall = await page.context().newPage();
	await wall.goto(`${work}/wall`);
	await expect(wall.getByText(words)).toBeVisible();
	await phone.goto('/sv/c/mine');
	await expect(phone.getByText('Visat i rummet')).toBeVisible();
	await wall.close();
});

/** Somebody at a phone of their own, who has posted. */
async function post(phone: Page, code: string, words: string): Promise<void> {
	await phone.goto(`/sv/c/${code.replace(/\s/g, '')}`);
	await insight(phone).fill(words);
	await phone.getByRole('button', { name: 'Skicka' }).click();
	await expect(phone.getByText('Tack! Det är mottaget.').first()).toBeVisible();
}

test('what several said is merged and answered; each sees what became of theirs; and it is taken apart', async ({
	page,
	newPerson
}) => {
	const work = await planWorkshop(page, title('Lika'));
	const code = await openCapture(page, work);
	const [one, two] = [await newPerson(), await newPerson()];
	await post(one, code, 'Vi hinner inte med bussen');
	await post(two, code, 'Sista bussen går för tidigt');
	const [, list, workshop] = /(.+\/work)\/workshops\/(.+)/.exec(work)!;
	await page.goto(`${list}/insights?workshop=${workshop}`);
	await page.getByLabel('Gör med de valda').selectOption({ label: 'Slå ihop' });
	await page.getByRole('button', { name: 'Utför' }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await page.getByRole('checkbox', { name: /Vi hinner inte/ }).check();
	await page.getByRole('checkbox', { name: /Sista bussen/ }).check();
	await page.getByRole('button', { name: 'Utför' }).click();
	await expect(page.getByText('2 insikter är ihopslagna.')).toBeVisible();
	await expect(page.locator('.voices')).toContainText('Vi hinner inte med bussen');
	await expect(page.locator('#alike')).toContainText('Sista bussen går för tidigt');
	await expectAccessible(page);
	await page.getByLabel('Svar till den som sa det').fill('Vi frågar trafikbolaget i januari.');
	await page.getByRole('button', { name: 'Spara svaret' }).click();
	for (const phone of [one, two]) {
		await phone.goto('/sv/c/mine');
		await expect(phone.getByText('Vi frågar trafikbolaget i januari.')).toBeVisible();
	}
	await expect(two.getByText('Samlat med liknande')).toBeVisible();
	await expect(two.locator('q')).toHaveText('Vi hinner inte med bussen');
	await expectAccessible(two);
	await page.getByRole('button', { name: 'Ta isär: Sista bussen' }).click();
	await expect(page.getByText('Den står för sig själv igen.')).toBeVisible();
	await expect(page.locator('#alike')).toHaveCount(0);
	await two.reload();
	await expect(two.getByText('Samlat med liknande')).toHaveCount(0);
});

test('without network insights wait on the phone, survive a reload, and go by themselves', async ({
	page,
	newPerson,
	javaScriptEnabled
}) => {
	test.skip(!javaScriptEnabled, 'without script the form posts at once or not at all');
	const work = await planWorkshop(page, title('Källaren'));
	const code = (await openCapture(page, work)).replace(/\s/g, '');
	const phone = await newPerson();
	await phone.goto(`/sv/c/${code}`);
	await phone.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await phone.reload();
	await phone.context().setOffline(true);
	for (const words of ['Ett utan nät', 'Två utan nät', 'Tre utan nät']) {
		await insight(phone).fill(words);
		await phone.getByRole('button', { name: 'Skicka' }).click();
	}
	await expect(phone.getByText('3 väntar på nät.')).toBeVisible();
	await phone.reload();
	await expect(phone.getByText('3 väntar på nät.')).toBeVisible();
	await phone.context().setOffline(false);
	await expect(phone.getByText('Tack! Det är mottaget.').first()).toBeVisible({ timeout: 40_000 });
	await expect(phone.getByText('väntar på nät')).toBeHidden();
	await page.goto(`${work}/capture`);
	for (const words of ['Ett utan nät', 'Två utan nät', 'Tre utan nät'])
		await expect(page.getByText(words)).toHaveCount(1);
});

test('the wall follows while it is open', async ({ page, javaScriptEnabled }) => {
	test.skip(!javaScriptEnabled, 'without script the wall refreshes itself every ten seconds');
	const work = await planWorkshop(page, title('Live'));
	const code = (await openCapture(page, work)).replace(/\s/g, '');
	const wall = await page.context().newPage();
	await wall.goto(`${work}/wall`);
	await page.goto(`/sv/c/${code}`);
	await insight(page).fill('Dyker upp av sig själv');
	await page.getByRole('button', { name: 'Skicka' }).click();
	await expect(page.getByText('Tack! Det är mottaget.').first()).toBeVisible();
	await page.goto(`${work}/capture`);
	await page.getByRole('button', { name: 'Visa alla' }).click();
	await expect(wall.getByText('Dyker upp av sig själv')).toBeVisible();
	await wall.close();
});
