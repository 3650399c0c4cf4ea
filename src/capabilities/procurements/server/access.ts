import {
	accessInitiative,
	procureForInitiative,
	viewInitiative,
	workInInitiative,
	type Initiative,
	type Standing
} from '#capabilities/initiatives/index.ts';
import {
	authorize,
	can,
	definePermission,
	hasRoleIn,
	isSignedIn,
	requireSecondFactor,
	type Actor,
	type Permission
} from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import { viewOfLot } from '../lots.ts';
import { loadProcurement, type Procurement, type Round } from './load.ts';

/** Where a procurement is: the initiative's slug and its own id, as in the URL. */
export interface ProcurementRef {
	slug: string;
	id: string;
}
export interface RoundRef extends ProcurementRef {
	number: number;
}

const buyerRole = (run: Standing, ...roles: Initiative['roles']) =>
	run.roles.some((role) => roles.includes(role));
const decides = (actor: Actor, run: Standing) => hasRoleIn(actor, run.organisationId, 'decision-maker');

/** Recording the publication of a decided procurement. Callers also require the second factor. */
export const publishProcurementPermission = definePermission<Standing>('procurement.publish', (actor, run) =>
	procureForInitiative.rule(actor, run) === null || decides(actor, run) ? null : 'error.forbidden'
);

/** Opening tenders. Leading the initiative is not enough: only these two roles. */
export const openTenders = definePermission<Standing>('procurement.open', (_actor, run) =>
	buyerRole(run, 'opener', 'procurement-officer') ? null : 'procurement.refuse.opener'
);

/** Knowing, between opening and award, who tendered. */
export const seeTenderers = definePermission<Standing>('procurement.see-tenderers', (actor, run) =>
	buyerRole(run, 'opener', 'procurement-officer', 'evaluator') || decides(actor, run)
		? null
		: 'procurement.refuse.assigned'
);

/** Reading what they wrote; a declaration of no conflict is asked for besides. */
export const readTenders = definePermission<Standing>('procurement.read-tenders', (actor, run) =>
	buyerRole(run, 'procurement-officer', 'evaluator') || decides(actor, run)
		? null
		: 'procurement.refuse.assigned'
);

/** Consensus, letters, assessments of phases. */
export const leadEvaluation = definePermission<Standing>('procurement.lead-evaluation', (_actor, run) =>
	buyerRole(run, 'procurement-officer') ? null : 'procurement.refuse.officer'
);

export const scoreTenders = definePermission<Standing>('procurement.score', (_actor, run) =>
	buyerRole(run, 'evaluator') ? null : 'procurement.refuse.evaluator'
);

export interface ProcurementAccess {
	run: Initiative;
	procurement: Procurement;
}
export interface RoundAccess extends ProcurementAccess {
	round: Round;
}

/**
 * The only way from a URL to a procurement. Before publication only those who work in the initiative know of
 * it. @param permission what the caller is about to do
 */
export async function accessProcurement(
	ctx: Context,
	ref: ProcurementRef,
	permission: Permission<Initiative> = viewInitiative
): Promise<ProcurementAccess> {
	const run = await accessInitiative(ctx, ref.slug);
	const procurement = await loadProcurement(ctx.db, ref.id);
	if (!procurement || procurement.initiativeId !== run.id) throw notFound();
	if (!procurement.publishedAt && !can(ctx.actor, workInInitiative, run)) {
		if (!isSignedIn(ctx.actor)) throw new AppError('sign-in', 'error.sign-in');
		throw notFound();
	}
	authorize(ctx, permission, run);
	return { run, procurement };
}

/** As accessProcurement, and to one of its rounds; a divided call is given as that round's lot has it. */
export async function accessRound(
	ctx: Context,
	ref: RoundRef,
	permission?: Permission<Initiative>
): Promise<RoundAccess> {
	const { run, procurement } = await accessProcurement(ctx, ref, permission);
	const round = procurement.rounds.find((one) => one.number === ref.number);
	if (!round) throw notFound();
	return { run, procurement: viewOfLot(procurement, round.lot), round };
}

/** Who acts, by id and name, having shown a second factor. */
export function namedPerson(ctx: Context): { id: string; name: string } {
	if (!isSignedIn(ctx.actor)) throw new AppError('sign-in', 'error.sign-in');
	return { id: ctx.actor.personId, name: ctx.actor.name };
}

export function namedWithSecondFactor(ctx: Context): { id: string; name: string } {
	const person = namedPerson(ctx);
	requireSecondFactor(ctx);
	return person;
}
