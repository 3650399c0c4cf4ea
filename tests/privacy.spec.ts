import { readFileSync } from 'node:fs';
import pg from 'pg';
import { expect, expectAccessible, signInAs, test } from './support/index.ts';

// Somebody with a past in the demo world sees what is kept about them, and goes. Done once: it cannot be undone.
test.skip(({ javaScriptEnabled }) => javaScriptEnabled !== false, 'one can only be erased once');

/** Every text or JSON column of every table that still holds the words. */
async function placesOf(words: string): Promise<string[]> {
	const client = new pg.Client(process.env.APP_DATABASE_URL);
	await client.connect();
	try {
		const { rows } = await client.query<{ t: string; c: string }>(
			`select table_name as t, column_name as c from information_schema.columns
			 where table_schema = 'public' and data_type in ('text', 'jsonb', 'json', 'character varying', 'ARRAY')`
		);
		const found: string[] = [];
		for (const { t, c } of rows) {
			const hit = await client.query(`select 1 from "${t}" where strpos("${c}"::text, $1) > 0 limit 1`, [
				words
			]);
			if (hit.rowCount) found.push(`${t}.${c}`);
		}
		return found;
	} finally {
		await client.end();
	}
}

test('my data as a file, what would go and what must stay, and then I am gone', async ({ page }) => {
	await signInAs(page, 'alva');
	await page.goto('/en/my/data');
	await expectAccessible(page);
	await expect(page.getByRole('main')).not.toContainText(/\b(identity|actors)\./);
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('link', { name: 'Download my data' }).click()
	]);
	const file = JSON.parse(readFileSync(await download.path(), 'utf8'));
	const address: string = file.records['identity.person'][0].email;
	expect(await placesOf(address)).toContain('person.email');
	await page.getByLabel(/Write the word/).fill('delete it');
	await page.getByRole('button', { name: /Erase me/ }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await page.getByLabel(/Write the word/).fill('erase');
	await page.getByRole('button', { name: /Erase me/ }).click();
	await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
	expect(await placesOf(address)).toEqual([]);
});
