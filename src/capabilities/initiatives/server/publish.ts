import { sql } from 'kysely';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';

/**
 * Makes an initiative public, in the transaction of what is published first (its challenge). Publishing again
 * changes nothing. @returns true when this made it public
 */
export async function publishInitiative(tx: Tx, _ctx: Context, initiativeId: string): Promise<boolean> {
	const row = await tx
		.updateTable('initiative')
		.set({ published_at: sql`now()`, updated_at: sql`now()` })
		.where('id', '=', initiativeId)
		.where('published_at', 'is', null)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}
