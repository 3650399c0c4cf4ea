import { workInInitiative, type Initiative } from '#capabilities/initiatives/index.ts';
import { can } from '#platform/access/index.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { Context } from '#platform/server/context.ts';
import {
	accessProcurement,
	accessRound,
	leadEvaluation,
	openTenders,
	publishProcurementPermission,
	readTenders,
	scoreTenders,
	seeTenderers,
	type ProcurementRef,
	type RoundRef
} from './access.ts';
import { decideForInitiative, procureForInitiative } from '#capabilities/initiatives/index.ts';
import { evaluatorsOf } from './conflicts.ts';
import { whyBiased } from './consensus.ts';
import { lowTendersOf } from './low-prices.ts';
import { whyNotNow } from './negotiation.ts';
import { tendersWithDoors } from './reading.ts';
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

/** How far the evaluation of a round has come. Before the opening it is the same whether nobody or many tender. */
export interface RoundProgress {
	/** Tenders that the asker has not declared for yet. */
	undeclared: number;
	/** Evaluators who have not declared for every tender. */
	waitingFor: number;
	/** All evaluators have declared, and the asker too. */
	declared: boolean;
	/** All evaluators, two at least, have handed in their scores. */
	scored: boolean;
	/** No price that was marked as too low waits for a decision. */
	pricesSettled: boolean;
	/** Where the call lets one negotiate and the points are not frozen: why it cannot be done now, or null. */
	negotiation: { refusal: MessageKey | null } | null;
}

const UNOPENED: RoundProgress = {
	...{ undeclared: 0, waitingFor: 0, declared: false, scored: false },
	...{ pricesSettled: false, negotiation: null }
};

export async function roundProgress(ctx: Context, ref: RoundRef): Promise<RoundProgress> {
	const access = await accessRound(ctx, ref, workInInitiative);
	const { run, procurement, round } = access;
	if (!round.openedAt) return UNOPENED;
	const found = can(ctx.actor, seeTenderers, run) ? await tendersWithDoors(ctx, ref) : null;
	const tenders = found ? [...found.tenders, ...found.refused] : [];
	const evaluators = await evaluatorsOf(ctx, round.id);
	const undeclared = tenders.filter((one) => one.door === 'undeclared').length;
	const waitingFor = evaluators.filter((one) => one.undeclared > 0).length;
	return {
		undeclared,
		waitingFor,
		declared: evaluators.length > 0 && undeclared + waitingFor === 0,
		scored: await allSubmitted(ctx.db, round.id),
		pricesSettled:
			round.frozenAt !== null &&
			(await lowTendersOf(ctx.db, found?.tenders.map((one) => one.id) ?? [])).every((one) => one.outcome),
		negotiation:
			found && procurement.negotiation && !procurement.cancelledAt && !round.frozenAt
				? { refusal: whyBiased(found.tenders) ?? (await whyNotNow(ctx, access)) }
				: null
	};
}
