import { readAnswers } from '#capabilities/calls/index.ts';
import {
	accessInitiativeById,
	procureForInitiative,
	type Initiative
} from '#capabilities/initiatives/index.ts';
import { readTenders, seeTenderers } from '#capabilities/procurements/index.ts';
import { can, type Actor } from '#platform/access/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { LineKind } from '../rules.ts';

/** What one must be allowed to open the page that a line leads to; the others are open to whoever sees the line. */
const DOORS: Partial<Record<LineKind, (actor: Actor, run: Initiative) => boolean>> = {
	tender: (actor, run) => can(actor, seeTenderers, run),
	'opening-list': (actor, run) => can(actor, seeTenderers, run),
	'tender-question': (actor, run) => can(actor, readTenders, run),
	'tender-answer': (actor, run) => can(actor, readTenders, run),
	'tender-check': (actor, run) => can(actor, readTenders, run),
	'tender-exclusion': (actor, run) => can(actor, readTenders, run),
	evaluation: (actor, run) => can(actor, readTenders, run),
	'award-decision': (actor, run) => can(actor, readTenders, run),
	'decision-letter': (actor, run) => can(actor, readTenders, run),
	'debrief-question': (actor, run) => can(actor, readTenders, run),
	'debrief-answer': (actor, run) => can(actor, readTenders, run),
	review: (actor, run) => can(actor, readTenders, run),
	'phase-report': (actor, run) => can(actor, readTenders, run),
	'phase-gate': (actor, run) => can(actor, readTenders, run),
	'procurement-question': (actor, run) => can(actor, procureForInitiative, run),
	'rfi-question': (actor, run) => can(actor, procureForInitiative, run),
	'rfi-answers-out': (actor, run) => can(actor, procureForInitiative, run),
	'rfi-answer': (actor, run) => can(actor, readAnswers, { initiative: run, answering: [] }),
	'rfi-feedback': (actor, run) => can(actor, readAnswers, { initiative: run, answering: [] })
};

/** A register says what there is; reading it needs a door of its own. Leaves only links that the asker may follow. */
export async function onlyOpenDoors<L extends { kind: LineKind; initiativeId: string; path: string }>(
	ctx: Context,
	lines: L[]
): Promise<(L & { mayOpen: boolean })[]> {
	const ids = [...new Set(lines.map((line) => line.initiativeId))];
	const runs = new Map(
		await Promise.all(ids.map(async (id) => [id, await accessInitiativeById(ctx, id)] as const))
	);
	return lines.map((line) => {
		const door = DOORS[line.kind];
		return { ...line, mayOpen: door ? door(ctx.actor, runs.get(line.initiativeId)!) : true };
	});
}
