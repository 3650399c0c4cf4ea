import { expect, test } from 'vitest';
import { makeInitiative } from '#capabilities/initiatives/testing.ts';
import { makeProcurement, makeTender } from '#capabilities/procurements/testing.ts';
import { receiptsIn } from '#platform/server/receipts/index.ts';
import { verifyText } from '#platform/server/signing/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { methodsFromBefore, passDays } from '../demo/clock.ts';
import { moveReceipts } from '../demo/receipts.ts';
import '../src/composition.ts';

const { db } = await testDb();

test('in the demo world each version of a method comes before the next, and all before who follows them', async () => {
	const made = await makeInitiative(db);
	const begun = new Date('2022-09-01T10:00:00Z');
	await db.updateTable('initiative').set({ created_at: begun }).where('id', '=', made.id).execute();
	await methodsFromBefore(db);
	const versions = await db
		.selectFrom('method_version as v')
		.innerJoin('method_version as own', 'own.method_id', 'v.method_id')
		.innerJoin('initiative as i', 'i.method_version_id', 'own.id')
		.select('v.published_at as at')
		.where('i.id', '=', made.id)
		.orderBy('v.number')
		.execute();
	const times = [...versions.map(({ at }) => at!.getTime()), begun.getTime()];
	expect(times.length).toBeGreaterThan(2);
	expect(times).toEqual(times.toSorted((a, b) => a - b));
	expect(new Set(times).size).toBe(times.length);
});

test('receipts move with everything else, and still hold', async () => {
	const made = await makeProcurement(db);
	const { tenderId } = await makeTender(db, made);
	const [before] = await receiptsIn(db, `call:${tenderId}`);
	await passDays(db, made.run.id, 200);
	await moveReceipts(db, made.run.id, 200);
	const [after] = await receiptsIn(db, `call:${tenderId}`);
	expect(verifyText(after!.body, after!.signature, after!.keyId)).toBe(true);
	const facts = JSON.parse(after!.body) as { at: string };
	const { received_at: received } = await db
		.selectFrom('tender_submission')
		.select('received_at')
		.where('tender_id', '=', tenderId)
		.executeTakeFirstOrThrow();
	expect(facts.at.slice(0, 23)).toBe(received.toISOString().slice(0, 23));
	expect(after!.issuedAt.getTime()).toBe(received.getTime());
	expect(before!.issuedAt.getTime()).toBeGreaterThan(received.getTime());
});
