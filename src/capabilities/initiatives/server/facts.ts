import { sql } from 'kysely';
import { toText } from '#platform/i18n/text.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
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
	await nameAlike(db, [...all.values()].flatMap(alike));
	return all;
}

/** Steps of different activities that say the same: two procurements that are both to be decided. */
function alike(steps: NextStep[]): NextStep[] {
	const groups = Map.groupBy(steps, (step) => step.text).values();
	return [...groups].filter((group) => new Set(group.map((step) => step.activityId)).size > 1).flat();
}

async function nameAlike(db: DbOrTx, steps: NextStep[]): Promise<void> {
	const ids = steps.flatMap((step) => step.activityId ?? []);
	if (ids.length === 0) return;
	const { rows } = await sql<{ id: string; title: unknown }>`
		select id, title from activity where id = any(${uuids(ids)})`.execute(db);
	const titles = new Map(rows.map((row) => [row.id, toText(row.title)!]));
	for (const step of steps) step.of = titles.get(step.activityId ?? '');
}
