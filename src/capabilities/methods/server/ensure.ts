import type { DbOrTx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { INNOVATION_MODEL, INNOVATION_MODEL_V1 } from '../innovation-model.ts';

/**
 * Puts the innovation model's first version in place, published. Run after migrating; later runs, and runs at
 * the same time, change nothing: what people have made of the method since is theirs.
 */
export async function ensureInnovationModel(db: DbOrTx): Promise<void> {
	await db
		.insertInto('method')
		.values({ key: INNOVATION_MODEL })
		.onConflict((c) => c.column('key').doNothing())
		.execute();
	await db
		.insertInto('method_version')
		.columns(['method_id', 'number', 'definition', 'published_at'])
		.expression((eb) =>
			eb
				.selectFrom('method')
				.select((e) => [
					'method.id',
					e.lit(1).as('number'),
					json(INNOVATION_MODEL_V1).as('definition'),
					e.fn<Date>('now', []).as('published_at')
				])
				.where('key', '=', INNOVATION_MODEL)
		)
		.onConflict((c) => c.columns(['method_id', 'number']).doNothing())
		.execute();
}
