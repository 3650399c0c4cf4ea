// The common procurement vocabulary: eight digits, a hyphen and a check digit, e.g. 85300000-2.

const WEIGHTS = [3, 7, 1, 3, 7, 1, 3, 7];

/** The check digit that belongs to eight digits. */
export function cpvCheckDigit(digits: string): number {
	return [...digits].reduce((sum, digit, index) => sum + Number(digit) * WEIGHTS[index]!, 0) % 10;
}

/** What is wrong with a code as typed: its form, its check digit (the last one), or nothing. */
export function cpvProblem(code: string): 'format' | 'digit' | null {
	const parts = /^(\d{8})-(\d)$/.exec(code);
	if (!parts || parts[1]!.startsWith('00')) return 'format';
	return cpvCheckDigit(parts[1]!) === Number(parts[2]) ? null : 'digit';
}
