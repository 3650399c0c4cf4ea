/** A list's address with something changed: the page number begins anew, an empty query leaves `otherwise`. */
export function changedAddress(
	search: string,
	change: (query: URLSearchParams) => void,
	otherwise = '?'
): string {
	const query = new URLSearchParams(search);
	query.delete('page');
	change(query);
	const text = query.toString();
	return text ? `?${text}` : otherwise;
}

/** An address with only these parameters; empty ones are left out. */
export function addressOf(
	parameters: Record<string, string | number | null | undefined>,
	otherwise = '?'
): string {
	return changedAddress(
		'',
		(query) => {
			for (const [key, value] of Object.entries(parameters)) if (value) query.set(key, String(value));
		},
		otherwise
	);
}
