import '../../composition.ts';
import { expect, it } from 'vitest';
import { storeFile } from '#platform/server/files/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import type { Context } from '#platform/server/context.ts';
import { declareConflict } from './server/conflicts.ts';
import { inspectFile, ownTenderFile, tenderFile } from './server/opened-files.ts';
import { makeProcurement, makeTender, type MadeProcurement } from './testing.ts';
import { code, open } from './testing-rounds.ts';

const { db } = await testDb();

/** As an earlier version left it: the file lies among all others, and the tender names it without a key. */
async function attachUnsealed(ctx: Context, tenderId: string): Promise<string> {
	const file = await db.transaction().execute((tx) =>
		storeFile(tx, ctx, {
			subjectKind: 'tender',
			subjectId: tenderId,
			file: new File(['Planen från förr'], 'plan.txt')
		})
	);
	const row = await db
		.selectFrom('opened_tender as ot')
		.innerJoin('tender_vault as v', 'v.submission_id', 'ot.submission_id')
		.select(['v.submission_id as id', 'v.body'])
		.where('ot.tender_id', '=', tenderId)
		.where('v.part', '=', 'solution')
		.executeTakeFirstOrThrow();
	const { id, name, size, sha256 } = file;
	const body = { ...JSON.parse(row.body), files: [{ id, name, size, sha256 }] };
	await db
		.updateTable('tender_vault')
		.set({ body: JSON.stringify(body) })
		.where('submission_id', '=', row.id)
		.where('part', '=', 'solution')
		.execute();
	return id;
}

const text = async (made: MadeProcurement, ctx: Context, tenderId: string, id: string) =>
	new Response((await tenderFile(ctx, made.round, tenderId, id)).stream).text();

it('a file of a tender from before tenders were sealed is read through the same door', async () => {
	const made = await makeProcurement(db);
	const [alfa, beta] = [await makeTender(db, made, { name: 'Alfa' }), await makeTender(db, made)];
	await open(made);
	const id = await attachUnsealed(alfa.member.ctx, alfa.tenderId);
	const [bea, bo] = made.evaluators;
	const read = (ctx: Context) => code(tenderFile(ctx, made.round, alfa.tenderId, id));
	expect(await read(bea.ctx)).toBe('forbidden procurement.refuse.undeclared');
	const declare = (ctx: Context, conflict: 'yes' | 'no') =>
		declareConflict(ctx, made.round, { tenderId: alfa.tenderId, conflict, reason: 'Granne.' });
	await declare(bea.ctx, 'yes');
	await declare(bo.ctx, 'no');
	expect(await read(bea.ctx)).toBe('forbidden procurement.refuse.conflict');
	expect(await text(made, bo.ctx, alfa.tenderId, id)).toBe('Planen från förr');
	const own = await ownTenderFile(alfa.member.ctx, alfa.tenderId, id);
	expect([own.name, await new Response(own.stream).text()]).toEqual(['plan.txt', 'Planen från förr']);
	expect(await code(ownTenderFile(beta.member.ctx, alfa.tenderId, id))).toMatch(/^(not-found|forbidden)/);
	expect((await inspectFile(db, alfa.tenderId, id)).fault).toBe(null);
});
