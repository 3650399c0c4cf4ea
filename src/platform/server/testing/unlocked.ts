import { openDb, type Db } from '../db/index.ts';
import { ReadyClient } from '../db/prepared.ts';

/**
 * The same database with its row locks switched off, to show that a test of two people at once would fail without
 * them: `for update`, `for share` and locks by a number are left out, and whoever comes to a statement that begins with `meet` waits there
 * until `count` have come, so that all have read before any writes. The caller destroys it.
 */
export function unlocked(url: string, meet: string, count = 2): Db {
	let coming = count;
	const { promise: all, resolve } = Promise.withResolvers<void>();
	class Client extends ReadyClient {
		// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the overloads of pg
		override query(text: any, values?: any, done?: any): any {
			if (typeof text !== 'string') return super.query(text, values, done);
			const bare = text
				.replaceAll(/\bfor (no key )?(update|share)\b( of \w+)?/g, '')
				.replaceAll('pg_advisory_xact_lock(', 'abs(');
			const ask = () => super.query(bare, values, done);
			if (!text.startsWith(meet)) return ask();
			if (--coming === 0) resolve();
			return all.then(ask);
		}
	}
	return openDb(url, 2 * count, undefined, Client);
}
