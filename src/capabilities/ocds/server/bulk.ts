import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { sql } from 'kysely';
import type { Db } from '#platform/server/db/index.ts';
import { rowsOf } from './load.ts';

/** How many releases are held in memory at a time. */
const AT_A_TIME = 200;

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

async function* pieces(db: Db, year: number, last: number): AsyncGenerator<string> {
	for (let from = 0; ;) {
		const rows = await rowsOf(
			db,
			sql<{ seq: number; body: string }>`select seq, body from ocds_release
				where date >= ${`${year}-01-01T00:00:00Z`}::timestamptz and date < ${`${year + 1}-01-01T00:00:00Z`}::timestamptz
					and seq > ${from} and seq <= ${last} order by seq limit ${AT_A_TIME}`
		);
		if (rows.length > 0) yield rows.map(({ body }) => `${body}\n`).join('');
		if (rows.length < AT_A_TIME) return;
		from = rows.at(-1)!.seq;
	}
}
