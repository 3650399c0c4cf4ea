import { sql } from 'kysely';
import type { z } from 'zod';
import { AppError, notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import type { frameworkForm } from '../form.ts';
import {
	accessRound,
	namedWithSecondFactor,
	publishProcurementPermission,
	type ProcurementRef
} from './access.ts';
import { auditRun, refuseIfCancelled, tell } from './common.ts';
import { nameOfRound, viewOfLot } from '../lots.ts';
import { loadProcurement } from './load.ts';
import { gateOfPhase, runOf, type RunPhase } from './run.ts';

interface Passing {
	procurementId: string;
	/** The round whose phase is left, or the first of those that the framework tender is for. */
	round: number;
	/** It is the framework tender that is left. */
	framework?: boolean;
	outcome: 'next' | 'stopped' | 'finished';
	/** Why one goes on although something is lacking. */
	exemption?: string;
	person: { id: string; name: string };
}

/**
 * Leaves the present phase: the procurement is locked, the facts are computed under the lock and kept with the
 * passage. A stop asks for nothing; it can be made from the framework tender as well.
 * @throws AppError conflict when another phase is the present one, or something is lacking and no reason is given
 */
export async function recordPassage(tx: Tx, passing: Passing): Promise<{ phase: RunPhase; exempt: boolean }> {
	await sql`select 1 from procurement where id = ${passing.procurementId} for no key update`.execute(tx);
	const whole = (await loadProcurement(tx, passing.procurementId))!;
	const own = whole.rounds.find((one) => one.number === passing.round);
	if (!own) throw notFound();
	const procurement = viewOfLot(whole, own.lot);
	refuseIfCancelled(procurement);
	const { current } = await runOf(tx, procurement);
	const phase = presentPhase(current, passing);
	const { facts, met, lines } = await gateOfPhase(tx, procurement, phase);
	const exempt = passing.outcome !== 'stopped' && !met;
	if (exempt && !passing.exemption) {
		throw new AppError('conflict', 'procurement.gate.refuse.lacking', {
			fields: { exemption: 'procurement.gate.refuse.exemption' }
		});
	}
	await tx
		.insertInto('phase_passage')
		.values({
			procurement_id: procurement.id,
			phase: phase.key,
			round_id: phase.round.id,
			outcome: passing.outcome,
			method_version_id: procurement.methodVersionId,
			facts: json(facts),
			lacking: json(lines.flatMap((line) => line.lacking ?? [])),
			exemption_reason: exempt ? passing.exemption! : null,
			passed_by: passing.person.id,
			passed_by_name: passing.person.name
		})
		.execute();
	return { phase, exempt };
}

function presentPhase(current: RunPhase | null, { round, framework, outcome }: Passing): RunPhase {
	if (!current) throw new AppError('conflict', 'procurement.refuse.gate-passed');
	if (framework) {
		if (!current.framework) throw new AppError('conflict', 'procurement.refuse.gate-passed');
		return current;
	}
	if (current.round.number !== round) throw new AppError('conflict', 'procurement.refuse.gate-passed');
	if (current.framework && outcome !== 'stopped') {
		throw new AppError('conflict', 'procurement.refuse.framework-first');
	}
	return current;
}

/** Leaves the framework tender: the agreements stand, and the work of the first phase begins. */
export async function passFramework(
	ctx: Context,
	ref: ProcurementRef,
	input: z.output<typeof frameworkForm>
): Promise<void> {
	const { run, procurement, round } = await accessRound(
		ctx,
		{ ...ref, number: input.round ?? 1 },
		publishProcurementPermission
	);
	const person = namedWithSecondFactor(ctx);
	refuseIfCancelled(procurement);
	// Without a decision there is nobody to do the work, whatever the reason.
	if (!round.decidedAt) throw new AppError('conflict', 'procurement.refuse.not-decided');
	await ctx.db.transaction().execute(async (tx) => {
		const passing = {
			procurementId: procurement.id,
			round: round.number,
			framework: true,
			outcome: 'next' as const,
			person
		};
		const { phase, exempt } = await recordPassage(tx, { ...passing, exemption: input.exemption });
		await tell(tx, ctx, run, procurement, {
			kind: 'progress',
			key: 'procurement.news.framework',
			params: { round: nameOfRound(phase.round) }
		});
		await auditRun(
			tx,
			ctx,
			run,
			exempt ? 'procurement.gate-passed-with-exemption' : 'procurement.gate-passed',
			`procurement_round:${phase.round.id}`,
			{ phase: phase.key, methodVersion: procurement.methodVersionId }
		);
	});
}
