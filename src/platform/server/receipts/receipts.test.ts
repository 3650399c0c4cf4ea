import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { VISITOR } from '#platform/access/index.ts';
import { audit } from '../audit/index.ts';
import { publishedKeys, rotateSigningKey } from '../signing/index.ts';
import { testDb } from '../testing/db.ts';
import { issueReceipt, receiptsIn, receiptText, type ReceiptKind } from './index.ts';

const { db } = await testDb();
const dir = mkdtempSync(join(tmpdir(), 'receipts-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const chain = 'call:11111111-1111-4111-8111-111111111111';
const sum = 'a'.repeat(64);

const issue = (kind: ReceiptKind, version: number, of = chain) =>
	db.transaction().execute(async (tx) => {
		await audit(tx, VISITOR, { chain: of as 'call:x', action: 'tender.submitted', subject: 'tender:x' });
		const about = { organisation: 'Åkers Ängar', tender: of };
		const at = '2026-11-22T13:59:59.123456Z';
		return issueReceipt(tx, { chain: of, kind, version, sha256: sum, bytes: 7, at, about });
	});

/** Runs the program that people download; gives its last line. */
async function check(...words: string[]): Promise<string> {
	const run = promisify(execFile)(process.execPath, ['static/verify-receipt.mjs', ...words]);
	const { stdout } = await run.catch((error: unknown) => error as { stdout: string });
	return stdout.trim().split('\n').at(-1)!;
}

const save = (name: string, text: string) => {
	writeFileSync(join(dir, name), text);
	return join(dir, name);
};
const keyFiles = async () =>
	(await publishedKeys(db)).flatMap((key) => ['--key', save(`${key.id}.pem`, key.publicPem)]);

describe('a receipt', () => {
	it('is checked without the platform, and shows any change', async () => {
		const receipt = await issue('submission', 1);
		const text = receiptText(receipt, ['Kvitto på anbud', 'Åkers Ängar']);
		const keys = await keyFiles();
		expect(await check(...keys, save('r1.txt', text))).toBe('VALID');
		expect(await check(...keys, save('crlf.txt', text.replaceAll('\n', '\r\n')))).toBe('VALID');
		expect(await check(...keys, save('later.txt', text.replace('13:59:59', '13:59:58')))).toBe('INVALID');
		expect(await check(...keys, save('none.txt', 'Kvitto'))).toBe('INVALID');
		expect(JSON.parse(receipt.body)).toMatchObject({
			at: '2026-11-22T13:59:59.123456Z',
			number: 1,
			previous: null
		});
	});

	it('names the one before, so that none can be exchanged', async () => {
		const other = 'call:22222222-2222-4222-8222-222222222222';
		const [one, two] = [await issue('submission', 1, other), await issue('replacement', 2, other)];
		const three = await issue('withdrawal', 2, other);
		expect((await receiptsIn(db, other)).map(({ kind }) => kind)).toEqual([
			'withdrawal',
			'replacement',
			'submission'
		]);
		const keys = await keyFiles();
		const files = [one, two, three].map((receipt, at) => save(`o${at}.txt`, receiptText(receipt, [])));
		expect(await check(...keys, ...files)).toBe('VALID');
		await db.deleteFrom('receipt').where('id', '=', two.id).execute();
		await db.deleteFrom('receipt').where('id', '=', three.id).execute();
		const forged = await issue('replacement', 2, other);
		expect(await check(...keys, files[0]!, save('forged.txt', receiptText(forged, [])), files[2]!)).toBe(
			'INVALID'
		);
	});

	it('is numbered without gaps when many come at once', async () => {
		const busy = 'call:33333333-3333-4333-8333-333333333333';
		await Promise.all(Array.from({ length: 12 }, (_, at) => issue('replacement', at + 1, busy)));
		const numbers = (await receiptsIn(db, busy)).map(({ number }) => number);
		expect(numbers).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
	});

	it('stays good when the key is replaced; a stranger’s key does not fit', async () => {
		const before = receiptText((await receiptsIn(db, chain))[0]!, []);
		const fresh = await rotateSigningKey(db);
		const [newest, oldest] = await publishedKeys(db);
		expect(newest!.id).toBe(fresh);
		expect(JSON.parse(oldest!.handover!)).toMatchObject({ from: oldest!.id, to: fresh });
		const after = await issue('refusal', 2);
		expect(after.keyId).toBe(fresh);
		const files = [save('before.txt', before), save('after.txt', receiptText(after, []))];
		expect(await check(...(await keyFiles()), ...files)).toBe('VALID');
		const only = ['--key', save('fresh.pem', newest!.publicPem)];
		expect(await check(...only, files[0]!)).toBe('INVALID');
		expect(await check(...only, files[1]!)).toBe('VALID');
	});
});
