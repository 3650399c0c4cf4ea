import { CsvError, parse } from 'csv-parse/sync';
import { AppError } from '#platform/errors/index.ts';
import type { Delimiter } from './decode.ts';

export const MAX_ROWS = 20_000;
const MAX_COLUMNS = 100;
/** Characters of one row: a page of text in every field fits, a file in one cell does not. */
const MAX_RECORD = 100_000;

export interface Table {
	headers: string[];
	/** `line` as a spreadsheet numbers it: the header is 1. Rows without any content are left out. */
	rows: { line: number; cells: string[] }[];
}

/**
 * Reads a table. @param limit rows to read, for a preview
 * @throws AppError invalid on broken quotation marks, monstrous rows, no rows, too many of anything
 */
export function readTable(text: string, delimiter: Delimiter, limit = MAX_ROWS + 1): Table {
	const records = parseRecords(text, delimiter, limit);
	const [headers = [], ...body] = records;
	if (headers.length > MAX_COLUMNS)
		throw new AppError('invalid', 'actors.import.error.columns', { params: { max: MAX_COLUMNS } });
	const rows = body
		.map((cells, index) => ({ line: index + 2, cells }))
		.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
	if (rows.length === 0) throw new AppError('invalid', 'actors.import.error.no-rows');
	if (rows.length > MAX_ROWS)
		throw new AppError('too-large', 'actors.import.error.rows', { params: { max: MAX_ROWS } });
	return { headers: headers.map((header) => header.trim()), rows };
}

function parseRecords(text: string, delimiter: Delimiter, limit: number): string[][] {
	try {
		return parse(text, { delimiter, to: limit + 1, relax_column_count: true, max_record_size: MAX_RECORD });
	} catch (error) {
		if (!(error instanceof CsvError)) throw error;
		const line = Number((error as unknown as { lines?: number }).lines ?? 0);
		const key =
			error.code === 'CSV_MAX_RECORD_SIZE' ? 'actors.import.error.long-row' : 'actors.import.error.broken';
		throw new AppError('invalid', key, { params: { line } });
	}
}
