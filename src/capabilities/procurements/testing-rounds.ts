import { declareConflict } from './server/conflicts.ts';
import { freezeScores, saveConsensus } from './server/consensus.ts';
import { openBytes } from '#platform/sealing/index.ts';
import { finishUnsealing } from './server/opening.ts';
import { tendersWithDoors } from './server/reading.ts';
import { saveScores, submitScores } from './server/scoring.ts';
import { beginUnsealing, giveLayers, takeLayers } from './server/unsealing.ts';
import { loadProcurement } from './server/load.ts';
import { innerSeat, outerSeat, type Pair, type Seat } from './sealing/seats.ts';
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
	standstill: 'voluntary' as const,
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
	await unseal(made, { number });
}

export async function roundIdOf(made: MadeProcurement, number = 1): Promise<string> {
	const { rounds } = (await loadProcurement(made.officer.ctx.db, made.ref.id))!;
	return rounds.find((one) => one.number === number)!.id;
}

/** One holder takes off the layers that wait for them, as their browser does. */
export async function peel(made: MadeProcurement, seat: Seat, roundId: string, id: string) {
	const { ctx, secret } = made.holders[seat];
	const given = [];
	for (const { position, body } of await takeLayers(ctx, roundId, id))
		given.push({ position, body: await openBytes(secret, body).catch(() => null) });
	return giveLayers(ctx, roundId, id, given);
}

/** A pair of holders opens everything, one after the other. */
export async function unseal(
	made: MadeProcurement,
	options: { number?: number; pair?: Pair; kind?: 'rehearsal' | 'opening'; despite?: boolean } = {}
) {
	const { pair = 'ab', kind = 'opening', despite } = options;
	const roundId = await roundIdOf(made, options.number);
	const [first, second] = [outerSeat(pair), innerSeat(pair)];
	const reason = pair === 'ab' ? undefined : 'Den ena är sjuk.';
	const id = await beginUnsealing(made.holders[first].ctx, roundId, { kind, pair, reason });
	await peel(made, first, roundId, id);
	await peel(made, second, roundId, id);
	return finishUnsealing(made.holders[second].ctx, roundId, id, { despite });
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
