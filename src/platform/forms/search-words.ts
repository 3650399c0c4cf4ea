/** The words of a search, at most eight: letters and digits only, so that nothing in them is an operator. */
export function searchWords(q: string): string[] {
	const words =
		q
			.normalize('NFC')
			.toLowerCase()
			.match(/[\p{L}\p{N}]+/gu) ?? [];
	return [...new Set(words)].map((word) => word.slice(0, 40)).slice(0, 8);
}
