import '../../composition.ts';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { submitByHand, templatesFor } from './server/by-hand.ts';
import { openingProtocol } from './server/opening-list.ts';
import { tenderFile } from './server/opened-files.ts';
import { readTender } from './server/reading.ts';
import { declareConflict } from './server/conflicts.ts';
import { makeProcurement, makeTender, passDeadline } from './testing.ts';
import { code, unseal } from './testing-rounds.ts';

const { db } = await testDb();
loadMessages();
const dir = mkdtempSync(join(tmpdir(), 'by-hand-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const age = spawnSync('age', ['--version']).status === 0;
if (!age) console.warn('The program age is not installed: sealing by hand is not tried with it.');

const upload = (folder: string) =>
	readdirSync(folder).map((name) => new File([readFileSync(join(folder, name))], name));

describe.skipIf(!age)('a tender sealed with the age program', () => {
	it('is written from the templates, sealed by the script, and opened with the others', async () => {
		const made = await makeProcurement(db);
		const { representative, tenderId } = await makeTender(db, made, {
			name: 'Åkers Ängar',
			submitted: false
		});
		for (const [name, text] of Object.entries(await templatesFor(representative.ctx, tenderId)))
			writeFileSync(join(dir, name), text);
		const solution = readFileSync(join(dir, 'solution.txt'), 'utf8');
		let n = 0;
		writeFileSync(
			join(dir, 'solution.txt'),
			solution.replaceAll('(skriv här)', () => `Så gör vi, del ${++n}.`)
		);
		const price = readFileSync(join(dir, 'price.txt'), 'utf8');
		expect(price).toContain('=== price 1 Fas 1');
		writeFileSync(join(dir, 'price.txt'), price.replaceAll('(skriv här)', '250 000 kr'));
		mkdirSync(join(dir, 'files'));
		writeFileSync(join(dir, 'files', 'plan för året.txt'), 'Hemlig plan');
		const run = spawnSync('sh', ['seal.sh'], { cwd: dir, encoding: 'utf8' });
		expect(run.stderr).toBe('');
		expect(run.status).toBe(0);
		const files = upload(join(dir, 'sealed'));
		expect(files).toHaveLength(7);
		const receipt = await submitByHand(representative.ctx, tenderId, files);
		expect(receipt.version).toBe(1);
		await passDeadline(db, made.ref);
		expect(await unseal(made, { pair: 'be' })).toBe('opened');
		const { tenders } = await openingProtocol(made.officer.ctx, made.round);
		expect(tenders[0]).toMatchObject({ fault: null, remarks: [] });
		await declareConflict(made.officer.ctx, made.round, { tenderId, conflict: 'no' });
		const { tender } = await readTender(made.officer.ctx, made.round, tenderId);
		expect(Object.values(tender.solution.answers)).toEqual(['Så gör vi, del 2.', 'Så gör vi, del 3.']);
		expect(tender.solution.files).toMatchObject([{ name: 'plan för året.txt', size: 11 }]);
		const [file] = tender.solution.files;
		const { stream } = await tenderFile(made.officer.ctx, made.round, tenderId, file!.id);
		expect(await new Response(stream).text()).toBe('Hemlig plan');
	});
});

describe('what is uploaded by hand', () => {
	it('is refused with the name of what is missing, plain or unknown', async () => {
		const made = await makeProcurement(db);
		const { representative, member, tenderId } = await makeTender(db, made, { submitted: false });
		const sealed = (name: string) => new File(['age-encryption.org/v1\n-> X25519 x\n'], name);
		const send = (...files: File[]) => code(submitByHand(representative.ctx, tenderId, files));
		expect(await send()).toBe('invalid procurement.age.missing');
		expect(await send(sealed('solution.age'))).toBe('invalid procurement.age.missing');
		expect(await send(new File(['Hej'], 'solution.age'))).toBe('invalid procurement.age.not-age');
		expect(await send(sealed('plan.age'))).toBe('invalid procurement.age.unknown');
		expect(await code(submitByHand(member.ctx, tenderId, []))).toBe(
			'forbidden procurement.refuse.representative'
		);
	});
});
