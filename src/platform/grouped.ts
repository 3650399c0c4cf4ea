/** Things by key, each list in the order in which they came. */
export function groupedBy<T, V>(things: readonly T[], split: (thing: T) => [string, V]): Map<string, V[]> {
	const groups = new Map<string, V[]>();
	for (const thing of things) {
		const [key, value] = split(thing);
		const group = groups.get(key);
		if (group) group.push(value);
		else groups.set(key, [value]);
	}
	return groups;
}

/** What each thing gives, by key. Things that give nothing are not there. */
export function gatheredBy<T, V>(
	things: readonly T[],
	keyOf: (thing: T) => string,
	give: (thing: T) => readonly V[]
): Map<string, V[]> {
	const given = things.flatMap((thing) => give(thing).map((value): [string, V] => [keyOf(thing), value]));
	return groupedBy(given, (pair) => pair);
}
