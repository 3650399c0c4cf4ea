import { sql } from 'kysely';
import type { z } from 'zod';
import { AppError, notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { declareForm, evaluatorForm, replaceForm } from '../form.ts';
import { accessRound, leadEvaluation, namedPerson, type RoundRef } from './access.ts';
import { refuseEvaluator, refuseNeutral } from './anonymous.ts';
import { auditRun, invalid } from './common.ts';
import { tendersWithDoors } from './reading.ts';

/**
 * Declares, after the names are known and before any content, whether the asker has a conflict of interest in a
 * tender. "No" may later become "yes"; "yes" is never taken back by the person.
 */
export async function declareConflict(
	ctx: Context,
	ref: RoundRef,
	input: z.output<typeof declareForm>
): Promise<void> {
	const { run, round, tenders, refused, sight } = await tendersWithDoors(ctx, ref);
	refuseNeutral({ sight });
	const person = namedPerson(ctx);
	const tender = [...tenders, ...refused].find((one) => one.id === input.tenderId);
	if (!tender) throw notFound();
	const conflict = input.conflict === 'yes';
	if (conflict && !input.reason) throw invalid('procurement.refuse.conflict-reason', 'reason');
	if (!conflict && tender.ownOrganisation)
		throw new AppError('conflict', 'procurement.refuse.own-organisation');
	if (!conflict && tender.door === 'conflict')
		throw new AppError('conflict', 'procurement.refuse.conflict-back');
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.insertInto('conflict_declaration')
			.values({ tender_id: tender.id, person_id: person.id, conflict, reason: input.reason ?? null })
			.execute();
		await auditRun(tx, ctx, run, 'procurement.conflict-declared', `tender:${tender.id}`, {
			conflict,
			round: round.number
		});
	});
}

export interface Evaluator {
	id: string;
	personId: string;
	name: string;
	submittedAt: Date | null;
	/**
	 * Tenders in which they declared a conflict, and those not yet declared. One of an organisation of their own is
	 * shut to them anyway.
	 */
	conflicts: number;
	undeclared: number;
}

/** Who evaluates a round, and whether anybody needs to be replaced. */
export async function evaluatorsOf(ctx: Context, roundId: string): Promise<Evaluator[]> {
	const { rows } = await sql<Evaluator>`
		select e.id, e.person_id as "personId", e.name, e.submitted_at as "submittedAt",
			count(ot.tender_id) filter (where d.conflict)::int as conflicts,
			count(ot.tender_id) filter (where d.conflict is null and not exists (
				select 1 from membership m where m.person_id = e.person_id and m.ended_at is null
				and m.organisation_id in (select t.organisation_id from tender t where t.id = ot.tender_id
					union all select p.organisation_id from tender_partner p where p.tender_id = ot.tender_id)))::int as undeclared
		from round_evaluator e
		left join opening o on o.round_id = e.round_id
		left join opened_tender ot on ot.opening_id = o.id and ot.fault is null
		left join lateral (select bool_or(conflict) as conflict from conflict_declaration c
			where c.tender_id = ot.tender_id and c.person_id = e.person_id) d on true
		where e.round_id = ${roundId} and e.ended_at is null
		group by e.id order by e.added_at, e.name`.execute(ctx.db);
	return rows;
}

/** People of the team who may evaluate and do not yet. */
export async function possibleEvaluators(ctx: Context, initiativeId: string, roundId: string) {
	const { rows } = await sql<{ id: string; name: string }>`
		select distinct p.id, p.name from team_member m join person p on p.id = m.person_id
		where m.initiative_id = ${initiativeId} and m.role = 'evaluator' and m.ended_at is null
		and not exists (select 1 from round_evaluator e where e.round_id = ${roundId} and e.person_id = p.id and e.ended_at is null)
		order by p.name`.execute(ctx.db);
	return rows;
}

/** Lets one more of the team's evaluators in. */
export async function addEvaluator(
	ctx: Context,
	ref: RoundRef,
	input: z.output<typeof evaluatorForm>
): Promise<void> {
	const access = await accessRound(ctx, ref, leadEvaluation);
	const { run, round } = access;
	refuseFrozen(round.frozenAt);
	if (!round.openedAt) throw new AppError('conflict', 'procurement.refuse.not-opened');
	const person = (await possibleEvaluators(ctx, run.id, round.id)).find((one) => one.id === input.personId);
	if (!person) throw notFound();
	await ctx.db.transaction().execute(async (tx) => {
		await refuseEvaluator(tx, access, person.id);
		await tx
			.insertInto('round_evaluator')
			.values({ round_id: round.id, person_id: person.id, name: person.name, added_by: ctx.actor.personId })
			.execute();
		await auditRun(tx, ctx, run, 'procurement.evaluator-added', `procurement_round:${round.id}`);
	});
}

/** Replaces an evaluator, with a reason. What they scored no longer counts. */
export async function endEvaluator(
	ctx: Context,
	ref: RoundRef,
	input: z.output<typeof replaceForm>
): Promise<void> {
	const { run, round } = await accessRound(ctx, ref, leadEvaluation);
	refuseFrozen(round.frozenAt);
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.updateTable('round_evaluator')
			.set({ ended_at: sql`now()`, ended_reason: input.reason })
			.where('id', '=', input.evaluatorId)
			.where('round_id', '=', round.id)
			.where('ended_at', 'is', null)
			.returning('id')
			.executeTakeFirst();
		if (!row) throw notFound();
		await auditRun(tx, ctx, run, 'procurement.evaluator-ended', `round_evaluator:${row.id}`);
	});
}

function refuseFrozen(frozenAt: Date | null): void {
	if (frozenAt) throw new AppError('conflict', 'procurement.refuse.frozen');
}
