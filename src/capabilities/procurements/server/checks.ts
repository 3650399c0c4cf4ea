import { sql } from 'kysely';
import type { z } from 'zod';
import { AppError, notFound } from '#platform/errors/index.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { checkRefusal, freezeOutcome, type CheckState } from '../written-rules.ts';
import type { CheckInput, checkFreezeForm } from '../written-form.ts';
import { leadEvaluation, namedWithSecondFactor, type RoundAccess, type RoundRef } from './access.ts';
import { refuseNeutral } from './anonymous.ts';
import { auditRun, invalid, refuseIfCancelled } from './common.ts';
import { findingsOf } from './checks-read.ts';
import { refuseBiased } from './consensus.ts';
import { undeclared } from './declarations.ts';
import type { Condition } from './load.ts';
import { mailTenderer } from './mail.ts';
import { tendersWithDoors } from './reading.ts';
import { isHeard, requestsTo } from './requests.ts';
import { refusedDoor } from './scoring.ts';
import { auditTender } from './tender-access.ts';
import { readSolution } from './vault.ts';

/**
 * Writes down whether a tender meets a condition. That it does not may be found only after whoever tenders was asked in
 * writing. Two who decide at once: the second is told.
 */
export async function saveCheck(
	ctx: Context,
	ref: RoundRef,
	tenderId: string,
	input: CheckInput
): Promise<void> {
	const access = await tendersWithDoors(ctx, ref, leadEvaluation);
	refuseNeutral(access);
	const person = namedWithSecondFactor(ctx);
	refuseIfCancelled(access.procurement);
	const tender = access.tenders.find((one) => one.id === tenderId);
	if (!tender || tender.door !== 'open') throw refusedDoor([...access.tenders, ...access.refused], tenderId);
	const condition = access.procurement.conditions.find((one) => one.id === input.conditionId);
	if (!condition) throw notFound();
	await ctx.db.transaction().execute(async (tx) => {
		await lockUnfrozen(tx, access, 'share');
		// Not the tender itself: the role that pages work under may not write there, and so would lock nothing.
		await sql`select 1 from opened_tender where tender_id = ${tenderId} for update`.execute(tx);
		const state = await stateOf(tx, tenderId, condition);
		if ((state.last ?? undefined) !== input.seen)
			throw new AppError('conflict', 'written.refuse.checked-by-other');
		const refusal = checkRefusal(state, input.result);
		if (refusal) throw new AppError('conflict', refusal);
		await tx
			.insertInto('condition_check')
			.values({
				tender_id: tenderId,
				condition_id: condition.id,
				result: input.result,
				reason: input.reason,
				request_id: state.heardBy,
				checked_by: person.id,
				checked_name: person.name
			})
			.execute();
		await auditTender(tx, ctx, tenderId, 'tender.checked', {
			condition: condition.id,
			result: input.result
		});
	});
}

/** Nothing is found after it was settled who takes part; whoever settles it waits for those who are finding. */
async function lockUnfrozen(tx: Tx, { round }: RoundAccess, mode: 'share' | 'update'): Promise<void> {
	const lock = mode === 'share' ? sql`for share` : sql`for update`;
	await sql`select 1 from procurement_round where id = ${round.id} ${lock}`.execute(tx);
	const frozen = await tx
		.selectFrom('check_freeze')
		.select('round_id')
		.where('round_id', '=', round.id)
		.executeTakeFirst();
	if (frozen) throw new AppError('conflict', 'written.refuse.checked');
}

async function stateOf(
	tx: Tx,
	tenderId: string,
	condition: Condition
): Promise<CheckState & { last: string | null; heardBy: string | null }> {
	const findings = (await findingsOf(tx, [tenderId])).filter((one) => one.conditionId === condition.id);
	const requests = (await requestsTo(tx, [tenderId])).filter((one) => one.conditionId === condition.id);
	const { declared, partners } = await readSolution(tx, tenderId);
	const heard = requests.filter(isHeard);
	const hearing = heard.findLast((one) => one.kind === 'hearing' || condition.kind !== 'exclusion');
	return {
		kind: condition.kind,
		mandatory: condition.mandatory,
		declared: undeclared([condition], { declared, partners }).length === 0,
		waiting: requests.some((one) => !isHeard(one)),
		answered: requests.some((one) => one.answeredAt !== null),
		heard: Boolean(hearing),
		last: findings.at(-1)?.id ?? null,
		heardBy: hearing?.id ?? heard.at(-1)?.id ?? null
	};
}

/**
 * Settles who may take part, before any price can be read. Whoever is out stays in the record, is scored no further and
 * is told at once, with the reasons. @throws conflict while a finding is lacking or somebody has time left to answer
 */
export async function freezeChecks(
	ctx: Context,
	ref: RoundRef,
	input: z.output<typeof checkFreezeForm>
): Promise<void> {
	const access = await tendersWithDoors(ctx, ref, leadEvaluation);
	refuseNeutral(access);
	const person = namedWithSecondFactor(ctx);
	refuseIfCancelled(access.procurement);
	if (!input.confirm) throw invalid('procurement.refuse.confirm', 'confirm');
	if (access.procurement.conditions.length === 0) throw new AppError('conflict', 'written.conditions.none');
	if (access.tenders.length === 0) throw new AppError('conflict', 'procurement.refuse.no-tenders');
	refuseBiased([...access.tenders, ...access.refused]);
	await ctx.db.transaction().execute(async (tx) => {
		await lockUnfrozen(tx, access, 'update');
		await tx
			.insertInto('check_freeze')
			.values({ round_id: access.round.id, frozen_by: person.id, frozen_name: person.name })
			.execute();
		let out = 0;
		for (const { id } of access.tenders) out += (await settle(tx, ctx, access, id)) ? 1 : 0;
		await auditRun(tx, ctx, access.run, 'procurement.checks-frozen', `procurement_round:${access.round.id}`, {
			tenders: access.tenders.length,
			out
		});
	});
}

/** Gives why the tender is out, or null. */
async function settle(
	tx: Tx,
	ctx: Context,
	{ procurement }: RoundAccess,
	tenderId: string
): Promise<MessageKey | null> {
	const states = [];
	const findings = await findingsOf(tx, [tenderId]);
	for (const condition of procurement.conditions) {
		const last = findings.findLast((one) => one.conditionId === condition.id);
		states.push({ ...(await stateOf(tx, tenderId, condition)), result: last?.result ?? null });
	}
	const { refusal, fault } = freezeOutcome(states);
	if (refusal) throw new AppError('conflict', refusal);
	if (!fault) return null;
	await tx.updateTable('opened_tender').set({ fault }).where('tender_id', '=', tenderId).execute();
	await auditTender(tx, ctx, tenderId, 'tender.refused', { fault });
	await mailTenderer(tx, tenderId, 'refused');
	return fault;
}
