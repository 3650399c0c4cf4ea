import { readdirSync, readlinkSync } from 'node:fs';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { startApp, type App } from '../support/app.ts';
import { signInAs } from '../support/sign-in.ts';
import { treeOf } from './tree.ts';

test.skip(
	() => process.platform !== 'linux' || !process.env.APP_DATABASE_URL,
	'looks at processes in /proc, and needs the database of the journeys'
);
test.setTimeout(120_000);

const LIST = '/sv/initiatives/vem-gor-vad-nar-gottsunda-ska-bli-tryggare/work/workshops';

/** How many connections each of the web processes holds. */
function connections(app: App): number[] {
	const web = treeOf(app.child.pid!).filter(({ command }) => command.includes('bin/server.mjs'));
	return web.map(({ pid }) => {
		const files = readdirSync(`/proc/${pid}/fd`).map((fd) => {
			try {
				return readlinkSync(`/proc/${pid}/fd/${fd}`);
			} catch {
				return '';
			}
		});
		return files.filter((target) => target.startsWith('socket:')).length;
	});
}

/** Somebody at a computer of their own. */
async function somebody(browser: Browser, app: App, persona?: string): Promise<Page> {
	const context = await browser.newContext({ baseURL: app.url, locale: 'sv-SE' });
	const page = await context.newPage();
	if (persona) await signInAs(page, persona);
	return page;
}

async function openRoom(page: Page): Promise<{ work: string; code: string }> {
	await page.goto(`${LIST}/new`);
	await page.getByLabel('Vad heter verkstaden?').fill(`Två processer ${process.pid}-${Date.now()}`);
	await page.getByLabel('Börjar').fill('2040-05-01T09:00');
	await page.getByLabel('Slutar').fill('2040-05-01T12:00');
	await page.getByLabel('Plats, till exempel').fill('Biblioteket');
	await page.getByRole('button', { name: 'Spara utkastet' }).click();
	await page.getByRole('button', { name: 'Publicera verkstaden' }).click();
	const work = `${LIST}/${/workshops\/([0-9a-f-]{36})/.exec(page.url())![1]}`;
	await page.goto(`${work}/capture`);
	await page.getByRole('button', { name: 'Öppna insamlingen' }).click();
	const code = await page.locator('.code-big').innerText();
	return { work, code: code.replace(/\s/g, '') };
}

test('two web processes: a wall follows what the other one releases, and everybody sees their own words at once', async ({
	browser
}) => {
	const app = await startApp({
		args: ['--only=web'],
		env: { DATABASE_URL: process.env.APP_DATABASE_URL, WEB_PROCESSES: '2' }
	});
	const leader = await somebody(browser, app, 'amina');
	const { work, code } = await openRoom(leader);

	// Each browser's connections are dealt out anew, so that walls stand at both processes.
	const before = connections(app);
	const walls = await Promise.all(
		Array.from({ length: 4 }, async () => {
			const wall = await somebody(browser, app, 'amina');
			await wall.goto(`${work}/wall`);
			return wall;
		})
	);
	await expect
		.poll(() => connections(app).map((count, index) => count > before[index]!))
		.toEqual([true, true]);

	const phone = await somebody(browser, app);
	await phone.goto(`/sv/c/${code}`);
	await phone.getByLabel('Skriv med dina ord').fill('Lampan vid gångvägen är trasig');
	await phone.getByRole('button', { name: 'Skicka' }).click();
	await expect(phone.getByText('Tack! Det är mottaget.').first()).toBeVisible();
	await phone.goto('/sv/c/mine');
	await expect(phone.getByText('Lampan vid gångvägen är trasig')).toBeVisible();

	await leader.goto(`${work}/capture`);
	await leader.getByRole('button', { name: 'Visa alla' }).click();
	for (const wall of walls)
		await expect(wall.getByText('Lampan vid gångvägen är trasig')).toBeVisible({ timeout: 5_000 });

	// Asked again and again on connections of their own, no process remembers how it was before.
	const words = `Nu är det sagt ${Date.now()}`;
	await leader.goto(`${work.replace(/\/workshops.*/, '')}/settings`);
	const summary = leader.locator('textarea[name="summary"]');
	const old = await summary.inputValue();
	await summary.fill(words);
	await summary
		.locator('xpath=ancestor::form')
		.getByRole('button', { name: /^Spara/ })
		.click();
	const state = await leader.context().storageState();
	for (let turn = 0; turn < 6; turn++) {
		const context = await browser.newContext({ baseURL: app.url, storageState: state });
		const answer = await context.request.get(LIST.replace('/work/workshops', ''));
		expect(await answer.text()).toContain(words);
		await context.close();
	}
	await leader.goto(`${work.replace(/\/workshops.*/, '')}/settings`);
	await summary.fill(old);
	await summary
		.locator('xpath=ancestor::form')
		.getByRole('button', { name: /^Spara/ })
		.click();
	for (const page of [leader, phone, ...walls]) await page.context().close();
	expect(await app.stop()).toBe(0);
});
