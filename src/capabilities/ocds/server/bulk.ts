import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { sql } from 'kysely';
import type { Db } from '#platform/server/db/index.ts';
import { rowsOf } from './load.ts';

/** How many releases are held in memory at a time. */
const AT_A_TIME = 20;

export interface BulkYear {
	year: number;
	releases: number;
	/** The last release that it holds: the file is the same until there is another one. */
	last: number;
}

/** Years in which there are releases, by UTC. */
export async function bulkYears(db: Db): Promise<BulkYear[]> {
	return rowsOf(
		db,
		sql<BulkYear>`select extract(year from date at time zone 'UTC')::int as year, count(*)::int as releases,
			max(seq) as last from ocds_release group by 1 order by 1`
	);
}

/** One year's releases, a release a line, in the order in which they came; read in pieces while they are sent. */
export function bulkStream(db: Db, { year, last }: Pick<BulkYear, 'year' | 'last'>): Readable {
	const gzip = createGzip({ level: 6 });
	Readable.from(pieces(db, year, last))
		.on('error', (error) => gzip.destroy(error))
		.pipe(gzip);
	return gzip;
}

/** As bytes, put together in the database: a string for each row would be garbage twice the size. */
async function* pieces(db: Db, year: number, last: number): AsyncGenerator<Uint8Array> {
	for (let from = 0; ;) {
		const [piece] = await rowsOf(
			db,
			sql<{ lines: Uint8Array | null; last: number; count: number }>`
				select convert_to(string_agg(body || chr(10), '' order by seq), 'UTF8') as lines,
					max(seq) as last, count(*)::int as count
				from (select seq, body from ocds_release
					where date >= ${`${year}-01-01T00:00:00Z`}::timestamptz and date < ${`${year + 1}-01-01T00:00:00Z`}::timestamptz
						and seq > ${from} and seq <= ${last} order by seq limit ${AT_A_TIME}) r`
		);
		if (piece?.lines) yield piece.lines;
		if (!piece || piece.count < AT_A_TIME) return;
		from = piece.last;
	}
}
