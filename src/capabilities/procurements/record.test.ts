import '../../composition.ts';
import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { publishedKeys } from '#platform/server/signing/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { roundRecord } from './server/papers.ts';
import { makeProcurement, makeTender, passDeadline } from './testing.ts';
import { code, open } from './testing-rounds.ts';

const { db } = await testDb();
const dir = mkdtempSync(join(tmpdir(), 'record-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function check(record: string, pem: string): string {
	writeFileSync(join(dir, 'key.pem'), pem);
	writeFileSync(join(dir, 'record.txt'), record);
	const words = ['static/verify-record.mjs', '--key', join(dir, 'key.pem'), join(dir, 'record.txt')];
	return spawnSync(process.execPath, words, { encoding: 'utf8' }).stdout;
}

describe('the record of a round', async () => {
	const made = await makeProcurement(db);
	const { tenderId } = await makeTender(db, made, { name: 'Åkers Ängar' });
	await passDeadline(db, made.ref);
	const early = await code(roundRecord(made.officer.ctx, made.round));
	await open(made);
	const { content } = await roundRecord(made.officer.ctx, made.round);
	const pem = (await publishedKeys(db))[0]!.publicPem;

	it('is there after the opening, for those assigned', async () => {
		expect(early).toBe('conflict procurement.refuse.not-opened');
		expect(await code(roundRecord(made.run.coordinator.ctx, made.round))).toBe(
			'forbidden procurement.refuse.assigned'
		);
	});

	it('verifies offline, with who opened what', () => {
		const said = check(content, pem);
		expect(said).toMatch(/\nVALID\n$/);
		expect(said).toContain('Åkers Ängar');
		expect(said).toContain(`call:${tenderId}: `);
		expect(check(content.replaceAll('\n', '\r\n'), pem)).toMatch(/\nVALID\n$/);
	});

	it('shows an entry that was changed, taken out or put in', () => {
		const lines = content.split('\n');
		const changed = content.replace('tender.submitted', 'tender.withdrawn');
		expect(changed).not.toBe(content);
		expect(check(changed, pem)).toContain('does not follow upon the one before');
		expect(check(lines.toSpliced(2, 1).join('\n'), pem)).toMatch(/is missing[\s\S]*INVALID\n$/);
		expect(check(lines.toSpliced(2, 0, lines[2]!).join('\n'), pem)).toMatch(/INVALID\n$/);
	});

	it('shows a chain rewritten whole, and signed by somebody else', () => {
		const at = content.indexOf('\n-----BEGIN STATEMENT');
		const entries = content
			.slice(0, at)
			.split('\n')
			.map((line) => JSON.parse(line) as Record<string, string>);
		const heads = new Map<string, string>();
		for (const entry of entries) {
			if (entry.action === 'tender.submitted') entry.data = entry.data!.replace('"version":1', '"version":9');
			const { chain, seq, at: time, action, actor, subject, data } = entry;
			const words = [heads.get(chain!) ?? '', chain, seq, time, action, actor, subject, data].join('\n');
			entry.hash = createHash('sha256').update(words).digest('hex');
			heads.set(chain!, entry.hash);
		}
		const text = entries.map((entry) => JSON.stringify(entry)).join('\n');
		expect(check(text + content.slice(at), pem)).toMatch(/not those that were signed[\s\S]*INVALID\n$/);
		const { privateKey } = generateKeyPairSync('ed25519');
		const [, statement] = /STATEMENT-----\n(.*)\n/.exec(content)!;
		const forged = statement!.replace(
			/"sha256":"\w+","at"/,
			`"sha256":"${createHash('sha256').update(text).digest('hex')}","at"`
		);
		const signature = sign(null, Buffer.from(forged), privateKey).toString('base64');
		const file = `${text}\n-----BEGIN STATEMENT-----\n${forged}\n-----SIGNATURE-----\n${signature}\n-----END STATEMENT-----\n`;
		expect(check(file, pem)).toMatch(/signature does not fit[\s\S]*INVALID\n$/);
	});
});
