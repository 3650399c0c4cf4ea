import { workInInitiative, type Initiative } from '#capabilities/initiatives/index.ts';
import { can } from '#platform/access/index.ts';
import type { Context } from '#platform/server/context.ts';
import {
	accessProcurement,
	leadEvaluation,
	openTenders,
	publishProcurementPermission,
	readTenders,
	scoreTenders,
	seeTenderers,
	type ProcurementRef
} from './access.ts';
import { decideForInitiative, procureForInitiative } from '#capabilities/initiatives/index.ts';
import { allSubmitted } from './scoring.ts';
import { budgets } from './money.ts';
import { cancellationOf, publicationOf } from './public.ts';
import { lackingOf } from './publish.ts';
import { exemptionOf } from './setup.ts';

/** The working page of a procurement. Before the opening it is the same whether nobody or many tender. */
export async function overviewOf(ctx: Context, ref: ProcurementRef) {
	const { run, procurement } = await accessProcurement(ctx, ref, workInInitiative);
	return {
		run,
		procurement,
		may: mayOf(ctx, run),
		exemption: await exemptionOf(ctx.db, procurement.id),
		publication: await publicationOf(ctx.db, procurement.id),
		cancellation: await cancellationOf(ctx.db, procurement.id),
		lacking: procurement.publishedAt ? [] : await lackingOf(ctx, procurement),
		budgets: procurement.publishedAt ? await budgets(ctx.db, procurement) : []
	};
}

function mayOf(ctx: Context, run: Initiative) {
	return {
		prepare: can(ctx.actor, procureForInitiative, run),
		publish: can(ctx.actor, publishProcurementPermission, run),
		open: can(ctx.actor, openTenders, run),
		see: can(ctx.actor, seeTenderers, run),
		read: can(ctx.actor, readTenders, run),
		score: can(ctx.actor, scoreTenders, run),
		lead: can(ctx.actor, leadEvaluation, run),
		decide: can(ctx.actor, decideForInitiative, run)
	};
}
export type May = ReturnType<typeof mayOf>;

/** Where the evaluation of a round stands, for its page. */
export async function evaluationWork(ctx: Context, roundId: string): Promise<{ allSubmitted: boolean }> {
	return { allSubmitted: await allSubmitted(ctx.db, roundId) };
}
