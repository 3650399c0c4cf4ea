import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { VISITOR } from '#platform/access/index.ts';
import { testDb } from '../testing/db.ts';
import { makeCheckpoint, verifyCheckpoints } from './checkpoint.ts';
import { audit } from './index.ts';
import { verifyAudit } from './verify.ts';

const { db } = await testDb();

const write = (chain: string, n: number) =>
	db.transaction().execute((tx) =>
		audit(tx, VISITOR, {
			chain: `platform:${chain}`,
			action: 'thing.done',
			subject: `thing:${n}`,
			data: { n }
		})
	);

describe('the audit chain', () => {
	test('verifies after 200 entries written at the same time into three chains', async () => {
		await Promise.all(Array.from({ length: 200 }, (_, n) => write(`c${n % 3}`, n)));
		const result = await verifyAudit(db);
		expect(result).toMatchObject({ entries: 200, chains: 3, faults: [] });
	});

	test('a rolled back write leaves no entry', async () => {
		const failed = db.transaction().execute(async (tx) => {
			await audit(tx, VISITOR, { chain: 'platform:c0', action: 'thing.done', subject: 'thing:x' });
			throw new Error('no');
		});
		await expect(failed).rejects.toThrow('no');
		expect((await verifyAudit(db)).faults).toEqual([]);
	});

	test('shows an altered row, a removed row and a moved head', async () => {
		await sql`update audit_entry set data = '{"n":999}' where chain_id = 'platform:c0' and seq = 5`.execute(
			db
		);
		await sql`delete from audit_entry where chain_id = 'platform:c1' and seq = 7`.execute(db);
		await sql`update audit_chain set length = length - 1 where id = 'platform:c2'`.execute(db);
		const { faults } = await verifyAudit(db);
		expect(faults).toContainEqual({ chain: 'platform:c0', seq: 5, fault: 'hash' });
		expect(faults).toContainEqual({ chain: 'platform:c1', seq: 8, fault: 'gap' });
		expect(faults).toContainEqual({ chain: 'platform:c2', seq: 0, fault: 'head' });
	});

	test('a chain rewritten whole passes the hashes and fails the signed checkpoint', async () => {
		await write('d', 1);
		await write('d', 2);
		await makeCheckpoint(db);
		expect((await verifyCheckpoints(db)).faults.filter((fault) => fault.includes(':d'))).toEqual([]);
		await sql`delete from audit_entry where chain_id = 'platform:d'`.execute(db);
		await sql`delete from audit_chain where id = 'platform:d'`.execute(db);
		await write('d', 1);
		await write('d', 3);
		expect((await verifyAudit(db)).faults.filter((f) => f.chain === 'platform:d')).toEqual([]);
		const { faults } = await verifyCheckpoints(db);
		expect(faults.some((fault) => fault.startsWith('platform:d'))).toBe(true);
	});
});
