import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, signInAs, test } from './support/index.ts';

// Papers that people take out of the platform open in the programs they have.

async function download(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
	const [file] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: button }).click()
	]);
	return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

test('the challenge goes to the board as a letter, in Word and as PDF', async ({ page }) => {
	await signInAs(page, 'maja');
	await page.goto('/sv/my');
	await page.locator('main h2 a').first().click();
	await page.goto(`${new URL(page.url()).pathname}/challenge/letter`);
	await page.getByLabel('Till nämnd eller styrelse').fill('Kommunstyrelsen');
	const word = await download(page, 'Ladda ner för Word');
	expect(word.name).toMatch(/\.docx$/);
	expect(word.bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
	const pdf = await download(page, 'Ladda ner som PDF');
	expect(pdf.name).toMatch(/\.pdf$/);
	expect(pdf.bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-');
	expect(pdf.bytes.length).toBeGreaterThan(5_000);
});
