import { askedOnce, original } from './asked-once.ts';
import { batched } from './batch.ts';
import type { Db, DbOrTx } from './index.ts';

/**
 * Ms from one set of questions to the next while many ask. Asked as soon as the last is answered, they become so many
 * that putting them takes more of the processor than what is asked; see docs/mechanisms/speed.md.
 */
const BREATH = 8;

/**
 * Reads about many things in one set of queries for all who ask at the same time: while one set is being read,
 * the next one gathers, so that the number of queries does not grow with the number of readers. Everybody gets
 * what was true after they asked; nothing is remembered.
 * @returns what `load` found of that id, undefined where it found nothing
 * @param load reads about all ids at once; a question it puts twice in the same words is asked once
 */
export function askedTogether<T>(
	load: (db: Db, ids: string[]) => Promise<Map<string, T>>
): (db: DbOrTx, id: string) => Promise<T | undefined> {
	const asking = new WeakMap<Db, (id: string) => Promise<T | undefined>>();
	const loadAll = async (db: Db, ids: string[]) => {
		const found = await load(askedOnce(db), [...new Set(ids)]);
		return ids.map((id) => found.get(id));
	};
	return async (asked, id) => {
		// What a transaction has written is only for itself to see.
		if (asked.isTransaction) return (await load(asked, [id])).get(id);
		const db = original(asked);
		let ask = asking.get(db);
		if (!ask)
			asking.set(db, (ask = batched<string, T | undefined>((ids) => loadAll(db, ids), { pause: BREATH })));
		return ask(id);
	};
}
