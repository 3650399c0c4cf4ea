import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import type { Person } from './person.ts';

/** What was handed in has a receipt that holds without the platform: with the program and the key that anybody fetches. */
export async function receiptHolds({ page, t }: Person): Promise<void> {
	const dir = mkdtempSync(join(tmpdir(), 'receipt-'));
	try {
		const receipt = await fetchTo(page, dir, await linkOf(page, t('procurement.receipt.download')));
		await page.getByRole('link', { name: t('procurement.receipt.how') }).click();
		const key = await fetchTo(page, dir, await linkOf(page, t('trust.key.download')));
		const program = await fetchTo(page, dir, await linkOf(page, t('trust.check.program')), 'verify.mjs');
		const { stdout } = spawnSync(process.execPath, [program, '--key', key, receipt], { encoding: 'utf8' });
		expect(stdout).toMatch(/kind: submission[\s\S]*\nVALID\n$/);
	} finally {
		rmSync(dir, { recursive: true });
	}
}

const linkOf = async (page: Page, name: string) =>
	(await page.getByRole('link', { name, exact: true }).first().getAttribute('href'))!;

async function fetchTo(
	page: Page,
	dir: string,
	href: string,
	name = href.replaceAll(/\W/g, '')
): Promise<string> {
	const answer = await page.request.get(new URL(href, page.url()).href);
	expect(answer.status()).toBe(200);
	writeFileSync(join(dir, name), await answer.body());
	return join(dir, name);
}
