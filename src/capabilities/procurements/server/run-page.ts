import { workInInitiative } from '#capabilities/initiatives/index.ts';
import { say } from '#capabilities/methods/index.ts';
import { translator, type MessageKey } from '#platform/i18n/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import { viewsOf } from '../lots.ts';
import { accessProcurement, accessRound, type ProcurementRef, type RoundRef } from './access.ts';
import type { Procurement } from './load.ts';
import { gateOfPhase, namedMethod, placeOf, runOf, type RunPhase } from './run.ts';

/** One thing that a phase's gate asks for, in the reader's language. */
export interface AskedFor {
	/** What must be so; what is lacking, where it is not. */
	text: string;
	met: boolean;
	/** The fact it is about; the first one where it is about several. */
	fact: string;
	/** Who owes it. */
	who: MessageKey | null;
}

/** A phase that was left, for the team. */
export interface LeftPhase {
	name: LocalText;
	outcome: 'next' | 'stopped' | 'finished';
	at: Date;
	by: string;
	exemptionReason: string | null;
	lacking: string[];
}

const OWES: Record<string, MessageKey> = {
	'pcp.published': 'procurement.owes.officer',
	'pcp.opened': 'procurement.owes.holders',
	'pcp.declared': 'procurement.owes.evaluators',
	'pcp.frozen': 'procurement.owes.officer',
	'pcp.decided': 'procurement.owes.decider',
	'pcp.signed': 'procurement.owes.parties',
	'pcp.reported': 'procurement.owes.suppliers',
	'pcp.assessed': 'procurement.owes.officer',
	'pcp.evaluated': 'procurement.owes.officer',
	'pcp.successful': 'procurement.owes.suppliers'
};

/** As runPage, of every lot in their order; of a call that is not divided the one. */
export async function runPages(ctx: Context, ref: ProcurementRef): Promise<RunPage[]> {
	const { procurement } = await accessProcurement(ctx, ref, workInInitiative);
	return Promise.all(viewsOf(procurement).map((view) => pageOf(ctx, view)));
}

/** A lot, or the whole call, as a run of its method, for the team: where it stands, what to do there, what is lacking. */
export async function runPage(ctx: Context, ref: RoundRef): Promise<RunPage> {
	const { procurement } = await accessRound(ctx, ref, workInInitiative);
	return pageOf(ctx, procurement);
}

async function pageOf(ctx: Context, procurement: Procurement) {
	const run = await runOf(ctx.db, procurement);
	const { phases, current } = run;
	return {
		method: namedMethod(run),
		phases: phases.map((phase) => ({ ...placeOf(phase), leftAt: phase.passage?.at ?? null })),
		left: phases.flatMap((phase) => leftPhase(ctx, phase)),
		current: current && (await currentPhase(ctx, procurement, current))
	};
}

export type RunPage = Awaited<ReturnType<typeof pageOf>>;

async function currentPhase(ctx: Context, procurement: Procurement, phase: RunPhase) {
	const t = translator(ctx.lang);
	const { met, lines } = await gateOfPhase(ctx.db, procurement, phase);
	return {
		key: phase.key,
		name: phase.name,
		framework: phase.framework,
		number: phase.round.number,
		steps: (phase.method?.steps ?? []).map((step) => ({
			key: step.key,
			name: step.name as LocalText,
			guidance: (step.guidance as LocalText | undefined) ?? null
		})),
		met,
		asked: lines.map((line): AskedFor => ({
			text: say(line.lacking ?? line.condition, t),
			met: line.met,
			fact: line.facts[0] ?? '',
			who: OWES[line.facts[0] ?? ''] ?? null
		}))
	};
}

function leftPhase(ctx: Context, { name, passage }: RunPhase): LeftPhase[] {
	if (!passage) return [];
	const t = translator(ctx.lang);
	const { outcome, at, by, exemptionReason, lacking } = passage;
	const words = outcome === 'stopped' ? [] : lacking.map((one) => say(one, t));
	return [{ name, outcome, at, by, exemptionReason, lacking: words }];
}
