import '../../composition.ts';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import type { Context } from '#platform/server/context.ts';
import { openDb } from '#platform/server/db/index.ts';
import { PAGES_ROLE } from '#platform/server/db/pages-role.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { procurementKind } from './kind.ts';
import { cancelLot } from './server/cancel.ts';
import { roundsOf } from './server/rounds-of.ts';
import { runPages } from './server/run-page.ts';
import { makeDivided, makeLotTender } from './testing-lots.ts';
import { declareConflict } from './server/conflicts.ts';
import { decideRound } from './server/decision.ts';
import { prepareLetters } from './server/letters.ts';
import { openingState } from './server/opening.ts';
import { openingProtocol } from './server/opening-list.ts';
import { overviewOf, roundProgress } from './server/overview.ts';
import { publicProcurement } from './server/public.ts';
import { extendDeadline } from './server/publish.ts';
import { readTender } from './server/reading.ts';
import { makeProcurement, makeTender, type MadeProcurement } from './testing.ts';
import { code, declareAll, DECISION, open, scoreAll } from './testing-rounds.ts';

const { db, url } = await testDb();
const pages = openDb(url, 4, PAGES_ROLE);
afterAll(() => pages.destroy());

const HIDDEN = [
	'tender',
	'tender_partner',
	'tender_submission',
	'tender_secrecy_wish',
	'tender_vault',
	'sealed_file',
	'sealed_piece',
	'submission_file',
	'unsealing_item',
	'receipt'
];

// A row of these comes into being with the opening or after it.
const AFTERWARDS = [
	'opened_tender',
	'conflict_declaration',
	'individual_score',
	'consensus_score',
	'consensus_change',
	'decision_letter',
	'award',
	'disclosure_document',
	'condition_check',
	'tender_request',
	'price_correction',
	'low_tender',
	'tender_exclusion',
	'debrief'
];

const count = async (from: typeof db, table: string) =>
	(await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(from)).rows[0]!.n;

/** The buyer's people, as their pages ask: under the pages' role. */
function asPages(made: MadeProcurement): MadeProcurement {
	const under = <T extends { ctx: Context }>(person: T): T => ({
		...person,
		ctx: { ...person.ctx, db: pages }
	});
	return {
		...made,
		officer: under(made.officer),
		evaluators: made.evaluators.map(under) as MadeProcurement['evaluators'],
		run: { ...made.run, decider: under(made.run.decider), coordinator: under(made.run.coordinator) }
	};
}

describe('tenders, under the role of the pages', () => {
	it('are not there until their round is opened, whoever asks and however', async () => {
		const [made, other] = [await makeProcurement(db), await makeProcurement(db)];
		for (const name of ['Alfa', 'Beta']) await makeTender(db, made, { name });
		await makeTender(db, other);
		for (const table of HIDDEN) expect([table, await count(pages, table)]).toEqual([table, 0]);
		// The guard is what hides them: whoever owns the tables sees them.
		expect([await count(db, 'tender'), await count(db, 'receipt')]).toEqual([3, 3]);
		for (const statement of [
			sql`update tender set lang = 'en'`,
			sql`delete from tender_submission`,
			sql`update sealed_piece set body = ''`
		])
			expect((await statement.execute(pages)).numAffectedRows ?? 0n).toBe(0n);
		await expect(
			sql`insert into tender (round_id, organisation_id, lang)
			select r.id, o.id, 'sv' from procurement_round r, organisation o limit 1`.execute(pages)
		).rejects.toThrow(/row-level security/);

		await open(made);
		expect(await count(pages, 'tender')).toBe(2);
		expect(await count(pages, 'tender_vault')).toBe(4);
		expect(await count(pages, 'receipt')).toBe(2);
		expect(await count(db, 'tender')).toBe(3);
	});

	it('leave the buyer’s pages whole, from the call to the decision', async () => {
		const made = await makeProcurement(db);
		const buyer = asPages(made);
		const alfa = await makeTender(db, made, { name: 'Alfa' });
		const { ctx } = buyer.officer;
		expect((await overviewOf(ctx, made.ref)).procurement.publishedAt).not.toBeNull();
		expect((await publicProcurement(ctx, made.ref)).procurement.id).toBe(made.ref.id);
		expect((await roundProgress(ctx, made.round)).undeclared).toBe(0);
		const later = { tendersUntil: '2098-12-15T15:00', reason: 'Fler behöver tid.' };
		await extendDeadline(ctx, made.round, later);
		expect(await code(openingProtocol(ctx, made.round))).toBe('conflict procurement.refuse.not-opened');
		expect((await openingState({ ...made.opener.ctx, db: pages }, made.round)).state.running).toBeNull();
		await open(made);
		expect((await openingProtocol(ctx, made.round)).tenders).toHaveLength(1);
		await declareConflict(ctx, made.round, { tenderId: alfa.tenderId, conflict: 'no' });
		expect((await readTender(ctx, made.round, alfa.tenderId)).tender.solution.name).toContain('Alfa');
		await declareAll(buyer, 1, []);
		await scoreAll(buyer, { [alfa.tenderId]: [3, 3] });
		await prepareLetters(ctx, made.round);
		expect(await code(decideRound(buyer.run.decider.ctx, made.round, DECISION))).toBe('done');
	});

	it('are hidden lot by lot: what is opened of one shows nothing of another', async () => {
		const made = await makeDivided(db, { rules: { winMax: 1 } });
		const buyer = asPages(made);
		const seen = async () => {
			const { ctx } = buyer.officer;
			const rounds = [1, 4].map((number) => roundProgress(ctx, { ...made.ref, number }));
			return JSON.stringify([
				await overviewOf(ctx, made.ref),
				await publicProcurement(ctx, made.ref),
				await runPages(ctx, made.ref),
				await Promise.all(rounds),
				await procurementKind.computeFacts(pages, [made.run.id]),
				await procurementKind.nextSteps!(pages, [made.run.id]),
				await roundsOf(pages, made.run.id),
				await procurementKind.chainNotes(pages, [made.run.id])
			]);
		};
		const nobody = await seen();
		const alfa = await makeLotTender(db, made, 1, { name: 'Alfa' });
		for (const name of ['Beta', 'Gamma']) await makeLotTender(db, made, 2, { name });
		await makeLotTender(db, made, 2, { from: alfa });
		expect(await seen()).toBe(nobody);
		await open(made);
		const ids = await sql<{
			id: string;
		}>`select t.id from tender t join procurement_round r on r.id = t.round_id
			where r.procurement_id = ${made.ref.id}`.execute(pages);
		expect(ids.rows).toEqual([{ id: alfa.tenderId }]);
		for (const name of ['Beta', 'Gamma']) expect(await seen()).not.toContain(name);
		const [second] = (await overviewOf(buyer.officer.ctx, made.ref)).procurement.lots.slice(1);
		const why = { reason: 'Pengarna räcker inte.', decidedByName: 'Bo Beslutare' };
		expect(await code(cancelLot(buyer.run.decider.ctx, made.ref, second!.id, why))).toBe('done');
		for (const name of ['Beta', 'Gamma']) expect(await seen()).not.toContain(name);
	});

	it('hide with every table that hangs on them, also with one that is added', async () => {
		const { rows } = await sql<{ name: string; hidden: boolean }>`
			select distinct c.relname as name, c.relrowsecurity as hidden from pg_constraint k
			join pg_class c on c.oid = k.conrelid
			where k.contype = 'f' and k.confrelid::regclass::text in ('tender', 'tender_submission', 'sealed_file')`.execute(
			db
		);
		const open = rows.filter((row) => !row.hidden).map((row) => row.name);
		expect(open.filter((name) => !AFTERWARDS.includes(name))).toEqual([]);
		expect(rows.filter((row) => row.hidden).length).toBeGreaterThan(5);
	});
});
