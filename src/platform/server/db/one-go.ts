import type { CompiledQuery, QueryResult } from 'kysely';
import type pg from 'pg';

interface Asked {
	query: CompiledQuery;
	resolve: (answer: QueryResult<unknown>) => void;
	reject: (error: unknown) => void;
}

/**
 * Puts questions so that those of the same moment travel over one connection in one go: each journey to the
 * database costs the processor more than most answers do. They are answered in turn, each for itself: where one
 * fails, the others do not. Only for reading.
 */
export function inOneGo(pool: pg.Pool): Ask {
	const known = askers.get(pool) ?? asker(pool);
	askers.set(pool, known);
	return known;
}

type Ask = (query: CompiledQuery) => Promise<QueryResult<unknown>>;
const askers = new WeakMap<pg.Pool, Ask>();

function asker(pool: pg.Pool): Ask {
	let waiting: Asked[] = [];

	async function send(): Promise<void> {
		const asked = waiting;
		waiting = [];
		try {
			const client = await pool.connect();
			await Promise.all(asked.map((one) => put(client, one)));
			client.release();
		} catch (error) {
			for (const { reject } of asked) reject(error);
		}
	}

	return (query) =>
		new Promise((resolve, reject) => {
			// Whatever else comes up in this turn of the loop goes along.
			if (waiting.push({ query, resolve, reject }) === 1) setImmediate(() => void send());
		});
}

/** All that are put before the next tick leave together (see ReadyClient). */
function put(client: pg.PoolClient, { query, resolve, reject }: Asked): Promise<void> {
	return client.query(query.sql, query.parameters as unknown[]).then(({ rows }) => resolve({ rows }), reject);
}
