import { sql } from 'kysely';
import { makeTeamMember } from '#capabilities/initiatives/testing.ts';
import {
	addEvaluator,
	assessSupplier,
	checksOf,
	decideRound,
	declareConflict,
	freezeChecks,
	freezeScores,
	passFramework,
	passGate,
	prepareLetters,
	saveCheck,
	saveConsensus,
	saveScores,
	startRound,
	startTender,
	submitScores
} from '#capabilities/procurements/index.ts';
import { DECISION, entries, FREEZE } from '#capabilities/procurements/testing-rounds.ts';
import type { MadeProcurement, Tenderer } from '#capabilities/procurements/testing.ts';
import type { Db } from '#platform/server/db/index.ts';

/**
 * From the opening to the next phase, through the services. The first evaluator has declared a conflict with the
 * first tender; the points fall with the order of the tenders, and all but the last go on.
 * @returns their tenders in the second phase
 */
export async function bringToSecondPhase(
	db: Db,
	made: MadeProcurement,
	tenders: Tenderer[]
): Promise<Tenderer[]> {
	const { officer, run, round } = made;
	await checkAll(made, tenders);
	await score(db, made, tenders);
	await sql`update procurement_round set places = ${tenders.length} where procurement_id = ${made.ref.id}
		and number = 1`.execute(db);
	await prepareLetters(officer.ctx, round);
	await decideRound(run.decider.ctx, round, DECISION);
	const { rows: awards } = await sql<{ id: string; tenderId: string }>`select a.id, a.tender_id as "tenderId"
		from award a join procurement_round r on r.id = a.round_id where r.procurement_id = ${made.ref.id}`.execute(
		db
	);
	for (const { id } of awards)
		await assessSupplier(officer.ctx, round, {
			awardId: id,
			satisfactory: 'yes',
			successful: 'yes',
			reason: 'Prövat mot kraven.'
		});
	const exemption = 'Det som saknas finns på papper.';
	await passFramework(officer.ctx, made.ref, { exemption });
	const left = tenders.slice(0, -1);
	const awardOf = ({ tenderId }: Tenderer) => awards.find((one) => one.tenderId === tenderId)!.id;
	await passGate(run.decider.ctx, round, {
		outcome: 'next',
		goOn: left.map(awardOf),
		reason: 'De nådde längst.',
		exemption,
		decidedByName: 'Bo Beslutare',
		decidedOn: '2026-05-01'
	});
	const second = { ...made.ref, number: 2 };
	await startRound(officer.ctx, second, {
		questionsUntil: '2099-02-01T15:00',
		tendersUntil: '2099-03-01T15:00'
	});
	return Promise.all(
		left.map(async (one) => {
			const organisationId = one.organisation.id;
			return { ...one, tenderId: await startTender(one.representative.ctx, second, { organisationId }) };
		})
	);
}

/** Everybody meets every condition, and the check is closed. */
export async function checkAll(
	{ officer, round, conditions }: MadeProcurement,
	tenders: Tenderer[]
): Promise<void> {
	const { checked } = await checksOf(officer.ctx, round);
	for (const { tenderId } of tenders)
		for (const conditionId of conditions) {
			const { findings } = checked.find((one) => one.id === tenderId)!;
			const seen = findings.findLast((one) => one.conditionId === conditionId)?.id;
			const found = { result: 'met', reason: 'Kontrollerat hos Skatteverket.' } as const;
			await saveCheck(officer.ctx, round, tenderId, { ...found, conditionId, seen });
		}
	await freezeChecks(officer.ctx, round, { confirm: true });
}

async function score(db: Db, made: MadeProcurement, tenders: Tenderer[]): Promise<void> {
	const { officer, round, run } = made;
	const third = await makeTeamMember(db, run.id, 'evaluator', { name: 'Boel Bedömare' });
	await addEvaluator(officer.ctx, round, { personId: third.id });
	const pointsOf = (at: number) => made.criteria.map(() => 4 - at);
	for (const [nth, { ctx }] of [...made.evaluators, third].entries()) {
		for (const [at, { tenderId }] of tenders.entries()) {
			if (nth === 0 && at === 0) continue;
			await declareConflict(ctx, round, { tenderId, conflict: 'no' });
			await saveScores(ctx, round, tenderId, entries(made, pointsOf(at)));
		}
		await submitScores(ctx, round);
	}
	for (const [at, { tenderId }] of tenders.entries())
		await saveConsensus(officer.ctx, round, tenderId, entries(made, pointsOf(at)));
	for (const { tenderId } of tenders)
		await declareConflict(run.decider.ctx, round, { tenderId, conflict: 'no' });
	await freezeScores(officer.ctx, round, FREEZE);
}
