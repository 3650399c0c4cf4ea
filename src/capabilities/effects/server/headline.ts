import { sql, type SqlBool } from 'kysely';
import { toText } from '#platform/i18n/text.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import type { Headline } from '#capabilities/initiatives/index.ts';

const CHANGED: Record<string, boolean | null> = {
	changed: true,
	partly: true,
	unchanged: false,
	unknown: null
};

/** The published conclusion of each initiative, the latest first: what changed for whom, or did not. */
export async function headlines(db: DbOrTx, ids: readonly string[]): Promise<Map<string, Headline>> {
	if (ids.length === 0) return new Map();
	const rows = await db
		.selectFrom('effect_conclusion')
		.select(['initiative_id', 'verdict', 'body'])
		.where(sql<SqlBool>`initiative_id = any(${uuids(ids)})`)
		.where('published_at', 'is not', null)
		.orderBy('published_at')
		.execute();
	return new Map(
		rows.map((row): [string, Headline] => [
			row.initiative_id,
			{
				text: 'effects.headline',
				params: { body: toText(row.body)! },
				changed: CHANGED[row.verdict] ?? null,
				path: '/effects'
			}
		])
	);
}
