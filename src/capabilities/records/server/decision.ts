import { requireSecondFactor } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import { appealText, proposedReasons } from '../decision-text.ts';
import type { DecisionInput } from '../form.ts';
import { handler } from './access.ts';
import { auditRequest, refuseFuture, requestOf, type RequestRef } from './requests.ts';

/** A refusal in writing, as it was made. */
export interface Decision {
	authority: string;
	receiver: string | null;
	decidedOn: string;
	decidedByName: string;
	decidedByTitle: string | null;
	reportedBy: string | null;
	diaryNumber: string | null;
	reasons: string;
	appeal: string;
	madeAt: Date;
}

export async function decisionOf(ctx: Context, requestId: string): Promise<Decision | null> {
	const row = await ctx.db
		.selectFrom('disclosure_decision')
		.select(['authority', 'receiver', 'decided_on as decidedOn', 'decided_by_name as decidedByName'])
		.select(['decided_by_title as decidedByTitle', 'reported_by as reportedBy'])
		.select(['diary_number as diaryNumber', 'reasons', 'appeal', 'made_at as madeAt'])
		.where('request_id', '=', requestId)
		.executeTakeFirst();
	return row ?? null;
}

/** The request with its decision, or with what one would begin to write. */
export async function decisionPage(ctx: Context, ref: RequestRef) {
	const found = await requestOf(ctx, ref);
	const outcome = refusalIn(found.request.outcome);
	const authority = found.run.organisationName;
	const decision = await decisionOf(ctx, ref.id);
	const proposal = {
		reasons: proposedReasons(outcome.outcome, found.assessed),
		appeal: appealText(authority)
	};
	return { ...found, outcome, decision, proposal };
}

/** Only what was not given out whole can be appealed. */
function refusalIn<T extends { outcome: string }>(outcome: T | null): T {
	if (!outcome) throw new AppError('conflict', 'records.error.not-concluded');
	if (outcome.outcome === 'released') throw new AppError('conflict', 'records.error.released');
	return outcome;
}

/** Makes the written decision, once. Whoever records it shows a second factor. */
export async function makeDecision(ctx: Context, ref: RequestRef, input: DecisionInput): Promise<void> {
	const { run, request } = await decisionPage(ctx, ref);
	const person = handler(ctx);
	requireSecondFactor(ctx);
	if (!input.confirm)
		throw new AppError('invalid', 'form.error.failed', { fields: { confirm: 'records.error.confirm' } });
	await ctx.db.transaction().execute(async (tx) => {
		await refuseFuture(tx, 'decidedOn', input.decidedOn);
		const row = await tx
			.insertInto('disclosure_decision')
			.values({
				request_id: request.id,
				authority: run.organisationName,
				receiver: input.receiver ?? null,
				decided_on: input.decidedOn,
				decided_by_name: input.decidedByName,
				decided_by_title: input.decidedByTitle,
				reported_by: input.reportedBy ?? null,
				diary_number: input.diaryNumber,
				reasons: input.reasons,
				appeal: input.appeal,
				made_by: person.id
			})
			.onConflict((c) => c.doNothing())
			.returning('request_id')
			.executeTakeFirst();
		if (!row) throw new AppError('conflict', 'records.error.decided');
		await auditRequest(tx, ctx, run.id, request.id, 'disclosure.decided', { diaryNumber: input.diaryNumber });
	});
}
