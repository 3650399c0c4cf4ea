import { notFound } from '#platform/errors/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import {
	differencesBetween,
	factNamed,
	gateLines,
	methodVersion,
	methodVersionNumbered,
	publishedVersions,
	stepOf,
	type DifferenceGroup,
	type GateLine,
	type MethodVersion
} from '#capabilities/methods/index.ts';
import { phaseAfterMove, suggestedPhase } from '../moving.ts';
import { accessInitiative, leadInitiative, type Initiative } from './access.ts';
import { factsOfRun } from './facts.ts';
import { activitiesOf, type StepActivity } from './plan.ts';

/** What a move to another version would mean for one initiative. Nothing of it is done. */
export interface MovePreview {
	run: Initiative;
	from: MethodVersion;
	to: MethodVersion;
	/** What changed between the two, in general. */
	differences: DifferenceGroup[];
	/** Activities whose step the version does not have. They stay, and stay reachable. */
	homeless: StepActivity[];
	/** Phases that were passed and that the version does not have. The passages stay in the history. */
	passedAndGone: LocalText[];
	/** Phases that lie before where it would stand, and that it has never been through. */
	behind: LocalText[];
	/** The phase it would stand in; null when the present one is gone and one must be chosen. */
	phase: string | null;
	/** Offered first where one must be chosen. */
	suggested: string;
	/** The gate it would stand before, as things are now. */
	gate: GateLine[];
}

/** Versions an initiative may be moved to, the newest first; its own is left out. */
export async function versionsToMoveTo(
	ctx: Context,
	slug: string
): Promise<{ run: Initiative; from: MethodVersion; others: { id: string; number: number }[] }> {
	const run = await accessInitiative(ctx, slug, leadInitiative);
	const from = await methodVersion(ctx.db, run.methodVersionId);
	const all = await publishedVersions(ctx.db, from.methodId);
	return {
		run,
		from,
		others: all.filter(({ id }) => id !== from.id).map(({ id, number }) => ({ id, number }))
	};
}

/** @param number of the version; the newest when left out */
export async function previewMove(ctx: Context, slug: string, number?: number): Promise<MovePreview | null> {
	const { run, from, others } = await versionsToMoveTo(ctx, slug);
	const wanted = number ?? others[0]?.number;
	if (wanted === undefined) return null;
	if (!others.some((other) => other.number === wanted)) throw notFound();
	const to = await methodVersionNumbered(ctx.db, from.methodKey, wanted);
	const passed = await passedPhases(ctx, run.id);
	const phase = phaseAfterMove(to.definition, run.currentPhase);
	const suggested = suggestedPhase(to.definition, passed);
	const at = to.definition.phases.findIndex((one) => one.key === (phase ?? suggested));
	const facts = await factsOfRun(ctx.db, run.id);
	return {
		run,
		from,
		to,
		differences: differencesBetween(from.definition, to.definition),
		homeless: (await activitiesOf(ctx.db, run.id)).filter(
			(activity) => !stepOf(to.definition, activity.step)
		),
		passedAndGone: from.definition.phases
			.filter((one) => passed.has(one.key) && !to.definition.phases.some(({ key }) => key === one.key))
			.map((one) => one.name as LocalText),
		behind: to.definition.phases
			.slice(0, at)
			.filter((one) => !passed.has(one.key))
			.map((one) => one.name as LocalText),
		phase,
		suggested,
		gate: gateLines(to.definition.phases[at]!.gate, facts, factNamed)
	};
}

async function passedPhases(ctx: Context, id: string): Promise<Set<string>> {
	const rows = await ctx.db
		.selectFrom('initiative_phase')
		.select('phase')
		.where('initiative_id', '=', id)
		.where('passed_at', 'is not', null)
		.execute();
	return new Set(rows.map((row) => row.phase));
}

export interface Move {
	from: number;
	to: number;
	at: Date;
	by: string | null;
}

/** Every move of an initiative between versions, oldest first. */
export async function movesOf(ctx: Context, initiativeId: string): Promise<Move[]> {
	return ctx.db
		.selectFrom('method_move as m')
		.innerJoin('method_version as f', 'f.id', 'm.from_version_id')
		.innerJoin('method_version as t', 't.id', 'm.to_version_id')
		.leftJoin('person as p', 'p.id', 'm.moved_by')
		.select(['f.number as from', 't.number as to', 'm.moved_at as at', 'p.name as by'])
		.where('m.initiative_id', '=', initiativeId)
		.orderBy('m.moved_at')
		.execute();
}
