import { expect, expectAccessible, test } from './support/index.ts';

test('a load balancer is told that the process lives and may get requests', async ({ request }) => {
	const alive = await request.get('/healthz');
	expect([alive.status(), await alive.text()]).toEqual([200, 'ok\n']);
	const ready = await request.get('/readyz');
	expect([ready.status(), await ready.text()]).toEqual([200, 'ready\n']);
});

test('the start page opens in both languages', async ({ page }) => {
	for (const lang of ['sv', 'en']) {
		const answer = await page.goto(`/${lang}`);
		expect(answer?.status()).toBe(200);
		await expectAccessible(page);
	}
});

test('an unknown page says so and stays a page of ours', async ({ page }) => {
	const answer = await page.goto('/sv/finns-inte');
	expect(answer?.status()).toBe(404);
	await expectAccessible(page);
});

test('an address that the database cannot read names nothing', async ({ request }) => {
	for (const path of ['/sv/initiatives/%00', '/en/actors/%00', '/api/v1/initiatives/%00'])
		expect((await request.get(path)).status(), path).toBe(404);
});
