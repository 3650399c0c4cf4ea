/** Starts a CSV file that Excel reads as UTF-8. */
export const CSV_BOM = '\uFEFF';

/** Spreadsheets in Sweden expect semicolons, since the comma is the decimal sign. */
export function csvDelimiter(lang: string): ';' | ',' {
	return lang === 'sv' ? ';' : ',';
}

/**
 * One line with its line break. Cells that a spreadsheet would run as a formula get an apostrophe first;
 * numbers stay numbers.
 */
export function csvLine(cells: readonly (string | number | null | undefined)[], delimiter: string): string {
	return cells.map((cell) => csvCell(cell, delimiter)).join(delimiter) + '\r\n';
}

function csvCell(cell: string | number | null | undefined, delimiter: string): string {
	if (cell === null || cell === undefined) return '';
	if (typeof cell === 'number') return String(cell);
	const safe = /^[\s]*[=+\-@]|^[\t\r\n]/.test(cell) ? `'${cell}` : cell;
	return safe.includes(delimiter) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
