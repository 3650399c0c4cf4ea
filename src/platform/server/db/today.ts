import { sql } from 'kysely';
import type { DbOrTx } from './index.ts';

/** Today in Sweden by the database's clock, 'YYYY-MM-DD'. */
export async function swedishToday(db: DbOrTx): Promise<string> {
	const { rows } = await sql<{
		today: string;
	}>`select to_char(now() at time zone 'Europe/Stockholm', 'YYYY-MM-DD') as today`.execute(db);
	return rows[0]!.today;
}
