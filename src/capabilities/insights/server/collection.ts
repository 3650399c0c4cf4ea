import { sql } from 'kysely';
import { newText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { createActivity } from '#capabilities/initiatives/index.ts';

/** The activity that an initiative's insights stand under; made once, when first needed. */
export async function ensureCollection(tx: Tx, ctx: Context, initiativeId: string): Promise<string> {
	await sql`select pg_advisory_xact_lock(hashtextextended(${`insights:${initiativeId}`}, 0))`.execute(tx);
	const known = await tx
		.selectFrom('insight_collection')
		.select('activity_id')
		.where('initiative_id', '=', initiativeId)
		.executeTakeFirst();
	if (known) return known.activity_id;
	const title = newText('sv', 'Insikter', { en: 'Insights' });
	const activity_id = await createActivity(tx, ctx, { initiativeId, kind: 'insights', title });
	await tx.insertInto('insight_collection').values({ initiative_id: initiativeId, activity_id }).execute();
	return activity_id;
}
