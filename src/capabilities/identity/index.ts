import { VISITOR, type Actor } from '#platform/access/index.ts';
import type { Db } from '#platform/server/db/index.ts';

/** Who sends this request, by its session cookie. */
export async function resolveActor(_db: Db, _headers: Headers): Promise<Actor> {
	return VISITOR;
}
