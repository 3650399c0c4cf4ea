import { expect, signInAs, test } from './support/index.ts';

test('what is written before the page’s script has come stays, and is saved', async ({
	page,
	javaScriptEnabled
}) => {
	test.skip(!javaScriptEnabled, 'without script there is nothing to wait for');
	await signInAs(page, 'amina');
	await page.goto('/sv/my');
	const work = await page.locator('main h2 a').first().getAttribute('href');
	let open = () => {};
	const gate = new Promise<void>((resolve) => (open = resolve));
	await page.route('**/_app/**/*.js', (route) => gate.then(() => route.continue()));
	await page.goto(`${work}/challenge/limits`, { waitUntil: 'commit' });
	const words = `Inte en app till ${Date.now()}`;
	await page.getByLabel('Vad söker ni inte?').fill(words);
	open();
	await expect(page.getByText('Utkastet sparades')).toBeVisible();
	await expect(page.getByLabel('Vad söker ni inte?')).toHaveValue(words);
	await page.reload();
	await expect(page.getByLabel('Vad söker ni inte?')).toHaveValue(words);
});
