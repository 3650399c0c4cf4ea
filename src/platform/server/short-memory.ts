/**
 * Remembers what a question answered for a few seconds, so that many who ask the same at once cost one query.
 * What fails is forgotten. Any process could do without it.
 */
export function shortMemory<T>(
	seconds: number,
	size: number
): (key: string, make: () => Promise<T>) => Promise<T> {
	const kept = new Map<string, { until: number; value: Promise<T> }>();
	return (key, make) => {
		const known = kept.get(key);
		if (known && known.until > performance.now()) return known.value;
		const value = make();
		kept.delete(key);
		kept.set(key, { until: performance.now() + seconds * 1000, value });
		if (kept.size > size) kept.delete(kept.keys().next().value!);
		value.catch(() => kept.delete(key));
		return value;
	};
}
