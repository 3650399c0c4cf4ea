/**
 * Rows as CSV for Swedish spreadsheets: semicolons, a byte order mark, and a quote before what a spreadsheet
 * would take for a formula.
 */
export function toCsv(head: string[], rows: (string | number | null)[][]): string {
	return `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(';')).join('\r\n')}\r\n`;
}

function cell(value: string | number | null): string {
	if (value === null) return '';
	if (typeof value === 'number') return String(value);
	const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
	return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A CSV as a download. */
export function csvResponse(name: string, head: string[], rows: (string | number | null)[][]): Response {
	return new Response(toCsv(head, rows), {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}.csv`
		}
	});
}
