import { declareConflict } from './server/conflicts.ts';
import { freezeScores, saveConsensus } from './server/consensus.ts';
import { confirmOpening } from './server/opening.ts';
import { tendersWithDoors } from './server/reading.ts';
import { saveScores, submitScores } from './server/scoring.ts';
import { passDeadline, type MadeProcurement } from './testing.ts';

// A round of tenders, brought from its deadline to agreed points. Only tests import this file.

/** How a verb was refused, in short. */
export const code = (promise: Promise<unknown>) =>
	promise.then(
		() => 'done',
		(error: { code?: string; key?: string }) => `${error.code} ${error.key}`
	);

export const DECISION = {
	decidedBody: 'Kommunstyrelsen',
	decidedByName: 'Bo Beslutare',
	decidedOn: '2026-02-10',
	diaryNumber: 'KS 2026/44',
	confirm: true
};
export const FREEZE = { heldOn: '2026-02-01', participants: 'Bea, Bo och Ulla', confirm: true };

/** Points for each criterion, in their order. */
export const entries = (made: MadeProcurement, points: number[]) =>
	made.criteria.map((criterionId, at) => ({
		criterionId,
		points: points[at]!,
		reason: 'Väl beskrivet med belägg.'
	}));

/** The deadline passes, and two people open the tenders. */
export async function open(made: MadeProcurement, number = 1): Promise<void> {
	await passDeadline(made.officer.ctx.db, made.ref, number);
	await confirmOpening(made.officer.ctx, { ...made.ref, number });
	await confirmOpening(made.opener.ctx, { ...made.ref, number });
}

/** Whoever reads declares no conflict, but in the tenders named. */
export async function declareAll(made: MadeProcurement, number = 1, conflicts: string[] = []): Promise<void> {
	const ref = { ...made.ref, number };
	for (const { ctx } of [...made.evaluators, made.officer, made.run.decider]) {
		for (const { id } of (await tendersWithDoors(ctx, ref)).tenders) {
			if (!conflicts.includes(id)) await declareConflict(ctx, ref, { tenderId: id, conflict: 'no' });
		}
	}
}

/** Everybody scores everything the same, and the meeting agrees. */
export async function scoreAll(
	made: MadeProcurement,
	points: Record<string, number[]>,
	number = 1
): Promise<void> {
	const ref = { ...made.ref, number };
	for (const { ctx } of made.evaluators) {
		for (const [id, values] of Object.entries(points)) await saveScores(ctx, ref, id, entries(made, values));
		await submitScores(ctx, ref);
	}
	for (const [id, values] of Object.entries(points))
		await saveConsensus(made.officer.ctx, ref, id, entries(made, values));
	await freezeScores(made.officer.ctx, ref, FREEZE);
}
