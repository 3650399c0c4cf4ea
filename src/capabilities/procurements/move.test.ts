import '../../composition.ts';
import { describe, expect, it } from 'vitest';
import { makePerson } from '#capabilities/initiatives/testing.ts';
import {
	ensureMethods,
	methodVersionNumbered,
	PCP,
	type MethodDefinition
} from '#capabilities/methods/index.ts';
import { json } from '#platform/server/db/json.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { sql } from 'kysely';
import { moveProcurement, newerVersion, procurementMove } from './server/move.ts';
import { loadProcurement } from './server/load.ts';
import { runOf } from './server/run.ts';
import { makeProcurement, makeTender, publish } from './testing.ts';
import { makeDivided } from './testing-lots.ts';
import { code, open } from './testing-rounds.ts';

const { db } = await testDb();

await ensureMethods(db);
const first = await methodVersionNumbered(db, PCP, 1);
let number = 1;

/** Another published version of the method, changed from the first. */
async function version(change: (definition: MethodDefinition) => void): Promise<string> {
	const definition = structuredClone(first.definition);
	change(definition);
	const { id } = await db
		.insertInto('method_version')
		.values({
			method_id: first.methodId,
			number: ++number,
			definition: json(definition),
			published_at: new Date()
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return id;
}
const moved = async (made: { ref: { id: string } }) => (await loadProcurement(db, made.ref.id))!;

describe('a running procurement', () => {
	it('goes over to a newer version: conditions follow, rounds and passages stay', async () => {
		const made = await makeProcurement(db);
		const { ctx } = made.officer;
		expect(await newerVersion(db, await moved(made))).toBeNull();
		await makeTender(db, made);
		await open(made);
		const before = await moved(made);
		const to = await version(({ phases }) => {
			phases[0]!.gate = { all: [{ fact: 'pcp.opened', is: true }] };
			phases.splice(2, 1);
			phases.push({ ...phases[1]!, key: 'scale', plan: { kind: 'other', share: 0, places: 1 } });
		});
		expect(await newerVersion(db, before)).toBe(number);
		const { preview, from } = await procurementMove(ctx, made.ref);
		expect(preview!.stands.map((one) => one.gate.map((line) => line.facts[0]))).toEqual([['pcp.opened']]);
		expect(preview!.gone.map((one) => one.t.sv)).toEqual(['Fas 2']);
		expect(preview!.fresh).toHaveLength(1);
		expect(preview!.differences.length).toBeGreaterThan(0);
		expect((await moved(made)).methodVersionId).toBe(first.id);
		const other = await makePerson(db, {});
		expect(await code(moveProcurement(other.ctx, made.ref, { from: from.id, to }))).toMatch(/^forbidden/);
		const twice = await Promise.all(
			[1, 2].map(() => code(moveProcurement(ctx, made.ref, { from: from.id, to })))
		);
		expect(twice.toSorted()).toEqual(['conflict initiatives.move.was-moved', 'done']);
		const after = await moved(made);
		expect(after.rounds).toEqual(before.rounds);
		const run = await runOf(db, after);
		expect(run.version!.id).toBe(to);
		expect(run.current!.framework).toBe(true);
		expect(run.phases.map((one) => [one.key, one.method !== null])).toEqual([
			['framework', true],
			['design', true],
			['prototype', false],
			['test', true]
		]);
		expect(await db.selectFrom('procurement_move').select('moved_by_name').execute()).toHaveLength(1);
	});

	it('keeps what was published: its framework tender, and whether names are hidden', async () => {
		const anonymous = await version(({ phases }) => {
			phases[0]!.plan = { ...phases[0]!.plan!, anonymous: true };
		});
		const without = await version(({ phases }) => void phases.shift());
		const draft = await makeProcurement(db, { published: false });
		await sql`update procurement set method_version_id = ${first.id}`.execute(db);
		const go = (made: typeof draft, to: string) =>
			moveProcurement(made.officer.ctx, made.ref, { from: first.id, to });
		expect(
			(await procurementMove(draft.officer.ctx, draft.ref, number - 1)).preview!.anonymity
		).toMatchObject([{ anonymous: true }]);
		await go(draft, anonymous);
		expect((await moved(draft)).rounds.map((one) => one.anonymous)).toEqual([true, false, false]);
		await publish(draft.officer.ctx, draft.ref);
		await moveProcurement(draft.officer.ctx, draft.ref, { from: anonymous, to: first.id });
		expect((await moved(draft)).rounds.map((one) => one.anonymous)).toEqual([true, false, false]);
		expect(await code(go(draft, without))).toBe('conflict procurement.move.framework');
	});

	it('that is over keeps its version', async () => {
		const made = await makeProcurement(db);
		const from = (await moved(made)).methodVersionId!;
		const to = await version(() => {});
		await db
			.insertInto('procurement_cancellation')
			.values({
				procurement_id: made.ref.id,
				reason: 'Pengarna räckte inte.',
				decided_by_name: 'Bo',
				cancelled_by: made.officer.id
			} as never)
			.execute();
		expect(await code(moveProcurement(made.officer.ctx, made.ref, { from, to }))).toBe(
			'conflict procurement.move.over'
		);
		expect((await procurementMove(made.officer.ctx, made.ref)).preview).toBeNull();
	});

	it('in lots says which lot stands where, and names a phase once that all of them lose', async () => {
		const made = await makeDivided(db);
		await version(({ phases }) => {
			phases.splice(2, 1);
		});
		const { preview } = await procurementMove(made.officer.ctx, made.ref);
		expect(preview!.stands.map((one) => one.name.t.sv)).toEqual([
			expect.stringMatching(/^Del 1, /),
			expect.stringMatching(/^Del 2, /)
		]);
		expect(preview!.gone.map((one) => one.t.sv)).toEqual(['Fas 2']);
	});
});
