import { config } from './config.ts';
import type { Freshness } from './context.ts';

/** No answer may be older than this many seconds, whatever remembers it. */
export const LONGEST = 5;

interface Kept<T> {
	since: number;
	value: Promise<T>;
}

/**
 * Remembers what a question answered for a few seconds, so that many who ask the same at once cost one query.
 * What fails is forgotten. Any process could do without it. Only for what is the same for everybody who may
 * ask: whether somebody may is never remembered.
 * The answering function's `asker` is whose page it is for: told how old its parts are, and given nothing old after
 * they wrote something. Without one, as in jobs and tests, nothing is remembered.
 */
export function shortMemory<T>(
	seconds: number,
	size: number
): (key: string, make: () => Promise<T>, asker?: Freshness) => Promise<T> {
	const kept = new Map<string, Kept<T>>();
	const known = (key: string, asker?: Freshness): Kept<T> | undefined => {
		const found = kept.get(key);
		const good = found && !asker?.wanted && Date.now() - found.since < seconds * 1000;
		return good ? found : undefined;
	};
	const remember = (key: string, value: Promise<T>): Kept<T> => {
		const entry = { since: Date.now(), value };
		kept.delete(key);
		kept.set(key, entry);
		if (kept.size > size) kept.delete(kept.keys().next().value!);
		value.catch(() => kept.get(key) === entry && kept.delete(key));
		return entry;
	};
	return (key, make, asker) => {
		if (!asker || !config().CACHE) return make();
		const entry = known(key, asker) ?? remember(key, make());
		asker.since = Math.min(asker.since, entry.since);
		return entry.value;
	};
}
