import type { DbOrTx } from '#platform/server/db/index.ts';
import { allKinds, type Facts } from '../kind.ts';

/** All facts of several initiatives, one query per kind however many there are. */
export async function factsFor(db: DbOrTx, ids: readonly string[]): Promise<Map<string, Facts>> {
	const all = new Map<string, Facts>(ids.map((id) => [id, {}]));
	if (ids.length === 0) return all;
	for (const kind of allKinds()) {
		const found = await kind.computeFacts(db, ids);
		for (const [id, facts] of found) Object.assign(all.get(id) ?? {}, facts);
	}
	return all;
}

export async function factsOfRun(db: DbOrTx, id: string): Promise<Facts> {
	return (await factsFor(db, [id])).get(id)!;
}
