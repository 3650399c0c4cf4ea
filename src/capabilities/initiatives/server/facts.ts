import type { DbOrTx } from '#platform/server/db/index.ts';
import { allKinds, type Facts, type NextStep } from '../kind.ts';

/** All facts of several initiatives, one query per kind however many there are. */
export async function factsFor(db: DbOrTx, ids: readonly string[]): Promise<Map<string, Facts>> {
	const all = new Map<string, Facts>(ids.map((id) => [id, {}]));
	if (ids.length === 0) return all;
	const answers = await Promise.all(allKinds().map((kind) => kind.computeFacts(db, ids)));
	for (const found of answers) for (const [id, facts] of found) Object.assign(all.get(id) ?? {}, facts);
	return all;
}

export async function factsOfRun(db: DbOrTx, id: string): Promise<Facts> {
	return (await factsFor(db, [id])).get(id)!;
}

/** What each initiative waits for. One question per kind, however many they are. */
export async function nextStepsOf(db: DbOrTx, ids: readonly string[]): Promise<Map<string, NextStep[]>> {
	const all = new Map<string, NextStep[]>(ids.map((id) => [id, []]));
	if (ids.length === 0) return all;
	const answers = await Promise.all(allKinds().map((kind) => kind.nextSteps(db, ids)));
	for (const answer of answers) for (const [id, steps] of answer) all.get(id)?.push(...steps);
	return all;
}
