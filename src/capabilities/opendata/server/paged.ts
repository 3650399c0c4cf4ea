import { sql, type RawBuilder } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';

export interface Cut {
	/** Where the page before ended, as its `next` said. */
	after?: string;
	limit: number;
}

export interface Page<Row> {
	rows: Row[];
	/** Give it as `after` to go on; null at the end. */
	after: string | null;
}

/**
 * One page of rows, newest first. Goes on from the last row and not from a number, so that nothing is missed or
 * sent twice when something is published meanwhile, and late pages cost as little as early ones.
 * @param source a select with `id` (uuid) and `at` (timestamptz)
 */
export async function paged<Row>(db: DbOrTx, source: RawBuilder<unknown>, cut: Cut): Promise<Page<Row>> {
	const from = cut.after === undefined ? null : readCursor(cut.after);
	const where = from ? sql`where (s.at, s.id) < (${from.at}::timestamptz, ${from.id}::uuid)` : sql``;
	const { rows } = await sql<Row & { id: string; cursor: string }>`
		select s.*, s.at::text as cursor from (${source}) s ${where}
		order by s.at desc, s.id desc limit ${cut.limit + 1}`.execute(db);
	const shown = rows.slice(0, cut.limit);
	const last = shown.at(-1);
	return { rows: shown, after: rows.length > cut.limit && last ? writeCursor(last.cursor, last.id) : null };
}

const writeCursor = (at: string, id: string) => Buffer.from(`${at}|${id}`).toString('base64url');

function readCursor(text: string): { at: string; id: string } {
	const [at, id, ...rest] = Buffer.from(text, 'base64url').toString().split('|');
	const fits =
		/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/.test(at ?? '') &&
		/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id ?? '');
	if (!fits || rest.length > 0) throw new AppError('invalid', 'opendata.error.after');
	return { at: at!, id: id! };
}
